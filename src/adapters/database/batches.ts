import { setTimeout as pause } from 'node:timers/promises';

/** What came in at the same time is still being read: nobody notices so little, and a busy server asks less often. */
const gatherMs = 4;

/**
 * Work that costs as much for many as for one: what is asked for while a batch is under way is done together in the next. All of
 * a batch get its result, or its error.
 */
export function inBatches<Item, Result>(
  work: (items: readonly Item[]) => Promise<Result>,
): (item: Item) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  let next: { readonly items: Item[]; readonly result: Promise<Result> } | undefined;
  return (item) => {
    next ??= open();
    next.items.push(item);
    return next.result;
  };

  function open(): NonNullable<typeof next> {
    const items: Item[] = [];
    const result = last.then(async () => {
      await pause(gatherMs);
      next = undefined;
      return work(items);
    });
    last = result.catch(() => undefined);
    return { items, result };
  }
}
