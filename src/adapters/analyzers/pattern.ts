import type { LanguageName } from '../../core/languages.ts';
import { nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../../core/syntax-tree.ts';
import type { Syntax } from '../../ports/syntax.ts';

/**
 * Code to look for, written in its own language. `$X` stands for any piece of code, the same one wherever it stands twice; `$$$` for
 * any number of arguments, elements or statements. Comments, commas, semicolons and the kind of quotes do not count.
 */
export interface CodePattern {
  readonly code: string;
  /** The kind of the node that is meant, where the language does not take it alone: `pair` of `({ a: $X })`. */
  readonly part?: string;
}

/** A pattern as its language reads it. */
export interface Pattern {
  readonly tree: SyntaxTree;
  readonly node: SyntaxNode;
  /** Those that a text must hold for the pattern to fit in it. */
  readonly words: readonly string[];
}

/** No grammar takes `$X` everywhere, but all take this letter in a name. */
const sign = 'µ';
const rest = sign.repeat(3);

/** Throws for code that the language does not understand: patterns are our own. */
export async function readPattern(
  syntax: Syntax,
  { code, part }: CodePattern,
  { language, extension }: { readonly language: LanguageName; readonly extension: string },
): Promise<Pattern> {
  const start = language === 'php' ? '<?php ' : '';
  const text = `${start}${code.replaceAll('$$$', rest).replaceAll(/\$(?=[A-Z])/g, sign)}\n`;
  const tree = await syntax.parse(`pattern.${extension}`, text);
  if (tree.is === 'unparsed') throw new Error(`The pattern ${code} is not read: ${tree.because}`);
  const node =
    part === undefined ? innermost(tree) : [...nodesOf(tree.root)].find(({ kind }) => kind === part);
  if (node === undefined) throw new Error(`The pattern ${code} has no ${part}.`);
  return { tree, node, words: wordsIn(tree, node) };
}

function wordsIn(tree: SyntaxTree, node: SyntaxNode): readonly string[] {
  const leaves = [...nodesOf(node)]
    .filter(({ children }) => children.length === 0)
    .map((leaf) => textAt(tree, leaf));
  return leaves.filter((text) => /^\w{2,}$/.test(text));
}

/** Without what a whole file and a statement put round a piece of code. */
function innermost(tree: SyntaxTree): SyntaxNode {
  let node = tree.root;
  for (;;) {
    const inner = pieces(node).filter(({ kind }) => kind !== 'php_tag' && kind.trim() !== '');
    const [only] = inner;
    const isWrap = node === tree.root || node.kind === 'expression_statement';
    if (only === undefined || inner.length > 1 || !isWrap) return node;
    node = only;
  }
}

/** The ways in which a pattern fits a node. */
export function* matchesAt(
  pattern: Pattern,
  tree: SyntaxTree,
  node: SyntaxNode,
): Generator<Bound, undefined> {
  if (node.kind === pattern.node.kind)
    yield* fittings({ pattern: pattern.tree, code: tree }, [pattern.node], [node], new Map());
  return undefined;
}

/** What the names of a pattern stand for. */
export type Bound = ReadonlyMap<string, SyntaxNode>;

interface Sides {
  readonly pattern: SyntaxTree;
  readonly code: SyntaxTree;
}

/** What the names stand for where the nodes fit one after the other. */
function* fittings(
  sides: Sides,
  [wanted, ...more]: readonly SyntaxNode[],
  nodes: readonly SyntaxNode[],
  bound: Bound,
): Generator<Bound, undefined> {
  const [node, ...others] = nodes;
  if (wanted === undefined) {
    if (node === undefined) yield bound;
    return undefined;
  }
  const text = textAt(sides.pattern, wanted);
  if (text === rest) {
    yield* fittings(sides, more, nodes, bound);
    if (node !== undefined) yield* fittings(sides, [wanted, ...more], others, bound);
  } else if (node !== undefined) {
    const fits = isName(text) ? named(sides, text.slice(1), node, bound) : alike(sides, wanted, node, bound);
    for (const each of fits) yield* fittings(sides, more, others, each);
  }
  return undefined;
}

function isName(text: string): boolean {
  return text.startsWith(sign) && /^.[A-Z]+$/.test(text);
}

function named({ code }: Sides, name: string, node: SyntaxNode, bound: Bound): readonly Bound[] {
  const before = bound.get(name);
  if (before === undefined) return [new Map([...bound, [name, node]])];
  return textAt(code, before) === textAt(code, node) ? [bound] : [];
}

function alike(sides: Sides, wanted: SyntaxNode, node: SyntaxNode, bound: Bound): Iterable<Bound> {
  const [inside, within] = [pieces(wanted), pieces(node)];
  if (inside.length === 0 && within.length === 0)
    return plain(textAt(sides.pattern, wanted)) === plain(textAt(sides.code, node)) ? [bound] : [];
  return wanted.kind === node.kind ? fittings(sides, inside, within, bound) : [];
}

/** One kind of quotes. */
function plain(text: string): string {
  return text.replaceAll(/^["'`]$/g, '"');
}

/** The children that count. */
export function pieces({ children }: SyntaxNode): readonly SyntaxNode[] {
  return children.filter(({ kind }) => !/^(?:[,;]|(?:\w+_)?comment|automatic_semicolon)$/.test(kind));
}
