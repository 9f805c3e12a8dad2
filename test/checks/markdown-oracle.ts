import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** What may never be in a text that goes out to octo/app, found by GitHub's rules and not by the code's. Issue 12 may be closed. */
export function offences(markdown: string): readonly string[] {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const nodes = everyNode(tree);
  return [
    ...nodes.flatMap(nodeOffences),
    ...nodes.flatMap(({ type, value = '' }) => (type === 'text' ? wordOffences(value) : [])),
    ...nodes.filter(({ type }) => blocks.has(type)).flatMap((block) => closings(blotted(block))),
    ...linesOutsideCode(markdown, nodes)
      .filter((line) => /^[\s>]*\//.test(line))
      .map((line) => `command ${line}`),
    ...(markdown.startsWith('/') ? ['starts with a slash'] : []),
    ...(markdown.length >= 60_000 ? ['too long'] : []),
  ];
}

interface AnyNode {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly AnyNode[];
  readonly position?: { readonly start: Point; readonly end: Point } | undefined;
}

interface Point {
  readonly line: number;
  readonly column: number;
}

function everyNode(node: AnyNode): readonly AnyNode[] {
  return [node, ...(node.children ?? []).flatMap(everyNode)];
}

function nodeOffences({ type, value = '', url = '' }: AnyNode): readonly string[] {
  if (type === 'image' || type === 'imageReference') return [`picture ${url}`];
  if (type === 'link' || type === 'definition') return isOwnAddress(url) ? [] : [`${type} to ${url}`];
  return type === 'html' ? htmlOffences(value) : [];
}

function htmlOffences(html: string): readonly string[] {
  const odd = (html.match(/<[a-z/!?][^>]*>?/gi) ?? []).filter((tag) => !tags.has(tag.toLowerCase()));
  const words = html.replace(/<[^>]*>/g, ' ');
  return [...odd.map((tag) => `tag ${tag}`), ...wordOffences(words), ...closings(words)];
}

const tags = new Set(
  '<details> <details|open> </details> <summary> </summary> <br> <br/> <br|/> <sub> </sub> <sup> </sup> <kbd> </kbd>'
    .split(' ')
    .map((tag) => tag.replace('|', ' ')),
);

function isOwnAddress(url: string): boolean {
  return /^#[\w-]+$/.test(url) || /^https:\/\/github\.com\/octo\/app(?:$|[/?#])(?!.*\/\.\.)/i.test(url);
}

function blotted(node: AnyNode): string {
  const { type, url = '', value = '' } = node;
  if (type in blots) return blots[type] ?? '';
  if (type === 'text') return value;
  const words = (node.children ?? []).map(blotted).join('');
  if (type === 'linkReference') return ` ${words} `;
  return type === 'link' && url !== words ? ` ${url} ${words} ` : words;
}

const blots: Readonly<Record<string, string>> = { inlineCode: '█', break: ' ', html: '' };

function wordOffences(text: string): readonly string[] {
  const mentions = text.match(/(?<![A-Za-z0-9])@[a-z0-9][\w-]*/gi) ?? [];
  const foreign = (text.match(/[\w.-]+\/[\w.-]+#\d+/g) ?? []).filter((name) => !/^octo\/app#/i.test(name));
  const hidden = text.match(/[\u200B\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu) ?? [];
  return [
    ...mentions.map((found) => `mention ${found}`),
    ...foreign.map((found) => `reference ${found}`),
    ...hidden.map((found) => `hidden ${String(found.codePointAt(0))}`),
    ...(text.includes('<!--') ? ['mark of a comment'] : []),
  ];
}

/** In the text of a whole block, since the keyword may stand in one element and the reference in another. */
function closings(text: string): readonly string[] {
  return [...text.matchAll(closing)].flatMap(([whole, reference = '']) =>
    mayClose.test(reference) ? [] : [`closes ${whole}`],
  );
}

const closing =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\s*:?\s*((?:https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(?:issues|pull)\/|[\w.-]+\/[\w.-]+#|#|GH-)\d+)/gi;
const blocks = new Set(['paragraph', 'heading', 'tableCell']);

const mayClose = /^(?:#|GH-|octo\/app#|https:\/\/github\.com\/octo\/app\/issues\/)12$/i;

/** The lines of the source with no code in them; of a line with code inside it, what stands before. */
function linesOutsideCode(markdown: string, nodes: readonly AnyNode[]): readonly string[] {
  const coded = new Set<number>();
  for (const { type, position } of nodes) {
    if (type !== 'code' || position === undefined) continue;
    for (let line = position.start.line; line <= position.end.line; line += 1) coded.add(line);
  }
  return markdown.split(/\r\n?|\n/).filter((_, place) => !coded.has(place + 1));
}
