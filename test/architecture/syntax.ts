import { type Node, type Program, visitorKeys } from 'oxc-parser';

/** A node of the syntax tree with the one around it, and under which name it stands there. */
export interface Placed {
  readonly node: Node;
  readonly parent: Node | undefined;
  readonly key: string;
}

/** All nodes, each before those inside it. */
export function nodesOf(program: Program): readonly Placed[] {
  const found: Placed[] = [{ node: program, parent: undefined, key: '' }];
  for (const { node } of found) found.push(...childrenOf(node));
  return found;
}

function childrenOf(parent: Node): readonly Placed[] {
  return (visitorKeys[parent.type] ?? []).flatMap((key) => {
    const children: unknown = Reflect.get(parent, key);
    const nodes: readonly unknown[] = Array.isArray(children) ? children : [children];
    return nodes.filter(isNode).map((node) => ({ node, parent, key }));
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** The name of what an expression gives: `b` for `a.b` and `a?.b`, `[]` where it is computed. */
export function lastName(node: Node): string {
  if (node.type === 'ChainExpression') return lastName(node.expression);
  if (node.type !== 'MemberExpression') return node.type === 'Identifier' ? node.name : '';
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : '';
  return textOf(node.property) ?? '[]';
}

/** The text of a literal, be it in quotes or back-ticks. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  const isPlain = node?.type === 'TemplateLiteral' && node.expressions.length === 0;
  return isPlain ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
}
