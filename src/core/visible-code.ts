/** A part of a Markdown text, up to an offset. `html` says that raw HTML may stand in it, so that `<` counts everywhere. */
type Block =
  | { readonly kind: 'fence'; readonly end: number }
  | { readonly kind: 'prose'; readonly end: number; readonly html: boolean; readonly doubtUntil: number };

/** What came before a block: whether it starts amid HTML, and the offset up to which no fence is believed. */
export interface Before {
  readonly html: boolean;
  readonly doubtUntil: number;
}

/**
 * The block at an offset: a fenced block, or prose with the blank lines after it. A fence is believed only where every
 * reading of the text agrees on it; what stands in a doubtful one (amid HTML, in a list, in a quote) counts as prose.
 */
export function blockAt(text: string, start: number, before: Before): Block {
  let { html, doubtUntil } = before;
  let at = start;
  while (at < text.length) {
    const line = lineAt(text, at);
    if (line.trim() === '') return { kind: 'prose', end: blankEnd(text, at), html, doubtUntil };
    const fence = html || at < doubtUntil ? undefined : fenceEnd(text, at, line);
    if (fence !== undefined && at === start) return { kind: 'fence', end: fence };
    if (fence !== undefined) break;
    html ||= htmlLine.test(line) || at < doubtUntil;
    doubtUntil = Math.max(doubtUntil, doubtAfter(text, at, html));
    at += line.length;
  }
  return { kind: 'prose', end: at, html, doubtUntil };
}

/** The code spans in prose that are surely code: closed on their line, outside tables, with nothing before them that may be HTML. */
export function sureSpans(prose: string): readonly { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  const token = /`+|\\`|\||~~~|<[A-Za-z/!?]/g;
  for (let found = token.exec(prose); found !== null; found = token.exec(prose)) {
    const end = found[0].startsWith('`') ? spanEnd(prose, found.index, found[0]) : undefined;
    if (end === undefined) break;
    spans.push({ start: found.index, end });
    token.lastIndex = end;
  }
  return spans;
}

/** Whether a text holds what may open or close a fenced block. */
export function holdsFence(text: string): boolean {
  return text.includes('```') || text.includes('~~~');
}

/** A line that may start an HTML block, in whatever list or quote; a line that starts with an address in angles does not. */
const htmlLine =
  /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]|\[\^[^\]\s]+\]:)*<(?![A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>)[A-Za-z/!?]/;

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.slice(at) : text.slice(at, end + 1);
}

function blankEnd(text: string, at: number): number {
  const filled = /[^\s]/g;
  filled.lastIndex = at;
  const next = filled.exec(text);
  return next === null ? text.length : text.lastIndexOf('\n', next.index) + 1;
}

/** Where a fence that opens on this line surely ends. */
function fenceEnd(text: string, at: number, line: string): number | undefined {
  const [, indent = '', marks = ''] = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/.exec(line) ?? [];
  if (marks === '') return undefined;
  const closing = new RegExp(`^ {0,3}${marks}${marks.charAt(0)}*[ \\t]*(?:\\r?\\n|$(?![^]))`, 'gm');
  closing.lastIndex = at + line.length;
  const found = closing.exec(text);
  const end = found === null ? text.length : closing.lastIndex;
  if (indent === '') return end;
  const isSure = found !== null && agreed(text.slice(at + line.length, end), indent.length);
  return isSure ? end : undefined;
}

/** A fence set in from the margin may belong to a list, which a line further out would end: then it is not sure where it ends. */
function agreed(inside: string, indent: number): boolean {
  const lines = inside.trimEnd().split('\n');
  const isFurtherOut = new RegExp(`^ {0,${indent - 1}}\\S`);
  return !holdsFence(lines.slice(0, -1).join('\n')) && !lines.some((line) => isFurtherOut.test(line));
}

/** The offset up to which a line leaves fences in doubt: 0 where it does not. */
function doubtAfter(text: string, at: number, html: boolean): number {
  const line = lineAt(text, at);
  const rawText = /<(?:pre|script|style)\b/i.test(line) ? rawTextEnd(text, at) : 0;
  if (/<textarea\b/i.test(line)) return Infinity;
  if (!holdsFence(line)) return rawText;
  return html || /^ {0,3}[`~]/.test(line) ? Infinity : Math.max(rawText, flushLine(text, at + line.length));
}

/** Raw text elements end with the line of a closing tag, blank lines or not (CommonMark, HTML blocks, kind 1). */
function rawTextEnd(text: string, at: number): number {
  const closing = /<\/(?:pre|script|style)>[^\n]*\n/gi;
  closing.lastIndex = at;
  const end = closing.test(text) ? closing.lastIndex : text.length;
  return end === text.length || holdsFence(text.slice(at, end)) ? Infinity : end;
}

/** The next line that starts at the margin: no list or quote reaches beyond it. */
function flushLine(text: string, at: number): number {
  const margin = /^[^\s>]/gm;
  margin.lastIndex = at;
  return margin.exec(text)?.index ?? Infinity;
}

function spanEnd(prose: string, start: number, marks: string): number | undefined {
  const run = new RegExp(`(?<!\`)${marks}(?!\`)|[|\\n]`, 'g');
  run.lastIndex = start + marks.length;
  return run.exec(prose)?.[0] === marks ? run.lastIndex : undefined;
}
