import type { Repository } from './state.ts';

const lastTurns = new WeakMap<Repository, Promise<unknown>>();

/** Runs work on the branches of a repository when all work before it is done: pushes follow one another. */
export async function takeTurn<T>(repository: Repository, work: () => Promise<T>): Promise<T> {
  const before = lastTurns.get(repository) ?? Promise.resolve();
  const turn = before.then(work, work);
  lastTurns.set(repository, turn);
  return turn;
}
