import type { LanguageName } from './languages.ts';

/** A piece of a parsed text. Offsets are in UTF-16 units, as in any string here; lines are numbers from 1. */
export interface SyntaxNode {
  /** What the language's grammar calls it: `call_expression`, or the sign itself, such as `&&`. */
  readonly kind: string;
  /** What it is to its parent, such as `name` or `left`; empty where the grammar does not say. */
  readonly field: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly lastLine: number;
  readonly children: readonly SyntaxNode[];
}

/** A place that the grammar does not understand, or where it misses something. */
export interface SyntaxFault {
  readonly line: number;
  /** What is there, or what is missing, in at most a line. */
  readonly what: string;
}

/** A text as its language reads it. */
export interface SyntaxTree {
  readonly language: LanguageName;
  readonly text: string;
  readonly root: SyntaxNode;
  readonly faults: readonly SyntaxFault[];
}

/** The node and all below it, parents first. */
export function* nodesOf(node: SyntaxNode): Generator<SyntaxNode, undefined> {
  const stack: SyntaxNode[] = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next;
    for (const child of next.children.toReversed()) stack.push(child);
  }
  return undefined;
}

export function textAt(tree: Pick<SyntaxTree, 'text'>, { start, end }: SyntaxNode): string {
  return tree.text.slice(start, end);
}

export function childIn(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

/**
 * The faults that a change brought: those of the text after it that the text before did not have already. Lines move with a
 * change, so what stands there is compared.
 */
export function newFaults(
  before: readonly SyntaxFault[],
  after: readonly SyntaxFault[],
): readonly SyntaxFault[] {
  const known = before.map(({ what }) => what);
  return after.filter(({ what }) => {
    const at = known.indexOf(what);
    if (at !== -1) known.splice(at, 1);
    return at === -1;
  });
}
