/** Says what is worse with some of them applied; undefined where nothing is. */
export type Verdict<T> = (some: readonly T[]) => Promise<string | undefined>;

/**
 * Finds those that make things worse, and what they do: each alone where that can be told, and all of a group where only they
 * together do it, or where so many verdicts have been asked for that nothing more is found out.
 */
export async function guiltyOf<T>(
  all: readonly T[],
  verdict: Verdict<T>,
  mostVerdicts: number,
): Promise<ReadonlyMap<T, string>> {
  const search: Search<T> = { verdict, guilty: new Map(), cleared: [], left: mostVerdicts };
  const worse = await ask(search, all);
  if (worse === undefined) return search.guilty;
  await narrow(search, all, worse);
  const rest = all.filter((one) => !search.guilty.has(one));
  const still = rest.length === 0 ? undefined : await ask(search, rest, worse);
  if (still !== undefined) blame(search, rest, still);
  return search.guilty;
}

interface Search<T> {
  readonly verdict: Verdict<T>;
  readonly guilty: Map<T, string>;
  /** Groups with which nothing was worse. */
  readonly cleared: (readonly T[])[];
  left: number;
}

async function narrow<T>(search: Search<T>, some: readonly T[], worse: string): Promise<void> {
  if (some.length === 1) return blame(search, some, worse);
  const middle = Math.ceil(some.length / 2);
  let found = false;
  for (const half of [some.slice(0, middle), some.slice(middle)]) {
    const because = await ask(search, half, worse);
    if (because === undefined) continue;
    found = true;
    await narrow(search, half, because);
  }
  if (!found) blame(search, some, worse);
}

function blame<T>(search: Search<T>, some: readonly T[], worse: string): void {
  for (const one of some) search.guilty.set(one, worse);
}

/** Who has not been acquitted when the verdicts are used up counts as guilty. */
async function ask<T>(
  search: Search<T>,
  some: readonly T[],
  otherwise?: string,
): Promise<string | undefined> {
  if (search.cleared.some((group) => isSame(group, some))) return undefined;
  if (search.left === 0) return otherwise;
  search.left -= 1;
  const worse = await search.verdict(some);
  if (worse === undefined) search.cleared.push(some);
  return worse;
}

function isSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
