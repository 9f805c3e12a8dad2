/** A line on the way from one text to another: it stays, is taken away, or is put in. */
export interface LineStep {
  readonly kind: 'context' | 'removed' | 'added';
  readonly text: string;
}

/** Texts that differ in more lines than this are taken as wholly different. */
const mostDifferences = 600;

/**
 * How some lines become others, with as few steps as there can be (Myers, An O(ND) Difference Algorithm, 1986). Where many differ,
 * what stands between the same beginning and the same end is replaced as a whole.
 */
export function lineSteps(old: readonly string[], now: readonly string[]): readonly LineStep[] {
  const first = sameAtStart(old, now);
  const last = sameAtStart(old.slice(first).toReversed(), now.slice(first).toReversed());
  const [from, to] = [old.slice(first, old.length - last), now.slice(first, now.length - last)];
  return [
    ...steps('context', old.slice(0, first)),
    ...(shortestWay(from, to) ?? [...steps('removed', from), ...steps('added', to)]),
    ...steps('context', old.slice(old.length - last)),
  ];
}

function steps(kind: LineStep['kind'], lines: readonly string[]): readonly LineStep[] {
  return lines.map((text) => ({ kind, text }));
}

function sameAtStart(one: readonly string[], other: readonly string[]): number {
  const differing = one.findIndex((line, at) => line !== other[at]);
  return differing === -1 ? Math.min(one.length, other.length) : differing;
}

/** How far each diagonal reaches with so many differences, for every number of them up to the end. */
type Reach = ReadonlyMap<number, number>;

/** Undefined where there are too many differences. */
function shortestWay(old: readonly string[], now: readonly string[]): readonly LineStep[] | undefined {
  const most = Math.min(mostDifferences, old.length + now.length);
  const trace: Reach[] = [];
  let reach: Map<number, number> = new Map([[1, 0]]);
  for (let differences = 0; differences <= most; differences += 1) {
    trace.push(reach);
    reach = new Map(reach);
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const x = slid(began(reach, diagonal, differences), diagonal, old, now);
      reach.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return wayBack(trace, old, now);
    }
  }
  return undefined;
}

/** Where a diagonal goes on from: a line put in, or one taken away, whichever has come further. */
function began(reach: Reach, diagonal: number, differences: number): number {
  return comesFromAbove(reach, diagonal, differences) ? at(reach, diagonal + 1) : at(reach, diagonal - 1) + 1;
}

function comesFromAbove(reach: Reach, diagonal: number, differences: number): boolean {
  if (diagonal === -differences) return true;
  return diagonal !== differences && at(reach, diagonal - 1) < at(reach, diagonal + 1);
}

function at(reach: Reach, diagonal: number): number {
  return reach.get(diagonal) ?? 0;
}

function slid(from: number, diagonal: number, old: readonly string[], now: readonly string[]): number {
  let x = from;
  while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1;
  return x;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One line put in or taken away: from a point, to the next on the diagonal beside it. */
interface Move {
  readonly from: Point;
  readonly to: Point;
  readonly step: LineStep;
}

function wayBack(
  trace: readonly Reach[],
  old: readonly string[],
  now: readonly string[],
): readonly LineStep[] {
  const back: LineStep[] = [];
  let point: Point = { x: old.length, y: now.length };
  for (const [differences, reach] of [...trace.entries()].toReversed()) {
    const move = differences === 0 ? undefined : moveTo(point, differences, { reach, old, now });
    back.push(...steps('context', old.slice(move?.to.x ?? 0, point.x)).toReversed());
    if (move === undefined) break;
    back.push(move.step);
    point = move.from;
  }
  return back.toReversed();
}

/** The move after which the way slid to a point. */
function moveTo({ x, y }: Point, differences: number, { reach, old, now }: Ground): Move {
  const diagonal = x - y;
  const isPut = comesFromAbove(reach, diagonal, differences);
  const fromX = at(reach, isPut ? diagonal + 1 : diagonal - 1);
  const from = { x: fromX, y: fromX - (isPut ? diagonal + 1 : diagonal - 1) };
  return isPut
    ? { from, to: { x: from.x, y: from.y + 1 }, step: { kind: 'added', text: now[from.y] ?? '' } }
    : { from, to: { x: from.x + 1, y: from.y }, step: { kind: 'removed', text: old[from.x] ?? '' } };
}

interface Ground {
  readonly reach: Reach;
  readonly old: readonly string[];
  readonly now: readonly string[];
}
