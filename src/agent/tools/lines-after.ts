import { linesOfText } from '../../core/text-lines.ts';
import type { Line } from '../../ports/workspace.ts';

const linesAround = 2;
const mostLines = 40;

/** The part of a text that differs from the one before, with some lines around it: cut where it is long. */
export function linesAfter(before: string, after: string): readonly Line[] {
  const [old, now] = [linesOfText(before).lines, linesOfText(after).lines];
  const first = sameAtStart(old, now);
  const rest = sameAtStart(old.slice(first).toReversed(), now.slice(first).toReversed());
  const from = Math.max(0, first - linesAround);
  return now
    .slice(from, now.length - rest + linesAround)
    .slice(0, mostLines)
    .map((text, index) => ({ number: from + index + 1, text }));
}

function sameAtStart(one: readonly string[], other: readonly string[]): number {
  const differing = one.findIndex((line, index) => line !== other[index]);
  return differing === -1 ? one.length : differing;
}
