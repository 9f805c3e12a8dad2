import { fromMarkdown } from 'mdast-util-from-markdown';
import { childrenOf, rangeOf, type Kind, type Node, type Source } from './markdown-source.ts';

/** A paragraph, heading or table cell as a reader sees it, each character with its place in the source. */
export interface Passage {
  /** With a `seam` where one element ends and another begins, so that words do not run together over it. */
  readonly text: string;
  /** Start and end in the source by place in `text`; a start of -1 where a character cannot be changed by itself. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The links whose address stands in `text`, by place in it. */
  readonly links: ReadonlyMap<number, Kind<'link' | 'linkReference'>>;
}

/** Object replacement character: something that is not text stands here. */
export const seam = '\uFFFC';

interface Draft {
  text: string;
  readonly starts: number[];
  readonly ends: number[];
  readonly links: Map<number, Kind<'link' | 'linkReference'>>;
}

export function passageOf(source: Source, block: Node): Passage {
  const draft: Draft = { text: '', starts: [], ends: [], links: new Map() };
  const rest: (Node | 'end')[] = childrenOf(block).toReversed();
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next === 'end') fixed(draft, seam);
    else if (next.type === 'text') decoded(draft, source.text, rangeOf(next));
    else {
      fixed(draft, seam);
      rest.push('end', ...append(draft, source, next).toReversed());
    }
  }
  return draft;
}

/** The same without its seams: words read together over the borders of elements. Code stays apart, as seams. */
export function seamless({ text, starts, ends, links }: Passage): Passage {
  const draft: Draft = { text: '', starts: [], ends: [], links: new Map() };
  for (let place = 0; place < text.length; place += 1) {
    const link = links.get(place);
    const character = text[place] ?? '';
    if (character === seam) continue;
    if (link !== undefined) draft.links.set(draft.text.length, link);
    const isCode = starts[place] === -1 && link === undefined && character !== '\n';
    draft.text += isCode ? seam : character;
    draft.starts.push(starts[place] ?? -1);
    draft.ends.push(ends[place] ?? -1);
  }
  return draft;
}

/** The words of HTML: in it references count, but no escapes. */
export function withoutReferences(html: string): string {
  return html.replace(references, referenced);
}

const references = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z\d]{1,40});/gi;

/** Appends what a node itself shows, and gives back the children still to be read. */
function append(draft: Draft, source: Source, node: Node): readonly Node[] {
  if (node.type === 'inlineCode') fixed(draft, node.value);
  if (node.type === 'break') fixed(draft, '\n');
  if (node.type !== 'link' && node.type !== 'linkReference') return childrenOf(node);
  const address = node.type === 'link' ? node.url : (source.definitions.get(node.identifier)?.url ?? '');
  for (let place = 0; place < address.length; place += 1) draft.links.set(draft.text.length + place, node);
  fixed(draft, address);
  fixed(draft, seam);
  return isBare(source, node) ? [] : node.children;
}

/** A link that is nothing but its address: bare, or in angles. */
export function isBare(source: Source, node: Kind<'link' | 'linkReference'>): boolean {
  return source.text[rangeOf(node).start] !== '[';
}

function fixed(draft: Draft, text: string): void {
  draft.text += text;
  for (let place = 0; place < text.length; place += 1) {
    draft.starts.push(-1);
    draft.ends.push(-1);
  }
}

function decoded(draft: Draft, text: string, range: { readonly start: number; readonly end: number }): void {
  let at = range.start;
  for (const special of text.slice(range.start, range.end).matchAll(specials)) {
    const start = range.start + special.index;
    verbatim(draft, text, { start: at, end: start });
    at = start + special[0].length;
    const shown = shownFor(special[0]);
    draft.text += shown;
    for (let place = 0; place < shown.length; place += 1) {
      draft.starts.push(start);
      draft.ends.push(at);
    }
  }
  verbatim(draft, text, { start: at, end: range.end });
}

/** Character references, escapes, and line ends with what quotes and lists put after them. */
const specials = new RegExp(`${references.source}|\\\\[!-/:-@[-\`{-~]|[ \\t]*(?:\\r\\n?|\\n)[ \\t>]*`, 'gi');

function verbatim(
  draft: Draft,
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  draft.text += text.slice(start, end);
  for (let place = start; place < end; place += 1) {
    draft.starts.push(place);
    draft.ends.push(place + 1);
  }
}

function shownFor(special: string): string {
  if (special.startsWith('\\')) return special.slice(1);
  return special.startsWith('&') ? referenced(special) : '\n';
}

/** The parser knows the names of all character references; what is none it leaves as it is. */
function referenced(reference: string): string {
  const [paragraph] = fromMarkdown(reference).children;
  const [text] = paragraph?.type === 'paragraph' ? paragraph.children : [];
  return text?.type === 'text' ? text.value : reference;
}
