import { codeSpan } from '../core/fence.ts';

/** A finding as people are told of it. */
export interface NamedFinding {
  readonly number: number;
  readonly title: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Why nothing is committed at all, and what can be done instead. */
export const notFixed = {
  closed: 'This pull request is not open any more, so nothing is committed to it. Reopen it, then ask again.',
  fork: 'This pull request comes from a fork, where Patchwright may not write. Its author can commit the suggestions from the comments: by the button on each, or several at once from the tab with the changed files.',
  nothing: 'There is nothing to fix: no finding of Patchwright is open on lines that are still there.',
  noThread:
    'This is no thread of an open finding of Patchwright. Ask in the thread of one, or on the conversation with `/fix all`.',
  moving:
    'The branch was pushed to while this was prepared, twice. Nothing was committed; ask again when it rests.',
} as const;

/** Why one finding could not be fixed; each a sentence. */
export const unfixed = {
  notInDiff: 'The pull request does not change this file, so a fix would not belong here.',
  guarded: (because: string) =>
    `The file is not changed by ${codeSpan('/fix')}: ${because}. Change it by hand.`,
  unreadable: 'The file could not be read as text.',
  overlaps:
    'It changes the same lines as another fix, or does not go together with it. Ask again for this one.',
  breaks: (line: number) =>
    `What was written would not be understood at line ${line}, so it was not committed.`,
  declined: (why: string) => `No small fix was found: ${why.replace(/\s+/g, ' ').slice(0, longestReason)}`,
} as const;

const longestReason = 600;

/** What is said in the thread of a finding that a commit fixed. `checked` says what was looked at, and no more. */
export function fixedReply(by: 'suggestion' | 'small fix', branch: string, checked: string): string {
  const how = by === 'suggestion' ? 'as suggested' : 'by a small change that was written for it';
  return `Fixed ${how}, in a new commit on ${codeSpan(branch)}. ${checked}`;
}

/** What can be said of a change that was not run. */
export function onlyRead(because: string): string {
  return `It was read and not run: ${because.charAt(0).toLowerCase()}${because.slice(1)}`;
}

export function unfixedReply(why: string): string {
  return `Not fixed. ${why}`;
}

/** Findings to choose from, by their numbers. */
export function whichOne(findings: readonly NamedFinding[]): string {
  const lines = findings.map(({ number, ...finding }) => `${number}. ${named(finding)}`);
  return [
    'Which of these? Ask once more with a number, with words of the title, or for all of them.',
    lines.join('\n'),
    `For example: ${codeSpan(`/fix ${findings[0]?.number ?? 1}`)}, or ${codeSpan('/fix all')}.`,
  ].join('\n\n');
}

/** The answer to whoever asked for several: what was committed and what was not. */
export function fixSummary(
  fixed: readonly NamedFinding[],
  left: readonly (NamedFinding & { readonly why: string })[],
  branch: string,
): string {
  const total = fixed.length + left.length;
  const findings = total === 1 ? 'finding' : 'findings';
  const head =
    fixed.length === 0
      ? `Fixed none of ${total} ${findings}; nothing was committed.`
      : `Fixed ${fixed.length} of ${total} ${findings} in a new commit on ${codeSpan(branch)}.`;
  const done = fixed.map((finding) => `- Fixed: ${named(finding)}`);
  const open = left.map(({ why, ...finding }) => `- Not fixed: ${named(finding)}. ${why}`);
  return [head, [...done, ...open].join('\n')].join('\n\n');
}

function named({ title, path, start, end }: Omit<NamedFinding, 'number'>): string {
  const lines = start === end ? `line ${end}` : `lines ${start} to ${end}`;
  return `${title} (${codeSpan(path)}, ${lines})`;
}

/** The message of the commit: without the words by which GitHub closes issues. */
export function fixMessage(titles: readonly string[]): { readonly title: string; readonly body: string } {
  const [first = ''] = titles;
  if (titles.length === 1) return { title: `Address review: ${first}`, body: '' };
  return {
    title: `Address ${titles.length} findings of the review`,
    body: titles.map((title) => `- ${title}`).join('\n'),
  };
}
