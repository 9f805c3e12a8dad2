import { transientFailure } from '../core/failure.ts';
import type { CommitOrder, Forge, Sent, Signer } from '../ports/forge.ts';
import { undelivered } from '../text/draft.ts';
import { refusedSentence } from '../text/refused.ts';
import { type CommitEffect, commitFault, commitOrder, refusalOfCommit } from './commit.ts';
import type { Stationery } from './post.ts';
import { signerFor } from './sign-off.ts';
import { branchGone, type Dropped, headMoved, plain, refusedFor, type Refusal, type Way } from './way.ts';

/** What it takes to make a commit, on a branch that is there or on one of its own. */
export interface CommitParts {
  readonly forge: Pick<Forge, 'branch' | 'repository' | 'file' | 'signer'>;
  readonly stationery: Stationery;
  /** What writes, when it is the installation's turn. */
  readonly writerInTurn: () => Promise<CommitPages>;
  /** Whether an earlier attempt may have begun it. */
  readonly wasSent: boolean;
}

interface CommitPages {
  createBranch(name: string, sha: string): Promise<Sent>;
  removeBranch(name: string): Promise<Sent>;
  commit(order: CommitOrder): Promise<Sent>;
}

/** One commit, found again by the last line of its message; nothing is written of one that may not be made. */
export function commitWay(parts: CommitParts, effect: CommitEffect, key: string): Way<CommitPages> {
  let signer: Signer | null = null;
  const at = { ...parts, order: () => commitOrder(effect, key, parts.stationery, signer) };
  const way = effect.isNew ? newBranchWay(at, effect, key) : branchWay(at, effect, key);
  return {
    ...way,
    hindrance: async () => {
      const fault = commitFault(effect, at.stationery);
      if (fault !== undefined) return refusedFor(fault);
      const hindrance = await way.hindrance();
      if (hindrance === undefined) signer = await signerFor(at.forge);
      return hindrance;
    },
  };
}

/** With the commit as it is to be made. */
interface Ordering extends CommitParts {
  readonly order: () => CommitOrder;
}

/** A branch that has gone on since is nobody's to push over: whoever planned the commit did not know what is there now. */
function branchWay(at: Ordering, effect: CommitEffect, key: string): Way<CommitPages> {
  async function moved(): Promise<Dropped | undefined> {
    const head = await headOf(at, effect);
    if (head === undefined) return branchGone;
    return head === effect.expectedHead ? undefined : headMoved;
  }
  return {
    ...plain,
    find: () => madeAlready(at, effect, key),
    hindrance: moved,
    write: (writer) => writer.commit(at.order()),
    refused: async (refusal) => (await moved()) ?? refusedFor(refusalOf(effect, refusal)),
  };
}

/**
 * The branch first, since GitHub signs commits on branches that are there. One at the same commit without anything on it is what an
 * attempt has left that ended in between; where GitHub refuses the commit, it is taken away again.
 */
function newBranchWay(at: Ordering, effect: CommitEffect, key: string): Way<CommitPages> {
  const { branch, expectedHead } = effect;
  let isBegun = false;
  return {
    ...plain,
    find: () => madeAlready(at, effect, key),
    hindrance: async () => {
      const head = await headOf(at, effect);
      isBegun = at.wasSent && head === expectedHead;
      return head === undefined || isBegun ? undefined : refusedFor(undelivered.branchTaken(branch));
    },
    isBegun: () => isBegun,
    write: async (writer) => {
      if (isBegun) return writer.commit(at.order());
      const made = await writer.createBranch(branch, expectedHead);
      if (made.is === 'refused') return made;
      isBegun = true;
      const sent = await (await at.writerInTurn()).commit(at.order());
      if (sent.is === 'refused' && sent.status === 404) throw transientFailure(unseen, lookAgainMs);
      return sent;
    },
    refused: async (refusal) => {
      const head = await headOf(at, effect);
      if (!isBegun && head !== undefined) return refusedFor(undelivered.branchTaken(branch));
      if (isBegun && head !== expectedHead) return head === undefined ? branchGone : headMoved;
      if (isBegun) await (await at.writerInTurn()).removeBranch(branch);
      return refusedFor(refusalOf(effect, refusal));
    },
  };
}

/** A branch that was made just now may not be there yet for whoever is to commit on it. */
const unseen = { is: 'delivery-in-doubt', what: 'new branch' } as const;
const lookAgainMs = 5_000;

async function madeAlready(
  { forge }: CommitParts,
  effect: CommitEffect,
  key: string,
): Promise<number | undefined> {
  const commits = (await forge.branch(effect.branch)) ?? [];
  return commits.some((commit) => commit.key === key) ? 0 : undefined;
}

/** Undefined where there is no such branch. */
async function headOf({ forge }: CommitParts, { branch }: CommitEffect): Promise<string | undefined> {
  return (await forge.branch(branch))?.[0]?.sha;
}

function refusalOf(effect: CommitEffect, refusal: Refusal): string {
  return refusalOfCommit(effect, refusedSentence(refusal));
}
