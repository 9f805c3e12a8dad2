/** What became of one piece of work: not begun where another one before it ended all. */
export type Worked<Result> =
  | { readonly is: 'done'; readonly result: Result }
  | { readonly is: 'failed'; readonly error: unknown }
  | { readonly is: 'not-begun' };

/**
 * Does work on all items, so many at a time, in their order. The first that fails keeps what has not begun from beginning; what has
 * begun is waited for.
 */
export async function pooled<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Worked<Result>[]> {
  const results: Worked<Result>[] = items.map(() => ({ is: 'not-begun' }));
  const waiting = items.entries();
  let hasFailed = false;
  async function take(): Promise<void> {
    for (const [index, item] of waiting) {
      if (hasFailed) return;
      results[index] = await outcomeOf(() => work(item, index));
      hasFailed ||= results[index].is === 'failed';
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, take));
  return results;
}

async function outcomeOf<Result>(work: () => Promise<Result>): Promise<Worked<Result>> {
  try {
    return { is: 'done', result: await work() };
  } catch (error) {
    return { is: 'failed', error };
  }
}
