/** Gives a line of a model's the indentation that the file wants. */
export type Indent = (line: string) => string;

/**
 * How to bring lines to a file's indentation, read off lines that say the same in both: so much more, so much less, or tabs in
 * the place of spaces and the other way round. Undefined where the lines differ by anything else, or not all in the same way.
 */
export function indentLike(written: readonly string[], meant: readonly string[]): Indent | undefined {
  const pairs = pairsOf(written, meant);
  if (pairs === undefined || pairs.length === 0) return undefined;
  return [deeper(pairs), shallower(pairs), converted(pairs)].find((indent) => indent !== undefined);
}

/** The white space that a line begins with. */
export function indentationOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** The indentation of one line as it was written and as it was meant. */
interface Pair {
  readonly written: string;
  readonly meant: string;
}

function pairsOf(written: readonly string[], meant: readonly string[]): readonly Pair[] | undefined {
  if (written.length !== meant.length) return undefined;
  const isSame = written.every((line, index) => line.trim() === meant[index]?.trim());
  if (!isSame) return undefined;
  return written
    .map((line, index) => ({ line, other: meant[index] ?? '' }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, other }) => ({ written: indentationOf(line), meant: indentationOf(other) }));
}

function deeper(pairs: readonly Pair[]): Indent | undefined {
  const more = difference(pairs[0]?.meant, pairs[0]?.written);
  if (more === undefined || !pairs.every(({ written, meant }) => meant === more + written)) return undefined;
  return (line) => (line.trim() === '' ? line : more + line);
}

function shallower(pairs: readonly Pair[]): Indent | undefined {
  const less = difference(pairs[0]?.written, pairs[0]?.meant);
  if (less === undefined || !pairs.every(({ written, meant }) => written === less + meant)) return undefined;
  return (line) => (line.startsWith(less) ? line.slice(less.length) : line.trimStart());
}

/** What the longer one has before the shorter one. */
function difference(longer: string | undefined, shorter: string | undefined): string | undefined {
  if (longer === undefined || shorter === undefined || !longer.endsWith(shorter)) return undefined;
  return longer.slice(0, longer.length - shorter.length);
}

/** Tabs for spaces or spaces for tabs, with the same number of spaces to a tab in every line. */
function converted(pairs: readonly Pair[]): Indent | undefined {
  const widths = [2, 4, 8, 3];
  const toTabs = widths.find((width) =>
    pairs.every(({ written, meant }) => tabbed(written, width) === meant),
  );
  if (toTabs !== undefined) return (line) => reindented(line, (space) => tabbed(space, toTabs));
  const toSpaces = widths.find((width) =>
    pairs.every(({ written, meant }) => spaced(written, width) === meant),
  );
  return toSpaces === undefined ? undefined : (line) => reindented(line, (space) => spaced(space, toSpaces));
}

function reindented(line: string, change: (space: string) => string): string {
  const space = indentationOf(line);
  return change(space) + line.slice(space.length);
}

function tabbed(space: string, width: number): string {
  return space.replaceAll(' '.repeat(width), '\t');
}

function spaced(space: string, width: number): string {
  return space.replaceAll('\t', ' '.repeat(width));
}
