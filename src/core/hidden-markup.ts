import { lineEndsOf, withoutHtml } from './hidden-html.ts';
import { withoutHiddenCharacters } from './hidden-text.ts';
import { replaced, type Replacement } from './replacement.ts';

/**
 * A Markdown text as a person sees it on GitHub, for prompts: without hidden characters, comments, tags, pictures, titles and
 * labels of links, definitions, footnotes that nothing names, and what follows a fence's language. Code that is surely shown
 * as code stays. Lines stay, and twice is the same as once.
 */
export function stripHidden(text: string): string {
  let seen = withoutHiddenCharacters(text);
  for (let round = 0; round < mostRounds; round += 1) {
    const next = strippedOnce(seen);
    if (next === seen) return seen;
    seen = next;
  }
  return seen.replace(/[<[]/g, '(').replace(/`{3,}|~{3,}/g, "'''");
}

/** Each round uncovers what stood inside what it took away. Nobody nests deeper in good faith. */
const mostRounds = 10;

/** Code waits behind a sign of characters that no text holds any more, since they are hidden ones, with its number of lines. */
function strippedOnce(text: string): string {
  const shelf: string[] = [];
  const prose = withoutHtml(text, (code) => {
    const place = shelf.push(withoutInfo(code, '')) - 1;
    return `\uFFF9${place}:${lineEndsOf(code).length}\uFFFB`;
  });
  const shown = withoutInfo(withoutLooseFootnotes(withoutLinkParts(prose)), 'gm');
  return shown.replace(shelved, (_, place: string) => shelf[Number(place)] ?? '');
}

const shelved = /\uFFF9(\d+):(\d+)\uFFFB/g;

function linesOnly(text: string): string {
  return lineEndsOf(text.replace(shelved, (_, __, count: string) => '\n'.repeat(Number(count))));
}

/** Pictures, definitions, and the parts of links that are not shown: titles, labels, addresses with spaces. */
function withoutLinkParts(text: string): string {
  const definitions = [...text.matchAll(definition)];
  const labels = new Set(definitions.map(([, , label = '']) => folded(label)));
  const hidden = definitions.map(({ 0: whole, 1: margin = '', index }) => ({
    start: index + margin.length,
    end: index + whole.length,
  }));
  const parts = [...bracketPairs(text)].flatMap(([open, close]) => linkPart(text, { open, close }, labels));
  return replaced(text, [...hidden.map((range) => emptied(text, range)), ...parts]);
}

const margin = String.raw`(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*`;
const title = String.raw`(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\))`;
/** A line end inside a definition or a target, and the marks of quotes after it. */
const lineBreak = String.raw`[ \t\r]*\n[ \t>]*`;
const definition = new RegExp(
  String.raw`^(${margin})\[(?!\^)((?:[^[\]\\]|\\[^])+)\]:(?:${lineBreak}|[ \t]*)(?:<[^<>\n]*>|[^\s<]\S*)(?:(?:${lineBreak}|[ \t]+)${title})?[ \t\r]*$`,
  'gm',
);

function folded(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase();
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function emptied(text: string, range: Range, instead = ''): Replacement {
  return { ...range, text: instead + linesOnly(text.slice(range.start, range.end)) };
}

/** Brackets that belong together; none reaches over a blank line. */
function bracketPairs(text: string): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  let open: number[] = [];
  for (const { 0: token, index } of text.matchAll(/\\[^]|[[\]]|\n[ \t>]*(?=\n)/g)) {
    if (token === '[') open.push(index);
    if (token.startsWith('\n')) open = [];
    const start = token === ']' ? open.pop() : undefined;
    if (start !== undefined) pairs.set(start, index);
  }
  return pairs;
}

/** What is not shown of one pair of brackets and of what follows it. */
function linkPart(
  text: string,
  { open, close }: { readonly open: number; readonly close: number },
  labels: ReadonlySet<string>,
): readonly Replacement[] {
  const after = close + 1;
  const words = text.slice(open + 1, close);
  const target = targetAt(text, after);
  const label = labelAt(text, after, words);
  const isNamed = labels.has(folded(label.text));
  if (text[open - 1] === '!' && (text[after] === '(' || isNamed)) {
    return [emptied(text, { start: open - 1, end: target?.end ?? label.end }, '[image]')];
  }
  if (target !== undefined) return hiddenOfTarget(text, { open, after, words }, target);
  return isNamed && label.end > after ? [emptied(text, { start: after, end: label.end })] : [];
}

function hiddenOfTarget(
  text: string,
  link: { readonly open: number; readonly after: number; readonly words: string },
  target: Target,
): readonly Replacement[] {
  if (link.words.trim() === '') return [emptied(text, { start: link.open, end: target.end })];
  return target.hides ? [emptied(text, { start: link.after, end: target.end }, `(${target.address})`)] : [];
}

/** The label that names a link's definition: in brackets of its own, else the words themselves. */
function labelAt(text: string, at: number, words: string): { readonly end: number; readonly text: string } {
  const pattern = /\[((?:[^[\]\\]|\\[^])+)\]/y;
  pattern.lastIndex = at;
  const [, label] = pattern.exec(text) ?? [];
  return label === undefined ? { end: at, text: words } : { end: pattern.lastIndex, text: label };
}

interface Target {
  readonly end: number;
  readonly address: string;
  /** Whether there is more in it than an address. */
  readonly hides: boolean;
}

/** What follows a link's text in parentheses. */
function targetAt(text: string, at: number): Target | undefined {
  const start = /\([\s>]*/y;
  start.lastIndex = at;
  if (!start.test(text)) return undefined;
  const angled = /<((?:[^<>\n\\]|\\.)*)>/y;
  angled.lastIndex = start.lastIndex;
  const found = angled.exec(text);
  const end = found === null ? bareAddressEnd(text, start.lastIndex) : angled.lastIndex;
  const address = found?.[1] ?? text.slice(start.lastIndex, end);
  const rest = new RegExp(String.raw`(?:[\s>]+(${title}))?[\s>]*\)`, 'y');
  rest.lastIndex = end;
  const closing = rest.exec(text);
  if (closing === null) return undefined;
  const hasSpace = /\s/.test(address);
  return {
    end: rest.lastIndex,
    address: hasSpace ? '' : address,
    hides: hasSpace || closing[1] !== undefined,
  };
}

/** A bare address ends at a space or at a parenthesis that it did not open. */
function bareAddressEnd(text: string, at: number): number {
  let depth = 0;
  const token = /\\[^\s]|[()]|\s|$(?![^])/g;
  token.lastIndex = at;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '(') depth += 1;
    else if (found[0] === ')' && depth > 0) depth -= 1;
    else if (!found[0].startsWith('\\')) return found.index;
  }
  return text.length;
}

/** Footnotes that no visible text names are not shown, with all that belongs to them. */
function withoutLooseFootnotes(text: string): string {
  const named = new Set<string>();
  for (const [, inside, bare = ''] of text.matchAll(footnoteName)) named.add((inside ?? bare).toLowerCase());
  return text.replace(footnote, (whole, before: string, label: string) =>
    named.has(label.toLowerCase()) ? whole : before + linesOnly(whole),
  );
}

/** A footnote's name anywhere but where its own text starts. */
const footnoteName = /(?<!^[ \t>]*)\[\^([^\]\s]+)\]|\[\^([^\]\s]+)\](?!:)/gm;

const filledLines = String.raw`(?:\n[ \t]*(?!\[\^|\uFFF9)[^\s][^\n]*)*`;
const footnote = new RegExp(
  String.raw`^(${margin})\[\^([^\]\s]+)\]:[^\n]*${filledLines}(?:(?:\n[ \t]*(?=\n))+\n(?: {2,}|\t)[ \t]*[^\s][^\n]*${filledLines})*`,
  'gm',
);

/** Only the first word after a fence is its language. `flags` say whether each line may be a fence or the first alone. */
function withoutInfo(text: string, flags: 'gm' | ''): string {
  const fence = String.raw`(?:\x60{3,}(?=[^\x60\n]*(?:\n|$))|~{3,})`;
  return text.replace(new RegExp(String.raw`^(${margin}${fence}[ \t]*[^\s]+)[ \t]+[^\s][^\n]*`, flags), '$1');
}
