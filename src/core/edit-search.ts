import { indentationOf, type Indent, indentLike } from './indentation.ts';

/** Lines of a file that an edit replaces, from `start` on, and what they become. */
export interface Replaced {
  readonly start: number;
  readonly count: number;
  readonly lines: readonly string[];
}

export type Located =
  | { readonly is: 'found'; readonly at: Replaced }
  /** `starts` are indexes of lines. */
  | { readonly is: 'many'; readonly starts: readonly number[] }
  | { readonly is: 'nowhere' };

/** What a model wants to find and what it wants to see there, as lines. */
export interface Wish {
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/**
 * Finds the one place that a wish means: the same lines or characters; else the same lines but for blanks at their ends; else but
 * for an indentation that differs everywhere in the same way; else but for characters that look alike. The first of these that
 * fits anywhere counts, and must fit once. Lines that a wish does not change stay as the file has them.
 */
export function locate(file: readonly string[], wish: Wish): Located {
  for (const fits of senses) {
    const places = fits(file, wish);
    const [only] = places;
    if (only === undefined) continue;
    return places.length === 1
      ? { is: 'found', at: only }
      : { is: 'many', starts: places.map(({ start }) => start) };
  }
  return { is: 'nowhere' };
}

type Fits = (file: readonly string[], wish: Wish) => readonly Replaced[];

const senses: readonly Fits[] = [sameLines, sameCharacters, sameButEnds, sameButIndentation, sameToTheEye];

/** Where lines stand in a file, as indexes of the first of them. */
export function placesOf(file: readonly string[], lines: readonly string[]): readonly number[] {
  const [first] = lines;
  if (first === undefined) return [];
  return file.flatMap((line, start) =>
    line === first && lines.every((wanted, offset) => file[start + offset] === wanted) ? [start] : [],
  );
}

function sameLines(file: readonly string[], wish: Wish): readonly Replaced[] {
  return placesOf(file, wish.search).map((start) => replaced(start, wish, wish.replace));
}

function replaced(start: number, { search }: Wish, lines: readonly string[]): Replaced {
  return { start, count: search.length, lines };
}

/** Parts of lines: what stands before and after them on the same lines stays. */
function sameCharacters(file: readonly string[], wish: Wish): readonly Replaced[] {
  const [text, search] = [file.join('\n'), wish.search.join('\n')];
  if (search.trim() === '') return [];
  const places: Replaced[] = [];
  for (let at = text.indexOf(search); at !== -1; at = text.indexOf(search, at + 1)) {
    places.push(partOfLines(text, at, search.length, wish));
  }
  return places;
}

function partOfLines(text: string, at: number, length: number, wish: Wish): Replaced {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const next = text.indexOf('\n', at + length);
  const before = text.slice(from, at);
  const after = text.slice(at + length, next === -1 ? undefined : next);
  const lines = belowIndentation(before, wish).join('\n');
  return {
    start: text.slice(0, from).split('\n').length - 1,
    count: wish.search.length,
    lines: `${before}${lines}${after}`.split('\n'),
  };
}

/** One line written without its indentation, and more in its place: the indentation is meant for all of them. */
function belowIndentation(before: string, { search, replace }: Wish): readonly string[] {
  const [first = '', ...rest] = replace;
  const isBare = search.length === 1 && before !== '' && before.trim() === '' && indentationOf(first) === '';
  return isBare ? [first, ...rest.map((line) => (line.trim() === '' ? line : before + line))] : replace;
}

function sameButEnds(file: readonly string[], wish: Wish): readonly Replaced[] {
  return alike(file, wish, (line) => line.trimEnd());
}

/** Quotation marks, dashes and blanks that a model writes as it is used to, whatever the file has. */
function sameToTheEye(file: readonly string[], wish: Wish): readonly Replaced[] {
  return alike(file, wish, plain);
}

/** Where lines are the same once each was read by `read`. */
function alike(file: readonly string[], wish: Wish, read: (line: string) => string): readonly Replaced[] {
  const search = wish.search.map(read);
  if (search.every((line) => line === '')) return [];
  return placesOf(file.map(read), search).map((start) =>
    replaced(start, wish, keeping(wish, file.slice(start, start + search.length), unchanged)),
  );
}

function unchanged(line: string): string {
  return line;
}

function sameButIndentation(file: readonly string[], wish: Wish): readonly Replaced[] {
  const search = wish.search.map((line) => line.trim());
  if (search.every((line) => line === '')) return [];
  const bare = file.map((line) => line.trim());
  return placesOf(bare, search).flatMap((start) => {
    const there = file.slice(start, start + search.length);
    const indent = indentLike(wish.search, there);
    return indent === undefined ? [] : [replaced(start, wish, keeping(wish, there, indent))];
  });
}

/** The new lines, each brought into the file's form; one that the wish leaves as it was is taken from the file. */
function keeping({ search, replace }: Wish, file: readonly string[], form: Indent): readonly string[] {
  let next = 0;
  return replace.map((line) => {
    const same = search.indexOf(line, next);
    if (same === -1) return form(line);
    next = same + 1;
    return file[same] ?? form(line);
  });
}

const lookAlikes: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201A\u201B\u2032]/g, "'"],
  [/[\u201C\u201D\u201E\u201F\u2033]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\u2026/g, '...'],
  [/[\u00A0\u2002-\u200A\u202F\u205F\u3000]/g, ' '],
  [/[\u200B-\u200D\u2060\uFEFF]/g, ''],
];

function plain(line: string): string {
  return lookAlikes.reduce((text, [odd, usual]) => text.replace(odd, usual), line).trimEnd();
}
