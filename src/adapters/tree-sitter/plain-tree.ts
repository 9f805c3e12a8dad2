import type { Tree, TreeCursor } from 'web-tree-sitter';
import type { SyntaxFault, SyntaxNode } from '../../core/syntax-tree.ts';

/** Below this depth a tree is not copied: no program nests so deep, and whoever walks the copy may do so by recursion. */
const deepest = 400;

/** The whole tree as plain values. */
export function plainNode(tree: Tree, text: string): SyntaxNode {
  const cursor = tree.walk();
  try {
    return copied(cursor, lineFinder(text), 0);
  } finally {
    cursor.delete();
  }
}

type LineAt = (offset: number) => number;

function copied(cursor: TreeCursor, lineAt: LineAt, depth: number): SyntaxNode {
  const { nodeType, currentFieldName, startIndex, endIndex } = cursor;
  return {
    kind: nodeType,
    field: currentFieldName ?? '',
    start: startIndex,
    end: endIndex,
    line: lineAt(startIndex),
    lastLine: lineAt(endIndex),
    children: depth < deepest && cursor.gotoFirstChild() ? siblings(cursor, lineAt, depth + 1) : noNodes,
  };
}

const noNodes: readonly SyntaxNode[] = [];

/** The node that the cursor is at and those behind it; it goes back to their parent. */
function siblings(cursor: TreeCursor, lineAt: LineAt, depth: number): readonly SyntaxNode[] {
  const nodes = [copied(cursor, lineAt, depth)];
  while (cursor.gotoNextSibling()) nodes.push(copied(cursor, lineAt, depth));
  cursor.gotoParent();
  return nodes;
}

/** The parser, asked for a place, makes an object each time: lines are counted here, by the breaks that it counts as well. */
function lineFinder(text: string): LineAt {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) ends.push(at);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
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
