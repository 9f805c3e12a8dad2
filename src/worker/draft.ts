import { leaks } from '../checks/leaks.ts';
import { neutraliseLine } from '../checks/markdown.ts';
import type { Effect } from '../core/effect.ts';
import { redact } from '../core/redact.ts';
import type { DraftOrder, Forge, PullMention, Sent } from '../ports/forge.ts';
import type { PullRef, RepositoryRef } from '../core/pull-request.ts';
import { plainTitle, undelivered } from '../text/draft.ts';
import { refusedSentence } from '../text/refused.ts';
import { signed, type Stationery } from './post.ts';
import { branchGone, plain, pullClosed, refusedFor, type Refusal, type Way } from './way.ts';

export type DraftEffect = Extract<Effect, { kind: 'draft-pull' }>;
export type DescribeEffect = Extract<Effect, { kind: 'describe' }>;

/** What it takes to open a pull request and to describe it. */
export interface DraftParts {
  readonly forge: Pick<Forge, 'branch' | 'pull' | 'pullsFrom'>;
  readonly stationery: Stationery;
  /** What writes, when it is the installation's turn. */
  readonly writerInTurn: () => Promise<PullPages>;
}

interface PullPages {
  createDraft(order: DraftOrder): Promise<Sent>;
  describePull(pull: PullRef, title: string, body: string): Promise<Sent>;
  requestReviewers(pull: PullRef, logins: readonly string[]): Promise<Sent>;
}

/** A draft of our own, found again by the mark in its text. GitHub has one open pull request at most from a branch to its base. */
export function draftWay(at: DraftParts, effect: DraftEffect, key: string): Way<PullPages> {
  const { branch, base, repository } = effect;
  return {
    ...plain,
    find: async () => (await at.forge.pullsFrom(branch)).find((pull) => pull.key === key)?.ref.number,
    hindrance: async () => {
      if ((await at.forge.branch(branch)) === undefined) return branchGone;
      const other = (await at.forge.pullsFrom(branch)).find(({ state }) => state === 'open');
      return other && refusedFor(undelivered.pullTaken(branch, other.ref.number));
    },
    write: (writer) => {
      const body = signed(effect.body, effect.closes, key, at.stationery);
      return writer.createDraft({ branch, base, title: titleOf(effect, at.stationery), body });
    },
    refused: (refusal) => undelivery(at, branch, refusal),
    followUp: (number) => askForReview(at, { ...repository, number }, effect.reviewers),
  };
}

/** Who opened one meanwhile has taken the place; else the commits are not lost. */
async function undelivery(at: DraftParts, branch: string, refusal: Refusal) {
  const other = (await at.forge.pullsFrom(branch)).find(({ state }) => state === 'open');
  return refusedFor(
    other === undefined
      ? undelivered.stillThere(refusedSentence(refusal), branch)
      : undelivered.pullTaken(branch, other.ref.number),
  );
}

/** One by one, since GitHub asks none of several where it minds one of them; whom it minds is not asked. */
async function askForReview(
  at: DraftParts,
  pull: RepositoryRef & { readonly number: number },
  reviewers: readonly string[],
): Promise<void> {
  for (const login of reviewers) {
    const writer = await at.writerInTurn();
    await writer.requestReviewers(pull, [login]);
  }
}

/** Title and text of a pull request that we opened, with the mark that it is found again by left in it. */
export function describeWay(at: DraftParts, effect: DescribeEffect, key: string): Way<PullPages> {
  const { pull, closes } = effect;
  async function mention(): Promise<PullMention | undefined> {
    const { head, isFork } = await at.forge.pull(pull.number);
    if (isFork) return undefined;
    return (await at.forge.pullsFrom(head.branch)).find(({ ref }) => ref.number === pull.number);
  }
  return {
    ...plain,
    isRepeatable: true,
    find: () => Promise.resolve(undefined),
    hindrance: async () => {
      const own = await mention();
      if (own?.isOurs !== true) return refusedFor(undelivered.notOurs(pull.number));
      return own.state === 'open' ? undefined : pullClosed;
    },
    write: async (writer) => {
      const mark = (await mention())?.key ?? key;
      const body = signed(effect.body, closes, mark, at.stationery);
      return writer.describePull(pull, titleOf(effect, at.stationery), body);
    },
  };
}

/** Without anything that would notify or close: whoever squashes makes it the title of a commit. */
function titleOf({ title }: { readonly title: string }, { way }: Stationery): string {
  const line = neutraliseLine(redact(title, []));
  const isLeaky = leaks(line, way.liveSecrets()).some(({ kind }) => kind === 'secret');
  return isLeaky || line === '' ? plainTitle : line;
}
