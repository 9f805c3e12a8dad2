import type { Finding } from '../core/finding.ts';
import { marker } from '../core/marker.ts';
import type { RepositoryRef } from '../core/pull-request.ts';
import type { Review } from '../core/review.ts';
import type { InlineComment } from '../ports/forge.ts';
import { inlineBody } from '../text/inline.ts';
import { reviewBody } from '../text/review.ts';
import { outgoing, type WayOut } from './outgoing.ts';

/** What every text that is posted needs besides itself. */
export interface Stationery {
  readonly repository: RepositoryRef;
  readonly way: WayOut;
  /** Signs our markers, so that nobody else's count. */
  readonly markerSecret: string;
}

/** A text as it is posted: through the way out, with the hidden mark that the effect is found again by. */
export function signed(text: string, closes: readonly number[], key: string, on: Stationery): string {
  return `${outgoing(text, on.repository, closes, on.way)}\n\n${marker(key, on.markerSecret)}`;
}

/** A review as GitHub takes it. */
export interface ReviewPost {
  readonly headSha: string;
  readonly body: string;
  readonly comments: readonly InlineComment[];
}

export function reviewPost(review: Review, key: string, on: Stationery): ReviewPost {
  const comments = review.inline.map((finding) => inlineComment(finding, on));
  return {
    headSha: review.headSha,
    body: signed(reviewBody(review), [], key, on),
    comments: comments.flatMap((comment) => (comment === undefined ? [] : [comment])),
  };
}

/** The same review with every finding told in its body. */
export function folded(review: Review): Review {
  return { ...review, inline: [], elsewhere: [...review.inline, ...review.elsewhere] };
}

function inlineComment(finding: Finding, on: Stationery): InlineComment | undefined {
  const { anchor } = finding;
  if (anchor === null) return undefined;
  return {
    path: anchor.path,
    side: anchor.side === 'old' ? 'LEFT' : 'RIGHT',
    line: anchor.end,
    startLine: anchor.start === anchor.end ? null : anchor.start,
    body: outgoing(inlineBody(finding), on.repository, [], on.way),
  };
}
