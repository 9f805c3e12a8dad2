import { childrenOf, nodesIn, parsed } from './markdown-source.ts';

/** A finding as it is read again from the comment that told it. */
export interface PostedFinding {
  readonly title: string;
  /** The lines to commit; null where the comment brings none, or more than one block of them. */
  readonly suggestion: readonly string[] | null;
}

/** Reads a comment of ours as GitHub does: its first line is the title, and a block of `suggestion` is what can be committed. */
export function postedFinding(body: string): PostedFinding {
  const { tree } = parsed(body);
  const blocks = childrenOf(tree).filter((node) => node.type === 'code' && node.lang === 'suggestion');
  const [block] = blocks;
  return {
    title: titleOf(body),
    suggestion: block?.type === 'code' && blocks.length === 1 ? linesOf(block) : null,
  };
}

/** The first line without its severity, category and stars. */
function titleOf(body: string): string {
  const first = body.split('\n').find((line) => line.trim() !== '') ?? '';
  return first
    .replace(/^\*\*[^*]*:\*\*\s*/, '')
    .replaceAll('**', '')
    .trim();
}

interface Block {
  readonly value: string;
  readonly position?:
    | { readonly start: { readonly line: number }; readonly end: { readonly line: number } }
    | undefined;
}

/** A block of one blank line and one of none have the same value: the lines that it takes up tell. */
function linesOf({ value, position }: Block): readonly string[] {
  const rows = position === undefined ? 0 : position.end.line - position.start.line - 1;
  return rows === 0 ? [] : value.split('\n');
}

/** The text with its own blocks of `suggestion` as plain ones: only what was judged is to have a button. */
export function withoutSuggestionBlocks(body: string): string {
  if (!/suggestion/i.test(body)) return body;
  const { text, tree } = parsed(body);
  const blocks = [...nodesIn(tree)].flatMap(({ node }) =>
    node.type === 'code' && /^suggestion/i.test(node.lang ?? '') ? [node.position?.start.offset ?? -1] : [],
  );
  return blocks
    .filter((start) => start >= 0)
    .toReversed()
    .reduce((whole, start) => whole.slice(0, start) + plainFence(whole.slice(start)), text);
}

function plainFence(rest: string): string {
  return rest.replace(/^(`{3,}|~{3,})[^\n]*/, '$1');
}
