import { codeSpan } from '../core/fence.ts';
import type { JudgedTest } from '../core/generated-tests.ts';

/** How tests for a change are come by, step for step. */
export const testSteps = [
  'Set the project up',
  'Run its tests as they are',
  'Write tests, run them, and judge each of them',
  'Run all tests once more',
] as const;

/** What came of it in one sentence, for the request's end: the tests themselves are told elsewhere. */
export function outcomeOf(tests: readonly Pick<JudgedTest, 'verdict'>[]): string {
  const counts = verdicts.flatMap(([verdict, words]) => {
    const count = tests.filter((test) => test.verdict.is === verdict).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return counts.length === 0 ? 'No test came of it.' : `Tests: ${counts.join(', ')}.`;
}

const verdicts = [
  ['verified', 'verified'],
  ['catches', 'showing a defect'],
  ['unverified', 'not verified'],
] as const;

export function committed(branch: string): string {
  return `The verified tests are in a new commit on ${codeSpan(branch)}.`;
}

/** Why a commit that was asked for was not made. */
export const notCommitted = {
  fork: 'Nothing was committed: this pull request comes from a fork, where Patchwright may not write. Its author can copy the files from here.',
  nothing: 'Nothing was committed, since no test could be verified that would be new.',
} as const;

export function proposed(branch: string, base: string): string {
  return `The verified tests are in a draft pull request of their own, from ${codeSpan(branch)} into ${codeSpan(base)}.`;
}

/** What a draft with tests is, for those who find it. */
export function stacked(number: number, base: string): string {
  return `Tests for pull request ${number}, on top of its branch ${codeSpan(base)}: merged, they become part of it.`;
}

/** Why a draft that was asked for was not opened. */
export const notProposed = {
  fork: 'No pull request was opened: this one comes from a fork, and a pull request on top of it would have to be opened in that fork, where Patchwright may not write. Its author can copy the files from here.',
  nothing: 'No pull request was opened, since no test could be verified that would be new.',
} as const;

/** To whoever asked while the branch did not rest. */
export const movingHead =
  'The branch was pushed to while tests were written, twice, so they may not fit it any more. Nothing was posted; ask again when it rests.';

export const closedPull = 'This pull request is not open any more. Reopen it, then ask again.';

/** The commit that brings tests for these symbols. */
export function testsMessage(symbols: readonly string[]): { readonly title: string; readonly body: string } {
  const names = [...new Set(symbols)];
  const [first = 'the change'] = names;
  if (names.length <= 1) return { title: `Add tests for ${first}`, body: '' };
  return {
    title: `Add tests for ${first} and ${names.length - 1} more`,
    body: names.map((name) => `- ${name}`).join('\n'),
  };
}
