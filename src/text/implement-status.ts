import { codeSpan } from '../core/fence.ts';

/** What people can do while an issue is worked on. */
export const steering =
  'To steer it, comment here: what the one who asked, and others who may ask, write is read at the next step.';

/** Why an issue is not implemented, or not now. */
export const notImplemented = {
  archived: 'This repository is archived, so nothing can be changed in it.',
  closed: 'This issue is closed. Reopen it, then ask again.',
  locked: 'This issue is locked, so a question about it could not be answered. Unlock it, then ask again.',
  rewritten:
    'The text of this issue was changed after it was asked for, and whoever opened it may not write here. Look at it once more, then ask again.',
  assigned: (logins: readonly string[]) =>
    `This issue is assigned to ${logins.map((login) => codeSpan(login)).join(' and ')}, who may be working on it. Have it assigned to you, or to nobody, then ask again.`,
  ours: (pull: number) =>
    `Patchwright's pull request #${pull} is for this issue already. Say in a review of it what is to be changed, or close it and ask again.`,
  theirs: (pull: number) =>
    `Pull request #${pull} says that it closes this issue. If another one is wanted, close that or have it say otherwise, then ask again.`,
  noBranch: (branch: string) =>
    `There is no branch ${codeSpan(branch)} with a commit to begin at. Push one, or name another as ${codeSpan('implement.base')} of ${codeSpan('.github/patchwright.yml')}, then ask again.`,
  pushed: (pull: number) =>
    `Others have pushed to #${pull} since, so the work on it goes on there. Say in a review of it what is left to do.`,
} as const;

/** Told to a reviewer where the issue was changed by somebody after it was asked for. */
export const editedMeanwhile =
  'The issue was edited while this was made. This does what the issue said when it was asked for, and what people who may write here said since.';

/** A letter to the work at hand: the issue reads otherwise from now on. */
export function editedIssue({ title, body }: { readonly title: string; readonly body: string }): string {
  return `I have changed the issue. It reads now:\n\n# ${title}\n\n${body}`;
}

/** How a request ended that came to a pull request; what was done, and what was not, is told there. */
export const proposed = 'What was done, how it was verified and what to look at is told there.';

/** Of work that ended before there was anything to show. */
export const untouched = 'Nothing has been changed yet.';
