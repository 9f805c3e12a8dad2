import type { Node } from 'oxc-parser';
import { lastName, type Placed } from './syntax.ts';

/** Something that a module mentions: `fetch`, `process.env`, `new Date` without arguments, or the text of a literal. */
export interface Mention {
  readonly kind: 'name' | 'text';
  readonly what: string;
  readonly start: number;
}

export function mentionsOf(nodes: readonly Placed[]): readonly Mention[] {
  return nodes.flatMap((placed) =>
    mentions('name', namesOf(placed), placed).concat(mentions('text', textsOf(placed.node), placed)),
  );
}

function mentions(kind: Mention['kind'], whats: readonly string[], { node }: Placed): Mention[] {
  return whats.map((what) => ({ kind, what, start: node.start }));
}

function namesOf(placed: Placed): readonly string[] {
  const { node } = placed;
  if (node.type === 'MemberExpression') return memberNames(lastName(node.object), lastName(node));
  if (node.type === 'VariableDeclarator') return takenApart(node);
  if (node.type === 'NewExpression')
    return node.arguments.length === 0 ? [`new ${lastName(node.callee)}`] : [];
  if (node.type === 'CallExpression') return [`${lastName(node.callee)}()`];
  return node.type === 'Identifier' && isReference(placed) ? [node.name] : [];
}

/** What hangs on `globalThis` is itself a global. */
function memberNames(whole: string, part: string): readonly string[] {
  return whole === 'globalThis' ? [part, `${whole}.${part}`] : [`${whole}.${part}`];
}

/** `const { env } = process` mentions `process.env`. */
function takenApart({ id, init }: Extract<Node, { type: 'VariableDeclarator' }>): readonly string[] {
  if (id.type !== 'ObjectPattern' || init === null) return [];
  return id.properties.flatMap((property) =>
    property.type === 'Property' ? memberNames(lastName(init), lastName(property.key)) : [],
  );
}

/** An identifier that stands for a value, rather than naming a property, a parameter or a type. */
function isReference({ node, parent, key }: Placed): boolean {
  if (parent === undefined || parent.type.startsWith('TS') || parent.type.endsWith('Specifier')) return false;
  if (['params', 'param', 'id', 'label', 'property'].includes(key)) return false;
  if (parent.type === 'MemberExpression') return !containers.has(lastName(node));
  return !(parent.type === 'Property' && key === 'key' && parent.value !== node);
}

/** Only what is taken from them matters, unless they are handed on whole. */
const containers: ReadonlySet<string> = new Set([
  'process',
  'globalThis',
  'Date',
  'crypto',
  'performance',
  'Math',
]);

function textsOf(node: Node): readonly string[] {
  if (node.type === 'TemplateElement') return [node.value.raw];
  return node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : [];
}
