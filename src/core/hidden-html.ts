import { blockAt, holdsFence, sureSpans } from './visible-code.ts';

/** The prose of a Markdown text without comments, tags and what invisible elements hold; code goes through `shelve` instead. */
export function withoutHtml(text: string, shelve: (code: string) => string): string {
  let kept = '';
  let at = 0;
  let before = { html: false, doubtUntil: 0 };
  while (at < text.length) {
    const block = blockAt(text, at, before);
    if (block.kind === 'fence') {
      const code = text.slice(at, block.end).replace(/\n$/, '');
      kept += shelve(code) + text.slice(at + code.length, block.end);
      at = block.end;
      continue;
    }
    const read = withoutTags(text, { start: at, end: block.end, html: block.html }, shelve);
    kept += read.kept;
    at = read.end;
    before = { html: at > block.end, doubtUntil: read.tookFence ? Infinity : block.doubtUntil };
  }
  return kept;
}

/** Nothing but the line ends of a text, so that what follows keeps its line number. */
export function lineEndsOf(text: string): string {
  return text.replace(/[^\n]/g, '');
}

interface Prose {
  readonly start: number;
  readonly end: number;
  /** Whether it may be raw HTML, where a tag need not be whole and may reach over blank lines. */
  readonly html: boolean;
}

function withoutTags(text: string, prose: Prose, shelve: (code: string) => string) {
  let { kept, end: at } = prose.html ? { kept: '', end: prose.start } : withSpansShelved(text, prose, shelve);
  let tookFence = false;
  for (let open = angleIn(text, at, prose.end); open !== undefined; open = angleIn(text, at, prose.end)) {
    kept += text.slice(at, open);
    const hidden = hiddenAt(text, open, prose);
    at = hidden?.end ?? shownAddressEnd(text, open);
    const piece = text.slice(open, at);
    if (hidden === undefined) kept += piece;
    else {
      kept += insteadOf(piece, kept, hidden.parts && /\S/.test(text[at] ?? ' '));
      tookFence ||= holdsFence(piece);
    }
  }
  return { kept: kept + text.slice(at, prose.end), end: Math.max(at, prose.end), tookFence };
}

function angleIn(text: string, from: number, to: number): number | undefined {
  const at = text.indexOf('<', from);
  return at < 0 || at >= to ? undefined : at;
}

/** Its line ends, or a space where words would run together; an address that was in angles leaves a sign of itself. */
function insteadOf(piece: string, kept: string, parts: boolean): string {
  const isAddress = /\](?:\(|:)[ \t\r\n>]{0,20}$/.test(kept.slice(-25));
  if (isAddress) return `#${lineEndsOf(piece)}`;
  return lineEndsOf(piece) || (parts && /\S/.test(kept.at(-1) ?? ' ') ? ' ' : '');
}

function withSpansShelved(text: string, prose: Prose, shelve: (code: string) => string) {
  let kept = '';
  let end = prose.start;
  for (const span of sureSpans(text.slice(prose.start, prose.end))) {
    kept +=
      text.slice(end, prose.start + span.start) +
      shelve(text.slice(prose.start + span.start, prose.start + span.end));
    end = prose.start + span.end;
  }
  return { kept, end };
}

/** What a person does not see from `<` on, and whether it parts the words around it. */
interface Hidden {
  readonly end: number;
  readonly parts: boolean;
}

function hiddenAt(text: string, open: number, prose: Prose): Hidden | undefined {
  for (const [opening, closing] of declarations) {
    if (text.startsWith(opening, open)) return declaration(text, open, closing, prose);
  }
  const end = prose.html ? rawTagEnd(text, open, prose) : wholeTagEnd(text, open, prose);
  if (end === undefined) return undefined;
  const tag = text.slice(open, end);
  const [, name = ''] = /^<\/?([A-Za-z][^\s/>]*)/.exec(tag) ?? [];
  const inside = isInvisible(tag, name) ? elementEnd(text, name, end) : undefined;
  return { end: inside ?? end, parts: !inlineNames.has(name.toLowerCase()) };
}

/** What browsers drop up to a mark of its own. A comment may be as short as `<!-->`. */
const declarations = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<!', '>'],
  ['<?', '?>'],
] as const;

function declaration(text: string, open: number, closing: string, prose: Prose): Hidden | undefined {
  const found = text.indexOf(closing, open + 2);
  const end = found < 0 ? text.length : found + closing.length;
  if (prose.html) return { end, parts: false };
  return found < 0 || end > prose.end ? undefined : { end, parts: false };
}

/** A tag as a browser reads it: quotes count after an equals sign only; what never closes takes the paragraph or, by an open quote, all. */
function rawTagEnd(text: string, open: number, prose: Prose): number | undefined {
  if (!/^<(?:[A-Za-z]|\/.)/.test(text.slice(open, open + 3))) return undefined;
  const token = /=\s*(?:"[^"]*"|'[^']*'|(["']))|>/g;
  token.lastIndex = open;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '>') return token.lastIndex;
    if (found[1] !== undefined) return text.length;
  }
  return prose.end;
}

/** A tag as CommonMark wants it inside a paragraph: whole and well formed. A line end may be followed by marks of quotes. */
function wholeTagEnd(text: string, open: number, prose: Prose): number | undefined {
  wholeTag.lastIndex = open;
  if (!wholeTag.test(text) || wholeTag.lastIndex > prose.end) return undefined;
  return wholeTag.lastIndex;
}

const space = String.raw`(?:[ \t\r]|\n(?:[ \t]*>)*)`;
const value = String.raw`[^\s"'=<>\x60]+|'[^']*'|"[^"]*"`;
const attribute = String.raw`${space}+[A-Za-z_:][\w.:\-]*(?:${space}*=${space}*(?:${value}))?`;
const wholeTag = new RegExp(
  String.raw`<(?:[A-Za-z][A-Za-z0-9\-]*(?:${attribute})*${space}*/?|/[A-Za-z][A-Za-z0-9\-]*${space}*)>`,
  'y',
);

/** An address in angles is shown as it stands. */
function shownAddressEnd(text: string, open: number): number {
  const address = /<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>/y;
  address.lastIndex = open;
  return address.test(text) ? address.lastIndex : open + 1;
}

function isInvisible(tag: string, name: string): boolean {
  return (
    (!tag.startsWith('</') && invisibleNames.has(name.toLowerCase())) ||
    /\shidden(?=[\s=/>])|(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0)/i.test(
      tag,
    )
  );
}

const invisibleNames = new Set(['script', 'style', 'template', 'noscript']);

/** Where an element ends whose opening tag ends at an offset: with its own closing tag, else the last one, else nowhere. */
function elementEnd(text: string, name: string, from: number): number | undefined {
  const closing = new RegExp(`</${RegExp.escape(name)}`, 'i');
  if (!closing.test(text.slice(from))) return undefined;
  const tag = new RegExp(`<(/?)${RegExp.escape(name)}(?![^\\s/>])[^>]*>`, 'gi');
  tag.lastIndex = from;
  let depth = 1;
  let end: number | undefined;
  for (let found = tag.exec(text); found !== null && depth > 0; found = tag.exec(text)) {
    depth += found[1] === '/' ? -1 : 1;
    if (found[1] === '/') end = found.index + found[0].length;
  }
  return end;
}

/** Elements that stand in the middle of a word or sentence: taking their tags away leaves no gap. */
const inlineNames = new Set(
  'a abbr b big cite code del em font i ins kbd mark q s samp small span strike strong sub sup tt u var'.split(
    ' ',
  ),
);
