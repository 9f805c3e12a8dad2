import { stripVTControlCharacters } from 'node:util';
import type { Code, List, Nodes, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { suggestedLines } from '../pages/suggestion.ts';
import type { Terminal } from './terminal.ts';

export interface PlainOptions {
  readonly terminal: Pick<Terminal, 'width' | 'bold'>;
  /** The lines that a suggestion in the text would replace. */
  readonly replaced: readonly string[];
}

/** Markdown as a terminal can show it: wrapped, bold where it is bold, suggestions as small diffs, nothing hidden. */
export function plainText(markdown: string, options: PlainOptions): string {
  const text = markdown.replaceAll(/[^\P{Cc}\n\t]/gu, '');
  const root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return blocks(root.children, { ...options, source: text });
}

interface Within extends PlainOptions {
  /** What the positions of nodes count in. */
  readonly source: string;
}

function blocks(nodes: readonly RootContent[], within: Within): string {
  return nodes
    .map((node) => block(node, within))
    .filter((text) => text !== '')
    .join('\n\n');
}

function block(node: RootContent, within: Within): string {
  const { width, bold } = within.terminal;
  if (node.type === 'paragraph') return wrapped(inline(node, bold), width);
  if (node.type === 'heading') return wrapped(bold(inline(node, bold)), width);
  if (node.type === 'code') return code(node, within);
  if (node.type === 'list') return list(node, within);
  if (node.type === 'blockquote') return indented(blocks(node.children, narrower(within)), '| ');
  if (node.type === 'html') return '';
  return within.source.slice(node.position?.start.offset, node.position?.end.offset);
}

function list({ children, ordered }: List, within: Within): string {
  const items = children.map((item, index) =>
    indented(blocks(item.children, narrower(within)), ordered ? `${index + 1}. ` : '- '),
  );
  return items.join('\n');
}

function narrower(within: Within): Within {
  return { ...within, terminal: { ...within.terminal, width: within.terminal.width - 2 } };
}

/** The mark before the first line, as much space before the others. */
export function indented(text: string, mark: string): string {
  return mark + text.replaceAll(/\n(?!\n|$)/g, `\n${' '.repeat(mark.length)}`);
}

const marks = { added: '+', removed: '-', context: ' ' } as const;

function code({ lang, value }: Code, { replaced }: PlainOptions): string {
  if (lang !== 'suggestion') return indented(value, '    ');
  const lines = suggestedLines(replaced, value).map(({ kind, text }) => `    ${marks[kind]} ${text}`);
  return ['Suggested change:', ...lines].join('\n');
}

function inline(node: Nodes, bold: (text: string) => string): string {
  if (node.type === 'inlineCode') return `\`${node.value}\``;
  if (node.type === 'text') return node.value;
  const inside = 'children' in node ? node.children.map((child) => inline(child, bold)).join('') : '';
  return node.type === 'strong' ? bold(inside) : inside;
}

function wrapped(text: string, width: number): string {
  const [first = '', ...words] = text.trim().split(/\s+/);
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    const isFull = stripVTControlCharacters(`${line} ${word}`).length > width;
    if (isFull) lines.push(line);
    line = isFull ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
