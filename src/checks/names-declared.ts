import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';

/** Kinds of nodes that declare names, and the field in which; `*` where they may stand anywhere in it. */
export type Declaring = Readonly<Record<string, string>>;

/** The names that a text declares in any part of it, and by how many places. Rather too many than too few: nobody is told of a name that is there. */
export function declaredIn(tree: SyntaxTree, declaring: Declaring): Map<string, number> {
  const declared = new Map<string, number>();
  for (const node of nodesOf(tree.root)) {
    const field = declaring[node.kind];
    const place = field === undefined || field === '*' ? node : childIn(node, field);
    if (field !== undefined && place !== undefined)
      for (const name of namesBelow(tree, place)) declared.set(name, (declared.get(name) ?? 0) + 1);
  }
  return declared;
}

/** Every name in a piece of code, but those that are read from something: `b` of `a.b`. */
export function namesBelow(tree: SyntaxTree, node: SyntaxNode): readonly string[] {
  return [...nodesOf(node)]
    .filter(({ kind, children }) => children.length === 0 && nameKinds.has(kind))
    .map((leaf) => textAt(tree, leaf));
}

const nameKinds: ReadonlySet<string> = new Set([
  'identifier',
  'type_identifier',
  'shorthand_property_identifier_pattern',
]);
