import { endOfHtml } from './html-block.ts';
import { coveredLines } from './inline-span.ts';

/**
 * The lines of a Markdown text in which somebody speaks for themselves. Lines that GitHub shows as a quote, as fenced, inline or
 * indented code or as HTML, or does not show at all, are blank in the answer, and so is text that directly follows a quote,
 * since it still belongs to it.
 */
export function proseLines(text: string): readonly string[] {
  let state = start(0);
  let paragraph: string[] = [];
  const lines: string[] = [];
  for (const line of splitLines(text)) {
    const { part, ...after } = next(state, line);
    state = after;
    if (part !== 'more') lines.push(...shown(paragraph.splice(0)));
    if (part === 'none') lines.push('');
    else paragraph.push(line);
    if (part === 'alone') lines.push(...shown(paragraph.splice(0)));
  }
  return [...lines, ...shown(paragraph)];
}

/** Lines as GitHub counts them, without their ends. */
export function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

/** A paragraph's lines; those that begin in a code span, a tag or a comment are blank. */
function shown(paragraph: readonly string[]): readonly string[] {
  const covered = coveredLines(paragraph);
  return paragraph.map((line, index) => (covered.has(index) ? '' : line));
}

/** Where the end of a line stands. */
interface State {
  readonly inside:
    | { readonly is: 'prose' }
    | { readonly is: 'quote'; readonly state: State }
    | { readonly is: 'code' | 'html'; readonly ends: (line: string) => boolean };
  /** How far the contents of the open list items are indented, outer ones first. */
  readonly lists: readonly number[];
  /** A paragraph is open, if only in a quote: text on the next line goes on with it. */
  readonly isParagraph: boolean;
  /** The line is a list marker and nothing else: the item ends with a blank line. */
  readonly isBareItem: boolean;
  /** How many quotes this is within. */
  readonly depth: number;
}

function start(depth: number): State {
  return { inside: { is: 'prose' }, lists: [], isParagraph: false, isBareItem: false, depth };
}

/** A line's part in the prose: none, a paragraph's first line or a further one, or a paragraph by itself. */
interface Step extends State {
  readonly part: 'none' | 'first' | 'more' | 'alone';
}

function next(state: State, original: string): Step {
  const line = original.replace(/^[ \t]+/, tabless);
  const { inside } = state;
  switch (inside.is) {
    case 'prose':
      return line.trim() === '' ? blank(state) : begin(line, state);
    case 'quote':
      return line.trim() === '' ? outside(state) : afterQuote(line, state, inside.state);
    case 'code':
    case 'html':
      return within(state, inside.ends, line);
  }
}

/** Blanks in place of tabs, which reach to every fourth column. */
function tabless(blanks: string): string {
  return blanks
    .split('\t')
    .reduce((before, after) => before.padEnd(before.length + 4 - (before.length % 4)) + after);
}

/** A fenced block or an HTML block goes on until it is closed, or until the list item that it stands in ends. */
function within(state: State, ends: (line: string) => boolean, line: string): Step {
  const list = state.lists.at(-1) ?? 0;
  if (line.trim() !== '' && indent(line) < list) return begin(line, { ...state, isParagraph: false });
  return ends(line.slice(list)) ? outside(state) : { ...state, part: 'none' };
}

function blank(state: State): Step {
  return outside(state.isBareItem ? { ...state, lists: state.lists.slice(0, -1) } : state);
}

function outside(state: State): Step {
  return { ...state, inside: { is: 'prose' }, isParagraph: false, isBareItem: false, part: 'none' };
}

/** A quote goes on with its mark; without it goes on the paragraph that it ends with, unless the line begins a block. */
function afterQuote(line: string, state: State, quoted: State): Step {
  const list = state.lists.at(-1) ?? 0;
  const mark = quoteMark.exec(line.slice(list));
  if (mark !== null && indent(line) >= list) return quote(line.slice(list + mark[0].length), state, quoted);
  const step = begin(line, state);
  return step.part === 'more' ? { ...state, part: 'none' } : step;
}

const quoteMark = /^ {0,3}> ?/;
const deepest = 100;

