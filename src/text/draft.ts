import { codeSpan } from '../core/fence.ts';

/** The title of a pull request that has none, or whose own must not be said. */
export const plainTitle = 'Proposed change';

/** Why a branch was not made, or no pull request opened from it. */
export const undelivered = {
  branchTaken: (branch: string) =>
    `There is a branch ${codeSpan(branch)} already, and it is not of this request. Rename or delete it, then ask again.`,
  pullTaken: (branch: string, number: number) =>
    `Pull request #${number} from the branch ${codeSpan(branch)} is open already. Close it, or go on there.`,
  notOurs: (number: number) =>
    `Pull request #${number} was not opened by this app, so its description stays as it is.`,
  stillThere: (reason: string, branch: string) =>
    `${reason.replace(/[.!]?$/, '.')} The commits are on the branch ${codeSpan(branch)}.`,
} as const;
