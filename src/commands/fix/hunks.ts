import type { Patch } from '../../checks/suggestion-patch.ts';

/** What was changed between two states of a file, as patches of the first that do not overlap. */
export function hunksBetween(
  path: string,
  before: readonly string[],
  after: readonly string[],
): readonly Patch[] {
  const head = shared(before, after);
  const tail = shared(before.slice(head).toReversed(), after.slice(head).toReversed());
  const old = before.slice(head, before.length - tail);
  const now = after.slice(head, after.length - tail);
  const kept = old.length * now.length > mostCells ? [] : commonLines(old, now);
  return gaps(kept, { old: old.length, now: now.length }).map((gap) => ({
    path,
    start: head + gap.old + 1,
    end: head + gap.oldEnd,
    lines: now.slice(gap.now, gap.nowEnd),
  }));
}

/** How many lines patches take away or put in: of a line that is replaced, one. */
export function changedLines(patches: readonly Patch[]): number {
  return patches.reduce((sum, { start, end, lines }) => sum + Math.max(end - start + 1, lines.length), 0);
}

/** More would take long to compare: then all between the first and the last change counts as changed. */
const mostCells = 4_000_000;

function shared(one: readonly string[], other: readonly string[]): number {
  const differing = one.findIndex((line, index) => line !== other[index]);
  return differing === -1 ? Math.min(one.length, other.length) : differing;
}

/** A line that both have, by its index in each. */
interface Pair {
  readonly old: number;
  readonly now: number;
}

/** The longest row of lines that stand in both in the same order. */
function commonLines(old: readonly string[], now: readonly string[]): readonly Pair[] {
  const lengths = commonLengths(old, now);
  const pairs: Pair[] = [];
  let at: Pair = { old: 0, now: 0 };
  while (at.old < old.length && at.now < now.length) {
    if (old[at.old] === now[at.now]) {
      pairs.push(at);
      at = { old: at.old + 1, now: at.now + 1 };
    } else {
      const without = lengths[at.old + 1]?.[at.now] ?? 0;
      const skips = without >= (lengths[at.old]?.[at.now + 1] ?? 0);
      at = skips ? { ...at, old: at.old + 1 } : { ...at, now: at.now + 1 };
    }
  }
  return pairs;
}

/** For each pair of places, how many lines the rests after them have in common. */
function commonLengths(old: readonly string[], now: readonly string[]): readonly (readonly number[])[] {
  const rows = [now.map(() => 0)];
  for (const line of old.toReversed()) rows.push(lengthsWith(line, now, rows.at(-1) ?? []));
  return rows.toReversed();
}

/** The same for one more line before those that `below` tells of. */
function lengthsWith(line: string, now: readonly string[], below: readonly number[]): number[] {
  const row = now.map(() => 0);
  for (let column = now.length - 1; column >= 0; column -= 1) {
    row[column] =
      line === now[column]
        ? (below[column + 1] ?? 0) + 1
        : Math.max(below[column] ?? 0, row[column + 1] ?? 0);
  }
  return row;
}

interface Gap {
  readonly old: number;
  readonly oldEnd: number;
  readonly now: number;
  readonly nowEnd: number;
}

/** What lies between the lines that both have. */
function gaps(pairs: readonly Pair[], ends: { readonly old: number; readonly now: number }): readonly Gap[] {
  const found: Gap[] = [];
  let from: Pair = { old: 0, now: 0 };
  for (const to of [...pairs, ends]) {
    if (to.old > from.old || to.now > from.now)
      found.push({ old: from.old, oldEnd: to.old, now: from.now, nowEnd: to.now });
    from = { old: to.old + 1, now: to.now + 1 };
  }
  return found;
}
