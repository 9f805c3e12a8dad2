import { longestText } from '../checks/markdown.ts';
import type { Effect } from '../core/effect.ts';
import type { Finding } from '../core/finding.ts';
import { fingerprint } from '../core/fingerprint.ts';
import { findingsMarker, marker } from '../core/marker.ts';
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
export function signed(text: string, closing: readonly number[], key: string, on: Stationery): string {
  return marked(text, [marker(key, on.markerSecret)], on, closing);
}

/** A review as GitHub takes it. */
export interface ReviewPost {
  readonly headSha: string;
  readonly body: string;
  readonly comments: readonly InlineComment[];
  readonly requestsChanges: boolean;
}

/** Body and comments say in hidden marks which findings they tell, so that none of them is told again. */
export function reviewPost(
  { review, requestsChanges }: Pick<ReviewEffect, 'review' | 'requestsChanges'>,
  key: string,
  on: Stationery,
): ReviewPost {
  const comments = review.inline.map((finding) => inlineComment(finding, on));
  const marks = [...findingMarks(review.elsewhere, on), marker(key, on.markerSecret)];
  return {
    headSha: review.headSha,
    body: marked(reviewBody(review), marks, on),
    comments: comments.flatMap((comment) => (comment === undefined ? [] : [comment])),
    requestsChanges,
  };
}

type ReviewEffect = Extract<Effect, { kind: 'review' }>;

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
    body: marked(inlineBody(finding), findingMarks([finding], on), on),
  };
}

/** A thousand of them take half of a body; nobody has so many findings. */
const mostMarked = 1_000;

function findingMarks(findings: readonly Finding[], { markerSecret }: Stationery): readonly string[] {
  const told = new Set(findings.slice(0, mostMarked).map((finding) => fingerprint(finding, null)));
  return told.size === 0 ? [] : [findingsMarker([...told], markerSecret)];
}

/** Where both do not fit, the text is cut and the marks stay. */
function marked(
  text: string,
  marks: readonly string[],
  { repository, way }: Stationery,
  closing: readonly number[] = [],
): string {
  const end = `\n\n${marks.join('\n')}`;
  return outgoing(text, repository, way, { closing, longest: longestText - end.length }) + end;
}
