import { codesOf } from './quote-search.ts';
import type { Hit, Run } from './quote-search.ts';
import { canonicalCode, isTelling } from './quoted-code.ts';
import { remembered } from './remembered.ts';

/** From 0 to 1: how much alike lines must be on the whole, and each of them, to count as a slip of the pen. */
const alike = 0.75;
const leastAlike = 0.4;
/** A place must be better than any other by this much, or nobody can tell which was meant. */
const margin = 0.03;

/** The one place whose lines are most like the quote; none when two are as good, unless only one of them was changed. */
export function similarLines(runs: readonly Run[], quote: readonly string[]): readonly Hit[] {
  const lines = quote
    .map(canonicalCode)
    .filter((line) => line !== '')
    .slice(0, 30);
  if (!isTelling(lines.join(''))) return [];
  const wanted = wantedOf(lines);
  const scored = runs.flatMap((run) => scoredIn(run, wanted)).filter(({ score }) => score >= alike);
  const best = scored.reduce((most, { score }) => Math.max(most, score), 0);
  const near = scored.filter(({ score }) => score > best - margin).map(({ hit }) => hit);
  const changed = near.filter(({ run, first, last }) =>
    run.lines.slice(first, last + 1).some((line) => line.isChanged),
  );
  return [changed, near].find((hits) => hits.length === 1) ?? [];
}

/** A line of the quote, and how far below its first one. */
interface Wanted {
  readonly offset: number;
  readonly pairs: Pairs;
}

/** Longest first: where that is not, the others need no look. */
function wantedOf(lines: readonly string[]): Wanted[] {
  const wanted = lines.map((line, offset) => ({ offset, pairs: pairsOf(line) }));
  return wanted.sort((one, other) => other.pairs.length - one.pairs.length);
}

/** Each two neighbouring characters of a line as a number, in order of size; what a very long line ends with does not count. */
type Pairs = Uint32Array;

function pairsOf(line: string): Pairs {
  const text = ` ${line.slice(0, 400)} `;
  const pairs = new Uint32Array(text.length - 1);
  for (let at = 0; at < pairs.length; at += 1)
    pairs[at] = text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1);
  return pairs.sort();
}

interface Scored {
  readonly hit: Hit;
  readonly score: number;
}

/** Lays the quote over the lines from each of them on. */
function scoredIn(run: Run, wanted: readonly Wanted[]): Scored[] {
  const lines = comparableLines(run);
  return lines.map(({ index: first }, row) => {
    const last = lines[row + wanted.length - 1]?.index ?? first;
    return { hit: { run, first, last }, score: scoreAt(row, lines, wanted) };
  });
}

interface ComparableLine {
  readonly index: number;
  readonly pairs: Pairs;
}

/** The lines of a run that are not blank, with their indexes. */
const comparableLines = remembered((run: Run): readonly ComparableLine[] =>
  codesOf(run).flatMap((code, index) => (code === '' ? [] : [{ index, pairs: pairsOf(code) }])),
);

/** The mean likeness of the lines two by two, long lines counting more; 0 when any two have nothing to do with each other. */
function scoreAt(row: number, lines: readonly ComparableLine[], wanted: readonly Wanted[]): number {
  let [sum, size] = [0, 0];
  for (const { offset, pairs } of wanted) {
    const likeness = likenessOf(pairs, lines[row + offset]?.pairs);
    if (likeness < leastAlike) return 0;
    sum += likeness * pairs.length;
    size += pairs.length;
  }
  return sum / size;
}

/** Dice's coefficient: twice what two lines share, over what they have together. */
function likenessOf(one: Pairs, other: Pairs | undefined): number {
  if (!other) return 0;
  let [shared, at] = [0, 0];
  for (const pair of one) {
    while ((other[at] ?? Infinity) < pair) at += 1;
    if (other[at] !== pair) continue;
    shared += 1;
    at += 1;
  }
  return (2 * shared) / (one.length + other.length);
}
