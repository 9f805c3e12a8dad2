import type { Tree, TreeCursor } from 'web-tree-sitter';
import type { SyntaxFault, SyntaxNode } from '../../core/syntax-tree.ts';

/** Below this depth a tree is not copied: no program nests so deep, and whoever walks the copy may do so by recursion. */
const deepest = 400;

/** The whole tree as plain values. */
export function plainNode(tree: Tree): SyntaxNode {
  const cursor = tree.walk();
  try {
    return copied(cursor, 0);
  } finally {
    cursor.delete();
  }
}

function copied(cursor: TreeCursor, depth: number): SyntaxNode {
  return {
    kind: cursor.nodeType,
    field: cursor.currentFieldName ?? '',
    start: cursor.startIndex,
    end: cursor.endIndex,
    line: cursor.startPosition.row + 1,
    lastLine: cursor.endPosition.row + 1,
    children: depth < deepest ? copiedChildren(cursor, depth + 1) : [],
  };
}

function copiedChildren(cursor: TreeCursor, depth: number): readonly SyntaxNode[] {
  if (!cursor.gotoFirstChild()) return [];
  const children = [copied(cursor, depth)];
  while (cursor.gotoNextSibling()) children.push(copied(cursor, depth));
  cursor.gotoParent();
  return children;
}

/** More than these are not told: one slip early in a text may make hundreds. */
const mostFaults = 50;

/** The outermost places that the grammar does not understand, and what it misses, in the order of the text. */
export function faultsIn(tree: Tree, text: string): readonly SyntaxFault[] {
  if (!tree.rootNode.hasError) return [];
  const faults: SyntaxFault[] = [];
  const stack = [tree.rootNode];
  for (let node = stack.pop(); node !== undefined && faults.length < mostFaults; node = stack.pop()) {
    const line = node.startPosition.row + 1;
    if (node.isMissing)
      faults.push({ line, what: `a missing '${node.type}' after '${before(text, node.startIndex)}'` });
    else if (node.isError)
      faults.push({ line, what: `'${brief(text.slice(node.startIndex, node.endIndex))}'` });
    else if (node.hasError) stack.push(...node.children.filter((child) => child !== null).toReversed());
  }
  return faults;
}

function before(text: string, at: number): string {
  return brief(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
}

function brief(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
