import type { Effect } from '../../core/effect.ts';
import type { Revised, Unfinished } from '../../core/implemented.ts';
import type { Account } from '../../core/pull-request.ts';
import { revise } from '../../engines/implementation/revise.ts';
import type { Occasion } from '../../engines/implementation/parts.ts';
import { unfinishedText } from '../../text/implement.ts';
import { commitBody, home } from '../../text/revise.ts';
import { gather } from './gather.ts';
import type { Scene } from './own-pull.ts';

/** What came of one kind of work. */
export interface Round {
  readonly effects: readonly Effect[];
  /** What ended it early, and how to go on; null where it came to its end. */
  readonly left: string | null;
}

export type Told = Extract<Revised, { is: 'revised' }>;

/** Has the engine do it, in the open: from now on a comment shows how it comes along. */
export async function revised(occasion: Occasion, scene: Scene): Promise<Revised> {
  await scene.task.appear();
  await using gathered = await gather(occasion, scene);
  const came = await revise(gathered.request, gathered.parts);
  if (came.is === 'revised') {
    const plan = came.plan.map(({ text }) => text);
    await scene.task.progress('writing', { plan, stepsDone: came.planDone });
  }
  return came;
}

/** What ended a round early, and how to go on; null where nothing did, or where `/revise` with other words is the way on, as is told there. */
export function leftBy(ended: Unfinished | null): string | null {
  return ended === null || final.has(ended.is) ? null : unfinishedText(ended, home);
}

const final: ReadonlySet<Unfinished['is']> = new Set(['stuck', 'not-mended']);

export type Commit = Extract<Effect, { kind: 'commits' }>;

/** On the branch as it was looked at; whatever it holds by then that is newer stays. */
export function commitOf(
  told: Told,
  { pull }: Scene,
  { title, coAuthor, merges }: Pick<Commit, 'title' | 'merges'> & { readonly coAuthor: Account | null },
): Commit {
  const { id, owner, repo } = pull.ref;
  return {
    kind: 'commits',
    repository: { id, owner, repo },
    branch: pull.head.branch,
    isNew: false,
    expectedHead: pull.head.sha,
    merges,
    title,
    body: commitBody(told),
    coAuthor: coAuthor && { login: coAuthor.login, id: coAuthor.id },
    changes: told.changes,
  };
}

export function commentOn({ pull }: Scene, body: string): Effect {
  return { kind: 'comment', on: pull.ref, body, closes: [] };
}
