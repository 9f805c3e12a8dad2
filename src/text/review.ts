import { codeSpan } from '../core/fence.ts';
import type { Finding } from '../core/finding.ts';
import type { Review } from '../core/review.ts';
import { findingText } from './inline.ts';
import { overviewFiles, overviewLead } from './overview.ts';

/** The body of a review: what the change does, the findings that no line of the diff can hold, and what was left out. */
export function reviewBody(review: Review): string {
  const { overview, summary } = review;
  return [
    ...(summary.trim() === '' ? [] : [summary.trim()]),
    ...(overview === null ? [] : overviewLead(overview)),
    tally(review),
    ...byFile(review.elsewhere),
    ...(overview === null ? [] : overviewFiles(overview)),
    ...leftOut(review.notLookedAt, mostPathsInBody),
    ...review.notes,
    footer(review.model),
  ].join('\n\n');
}

/** What the check run says when a review is done: its first line is the title. `limit` tells why it is not whole. */
export function lookedAtNote(review: Omit<Review, 'notes'>, limit: string | null = null): string {
  const count = review.inline.length + review.elsewhere.length;
  if (count === 0 && review.lookedAt.length === 0) return nothingLookedAt(review.notLookedAt);
  const found = count === 0 ? 'No findings' : counted(count, 'finding');
  const files = counted(review.lookedAt.length, 'file');
  return [
    `${found} in ${files}${limit === null ? '' : '; the budget is used up'}`,
    ...accountLines(review.account),
    ...pathList('**Looked at**', review.lookedAt),
    ...leftOut(review.notLookedAt, mostPathsInCheck),
    ...(limit === null ? [] : [limit]),
  ].join('\n\n');
}

function nothingLookedAt(notLookedAt: NotLookedAt): string {
  return ['Nothing to review', ...leftOut(notLookedAt, mostPathsInCheck)].join('\n\n');
}

/** What the check run says when nothing has changed since the last review, in which no text was new. */
export function nothingNew(headSha: string | null): string {
  const since = headSha === null ? 'the last review' : headSha.slice(0, 7);
  return `Nothing new to review\n\nEvery changed line was there at ${since}, which has been reviewed. Comment \`/review full\` to have all of it read again.`;
}

/** What a review says that could not have the files at the head: `what` is beyond `limit`, in the words of whoever refused it. */
export function diffAlone({ what, limit }: { readonly what: string; readonly limit: string }): string {
  return `Only the diff was read, and not the code around it: ${what} is more than one request may take (${limit}). The operator of this app can raise that.`;
}

function accountLines({ candidates, dropped }: Review['account']): readonly string[] {
  if (dropped.length === 0) return [];
  const reasons = dropped.map(({ because, count }) => `${count} ${because}`).join(', ');
  const total = dropped.reduce((sum, { count }) => sum + count, 0);
  return [
    `Of ${counted(candidates, 'candidate')} ${total} ${total === 1 ? 'is' : 'are'} not told: ${reasons}.`,
  ];
}

/** What the check run says of a change without a line of text to read. */
export function nothingToReview(diff: readonly { readonly path: string }[]): string {
  return [
    'Nothing to review',
    'The change holds no text that a review could read: only things like binary files, renames and modes.',
    ...pathList(
      '**Not looked at**',
      diff.map(({ path }) => path),
    ),
  ].join('\n\n');
}

const mostPathsInBody = 20;
const mostPathsInCheck = 500;

function tally({ inline, elsewhere }: Review): string {
  if (inline.length + elsewhere.length === 0) return 'Nothing to report on the lines that were looked at.';
  const lines = inline.length === 0 ? [] : [`${counted(inline.length, 'finding')} on lines of the change`];
  const below = elsewhere.length === 0 ? [] : [`${counted(elsewhere.length, 'finding')} below`];
  return `${[...lines, ...below].join(', ')}.`;
}

function byFile(findings: readonly Finding[]): readonly string[] {
  const files = Map.groupBy(findings, ({ path }) => path);
  return Array.from(files, ([path, found]) => [`### ${codeSpan(path)}`, ...found.map(findingText)]).flat();
}

type NotLookedAt = Review['notLookedAt'];

/** Every reason with its files, up to so many files in all; the check run has room for more than the review. */
function leftOut(notLookedAt: NotLookedAt, most: number): readonly string[] {
  if (notLookedAt.length === 0) return [];
  const reasons = Map.groupBy(notLookedAt.slice(0, most), ({ reason }) => reason);
  const lines = Array.from(
    reasons,
    ([reason, files]) => `- ${files.map(({ path }) => codeSpan(path)).join(', ')}: ${reason}`,
  );
  return ['**Not looked at**', [...lines, ...andMore(notLookedAt.length - most)].join('\n')];
}

function pathList(title: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const lines = paths.slice(0, mostPathsInCheck).map((path) => `- ${codeSpan(path)}`);
  return [title, [...lines, ...andMore(paths.length - mostPathsInCheck)].join('\n')];
}

function andMore(count: number): readonly string[] {
  return count > 0 ? [`- and ${counted(count, 'more file')}`] : [];
}

function footer(model: string | null): string {
  const by =
    model === null
      ? 'Written by Patchwright from what tools found: no model is set up, so none has looked.'
      : `Written by Patchwright with ${codeSpan(model)}.`;
  return `<sub>${by} It never approves: that is for people.</sub>`;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
