/** Lines of a file, counted from 1, the last included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Ranges in order, those that touch or nearly touch joined. */
export function joinedRanges(ranges: readonly Range[], gap = 0): readonly Range[] {
  const joined: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.from - other.from || one.to - other.to)) {
    const last = joined.at(-1);
    if (last !== undefined && range.from <= last.to + 1 + gap)
      joined.splice(-1, 1, { from: last.from, to: Math.max(last.to, range.to) });
    else joined.push(range);
  }
  return joined;
}

export function isWithin(line: number, ranges: readonly Range[]): boolean {
  return ranges.some(({ from, to }) => from <= line && line <= to);
}

/** More of one line tells a reader nothing: it is data, or minified. */
const longestLine = 500;

/** One line as it is shown: its number, a marker, and as much of it as makes sense. */
export function shownLine(number: number, marker: '+' | '-' | ' ', text: string, width: number): string {
  const plain = text.endsWith('\r') ? text.slice(0, -1) : text;
  return `${String(number).padStart(width)} ${marker}${cutLine(plain)}\n`;
}

export function cutLine(text: string): string {
  if (text.length <= longestLine) return text;
  const kept = text.slice(0, longestLine).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}… [${text.length - kept.length} more characters]`;
}

/** Lines that follow one another, from a number on. */
export function shownLines(lines: readonly string[], from: number): string {
  const width = String(from + lines.length - 1).length;
  return lines.map((text, index) => shownLine(from + index, ' ', text, width)).join('');
}
