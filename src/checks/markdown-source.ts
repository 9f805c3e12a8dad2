import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { codeSpan } from '../core/fence.ts';
import { withoutHiddenCharacters } from '../core/hidden-text.ts';
import type { Replacement } from '../core/replacement.ts';

export type Root = ReturnType<typeof fromMarkdown>;
export type Node = Root | Root['children'][number];
export type Kind<Type extends Node['type']> = Extract<Node, { type: Type }>;

/** A Markdown text with its tree, whose nodes know their place in the text. */
export interface Source {
  readonly text: string;
  readonly tree: Root;
  /** By identifier. Of two definitions with one label GitHub uses the first. */
  readonly definitions: ReadonlyMap<string, Kind<'definition'>>;
  /** Lengths of back-tick runs that are no code and must not become some by pairing with ours. */
  readonly looseRuns: ReadonlySet<number>;
}

/** The text as GitHub reads it. */
export function parsed(text: string): Source {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: placed });
  const definitions = new Map<string, Kind<'definition'>>();
  const looseRuns = new Set<number>();
  for (const { node } of nodesIn(tree)) {
    if (node.type === 'definition' && !definitions.has(node.identifier))
      definitions.set(node.identifier, node);
    if (node.type === 'text') for (const [run] of node.value.matchAll(/`+/g)) looseRuns.add(run.length);
  }
  return { text, tree, definitions, looseRuns };
}

const placed = gfmFromMarkdown().map(withoutTransforms);

/** The last step turns words into links that have no place in the text. `markdown-words.ts` finds those. */
function withoutTransforms<Extension>(extension: Extension) {
  return { ...extension, transforms: [] };
}

/** A node where it stands. */
export interface Place {
  readonly node: Node;
  readonly parent: Node;
  readonly inTable: boolean;
}

/** Every node in reading order. Not recursive: quotes may be nested by the thousand. */
export function* nodesIn(tree: Node): Generator<Place> {
  const rest: Place[] = [{ node: tree, parent: tree, inTable: false }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    yield next;
    const { node: parent } = next;
    const inTable = next.inTable || parent.type === 'tableCell';
    for (const node of childrenOf(parent).toReversed()) rest.push({ node, parent, inTable });
  }
}

export function childrenOf(node: Node): readonly Node[] {
  return 'children' in node ? node.children : [];
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where in the text a node stands. */
export function rangeOf(node: Node): Range {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined)
    throw new Error(`A ${node.type} of Markdown has no place in its text`);
  return { start, end };
}

/** A stretch of the text shown as code instead. */
export function asCode(source: Source, range: Range, content: string, inTable: boolean): Replacement {
  return beside(source, range, spanIn(source, content, inTable));
}

/** A stretch replaced by text that may start or end with code, kept apart from back-ticks and backslashes beside it. */
export function beside(source: Source, range: Range, text: string): Replacement {
  const before = text.startsWith('`') && /[`\\]/.test(source.text[range.start - 1] ?? '') ? ' ' : '';
  const after = text.endsWith('`') && source.text[range.end] === '`' ? ' ' : '';
  return { ...range, text: before + text + after };
}

/** Inline code that stays whole in this text; in a table a pipe would end its cell. */
export function spanIn(source: Source, content: string, inTable: boolean): string {
  const code = codeSpan(withoutHiddenCharacters(content), source.looseRuns);
  return inTable ? code.replace(/\\?\|/g, String.raw`\|`) : code;
}
