import { childIn, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import type { GivenNames } from './names.ts';
import { namesBelow } from './names-declared.ts';

/** What a text of JavaScript or TypeScript exports, in either of its ways. */
export function javascriptGiven(tree: SyntaxTree, nodes: readonly SyntaxNode[]): GivenNames {
  const book: Book = { names: new Set(), from: [], isOpen: false };
  for (const node of nodes) {
    if (node.kind === 'export_statement') exported(tree, node, book);
    if (node.kind === 'assignment_expression') assigned(tree, node, book);
  }
  const mentions = nodes.filter(
    (node) => node.children.length === 0 && textAt(tree, node) === 'exports',
  ).length;
  const known = nodes.filter(
    (node) => node.kind === 'assignment_expression' && isToExports(tree, node),
  ).length;
  const isNothing = book.names.size === 0 && book.from.length === 0;
  return { ...book, isOpen: book.isOpen || isNothing || mentions > known };
}

interface Book {
  readonly names: Set<string>;
  readonly from: string[];
  isOpen: boolean;
}

function exported(tree: SyntaxTree, node: SyntaxNode, book: Book): void {
  const text = textAt(tree, node);
  if (/^export\s*(?:=|import\b|as\b)/.test(text)) book.isOpen = true;
  if (/^export\s+default\b/.test(text)) book.names.add('default');
  const declaration = childIn(node, 'declaration');
  const declared = declaration === undefined ? [] : declaredBy(tree, declaration);
  for (const name of [...declared, ...listed(tree, node)]) book.names.add(name);
  const [, from] = /^export\s+(?:type\s+)?\*\s*from\s*['"](.*)['"]/.exec(text) ?? [];
  if (from !== undefined) book.from.push(from);
}

/** `export { a, b as c }`, `export * as d from`. */
function listed(tree: SyntaxTree, { children }: SyntaxNode): readonly string[] {
  return children.flatMap((each) => {
    if (each.kind === 'namespace_export') return [textAt(tree, each).replace(/^\*\s*as\s+/, '')];
    if (each.kind !== 'export_clause') return [];
    return each.children.flatMap((specifier) => {
      const name = childIn(specifier, 'alias') ?? childIn(specifier, 'name');
      return name === undefined ? [] : [unquoted(textAt(tree, name))];
    });
  });
}

function unquoted(name: string): string {
  return name.replaceAll(/^['"]|['"]$/g, '');
}

/** `export const { a, b: [c] } = …`, `export declare function d()`, `export enum E {}`. */
function declaredBy(tree: SyntaxTree, declaration: SyntaxNode): readonly string[] {
  if (declaration.kind === 'ambient_declaration')
    return declaration.children.flatMap((each) => declaredBy(tree, each));
  if (declaration.kind === 'variable_declarator' || childIn(declaration, 'name') !== undefined) {
    const name = childIn(declaration, 'name');
    return name === undefined ? [] : namesBelow(tree, name);
  }
  return declaration.children
    .filter(({ kind }) => kind.endsWith('declarator'))
    .flatMap((each) => declaredBy(tree, each));
}

/** `exports.a = …`, `module.exports.a = …`, `module.exports = { a, b: … }`; anything else may hold any name. */
function assigned(tree: SyntaxTree, node: SyntaxNode, book: Book): void {
  const [left, right] = [childIn(node, 'left'), childIn(node, 'right')];
  if (left === undefined || right === undefined) return;
  const [, name, whole] =
    /^(?:module\.)?exports\.([\w$]+)$|^(module\.exports)$/.exec(textAt(tree, left)) ?? [];
  if (name !== undefined) book.names.add(name);
  if (whole === undefined) return;
  const keys = right.kind === 'object' ? keysOf(tree, right) : undefined;
  if (keys === undefined) book.isOpen = true;
  for (const key of keys ?? []) book.names.add(key);
}

/** Undefined for an object that takes over what another one has. */
function keysOf(tree: SyntaxTree, { children }: SyntaxNode): readonly string[] | undefined {
  if (children.some(({ kind }) => kind === 'spread_element')) return undefined;
  return children.map((each) =>
    unquoted(textAt(tree, childIn(each, 'key') ?? childIn(each, 'name') ?? each)),
  );
}

function isToExports(tree: SyntaxTree, node: SyntaxNode): boolean {
  const left = childIn(node, 'left');
  return left !== undefined && /^(?:module\.)?exports(?:\.[\w$]+)?$/.test(textAt(tree, left));
}
