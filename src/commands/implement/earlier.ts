import type { Change } from '../../core/change.ts';
import { userFailure } from '../../core/failure.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import { notImplemented } from '../../text/implement-status.ts';
import type { Task } from '../command.ts';

/** The unfinished draft that this request has opened before, and goes on with. */
export interface EarlierDraft {
  readonly pull: PullRequest;
  /** What its branch has changed so far, to the base that the work began at. */
  readonly changes: readonly Change[];
}

/** Null where there is none, or none that is still open. Throws Failure `user` where others have gone on with it. */
export async function earlierDraft({ run, forge, memory }: Task<unknown>): Promise<EarlierDraft | null> {
  if (run.continues === null || run.pull === null) return null;
  const pull = await forge.pull(run.pull);
  if (pull.state !== 'open') return null;
  const [newest] = (await forge.branch(pull.head.branch)) ?? [];
  if (newest?.key?.startsWith(`${run.key}.`) !== true)
    throw userFailure({ is: 'cannot-start', detail: notImplemented.pushed(run.pull) });
  const commits = (await memory.earlier()).flatMap((effect) =>
    effect.kind === 'commits' && effect.branch === pull.head.branch ? [effect.changes] : [],
  );
  return { pull, changes: commits.reduce(followedBy, []) };
}

/** Two changes one after the other, as one. */
export function followedBy(first: readonly Change[], then: readonly Change[]): readonly Change[] {
  const later = new Map(then.map((change) => [change.path, change]));
  const kept = first.map((change) => {
    const next = later.get(change.path);
    later.delete(change.path);
    return next === undefined ? change : { ...next, before: change.before };
  });
  return [...kept, ...later.values()].filter(({ before, after }) => before !== null || after !== null);
}

/** What leads from one state of the files to another, both as changes to the same base. */
export function leadingFrom(one: readonly Change[], other: readonly Change[]): readonly Change[] {
  const wanted = new Map(other.map((change) => [change.path, change]));
  const undone = one.flatMap((change) =>
    wanted.has(change.path) ? [] : [{ ...change, before: change.after, after: change.before }],
  );
  const there = new Map(one.map((change) => [change.path, change]));
  const done = other.flatMap((change) => {
    const now = there.get(change.path);
    if (now === undefined) return [change];
    const isSame = now.after === change.after && now.mode === change.mode;
    return isSame ? [] : [{ ...change, before: now.after }];
  });
  return [...undone, ...done];
}