function quote(text: string, around: State, quoted: State): Step {
  const state = next(quoted, text);
  return { ...around, inside: { is: 'quote', state }, isParagraph: state.isParagraph, part: 'none' };
}

/** What a line begins, when nothing but lists and perhaps a paragraph are open. */
function begin(line: string, state: State): Step {
  const outer = state.lists.filter((list) => list <= indent(line));
  const isLazy = outer.length < state.lists.length || state.inside.is === 'quote';
  const continues = state.isParagraph && !isLazy;
  const { lists, text } = openItems(line, outer, continues);
  const isFirst = lists.length > outer.length || !state.isParagraph;
  const around = { ...state, inside: { is: 'prose' }, lists, isBareItem: false } as const;
  const block = blockOf(text, around, { isFirst, continues: continues && !isFirst });
  if (block !== undefined) return block;
  if (!isFirst) return { ...around, lists: state.lists, part: 'more' };
  const isBare = text.trim() === '';
  return { ...around, isParagraph: !isBare, isBareItem: isBare, part: 'first' };
}

/** A block that is no paragraph. `isFirst`: no paragraph's text could stand here; `continues`: one's does if nothing begins. */
function blockOf(
  text: string,
  around: State,
  { isFirst, continues }: { readonly isFirst: boolean; readonly continues: boolean },
): Step | undefined {
  const closed = { ...around, isParagraph: false } as const;
  if (isFirst && isIndented.test(text)) return { ...closed, part: 'none' };
  const mark = around.depth < deepest ? quoteMark.exec(text) : null;
  if (mark !== null) return quote(text.slice(mark[0].length), around, start(around.depth + 1));
  const inside = opened(text, continues);
  if (inside !== undefined) return { ...closed, inside, part: 'none' };
  return isAlone(text, continues) ? { ...closed, part: 'alone' } : undefined;
}

/** Code by its indentation alone. */
const isIndented = /^ {4}/;

/** Headings and rules; below a paragraph, also the line that makes it a heading. */
function isAlone(text: string, continues: boolean): boolean {
  return (
    /^ {0,3}(?:#{1,6}(?:\s|$)|(?:(?:- *){3,}|(?:_ *){3,}|(?:\* *){3,})$)/.test(text) ||
    (continues && /^ {0,3}(?:=+|-+) *$/.test(text))
  );
}

interface Items {
  readonly lists: readonly number[];
  readonly text: string;
}

/** Steps over the markers of the list items that begin on the line, one in another. */
function openItems(line: string, outer: readonly number[], continues: boolean): Items {
  const at = outer.at(-1) ?? 0;
  const text = line.slice(at);
  const marker = isAlone(text, continues) ? null : (continues ? interrupts : begins).exec(text);
  if (marker === null || outer.length >= deepest) return { lists: outer, text };
  const gap = /^ {1,3}(?=\S)/.exec(text.slice(marker[0].length))?.[0].length ?? 0;
  const inner = at + marker[0].length + gap;
  return openItems(blanks(line, inner), [...outer, inner], false);
}

/** A list item anywhere, and one that may begin in the midst of a paragraph. */
const begins = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const interrupts = /^ {0,3}(?:[-*+]|1[.)])\s(?=\s*\S)/;

/** The line with its first characters replaced by blanks, so that columns stay what they are. */
function blanks(line: string, count: number): string {
  return ' '.repeat(count) + line.slice(count);
}

function indent(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** Where a line ends that opens a block other than a paragraph; prose again if it closes it, too. */
function opened(text: string, isParagraph: boolean): State['inside'] | undefined {
  const fence = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(text);
  const mark = fence?.[1] ?? fence?.[2];
  if (mark !== undefined) return { is: 'code', ends: (line) => closesFence(line, mark) };
  const end = endOfHtml(text, isParagraph);
  if (end === undefined) return undefined;
  return end.test(text) ? { is: 'prose' } : { is: 'html', ends: (line) => end.test(line) };
}

function closesFence(line: string, mark: string): boolean {
  return (/^ {0,3}(`+|~+)\s*$/.exec(line)?.[1] ?? '').startsWith(mark);
}
