import { remembered } from '../../core/remembered.ts';
import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../../core/syntax-tree.ts';
import { pieces } from './pattern.ts';

/**
 * The pieces that a text is put together from when the program runs, each as it is written: operands of a concatenation, what is
 * filled into a template or given to a format. Empty for a text that is written out, and for what is no text at all. A name stands
 * for what it was given, where the file gives it something once.
 */
export function builtFrom(tree: SyntaxTree, node: SyntaxNode, depth = 0): readonly string[] {
  const inner = unwrapped(node);
  if (filled.has(inner.kind)) return fillings(tree, inner);
  if (/^binary(?:_expression|_operator)?$/.test(inner.kind)) return operands(tree, inner);
  const formatted = formatArguments(tree, inner);
  if (formatted.length > 0) return formatted;
  const value = depth < 2 ? valueOf(tree, inner) : undefined;
  return value === undefined ? [] : builtFrom(tree, value, depth + 1);
}

/** Whether what a piece of code gives is written out in it. */
export function isWrittenOut(tree: SyntaxTree, node: SyntaxNode): boolean {
  const inner = unwrapped(node);
  if (/string|literal|number|integer|float|^(?:true|false|null|none|nil|undefined)$/i.test(inner.kind))
    return fillings(tree, inner).length === 0;
  return (
    /^binary|concatenated|^array$|^list$|^tuple$|unary/.test(inner.kind) &&
    pieces(inner).every((piece) => (piece.children.length === 0 ? !isName(piece) : isWrittenOut(tree, piece)))
  );
}

/** Without brackets and the like round it. */
export function unwrapped(node: SyntaxNode): SyntaxNode {
  const inner = pieces(node).filter(({ kind }) => kind !== '(' && kind !== ')');
  const [only] = inner;
  const isWrap = /^(?:parenthesized_expression|argument|expression_list|await_expression)$/.test(node.kind);
  return isWrap && only !== undefined && inner.length === 1 ? unwrapped(only) : node;
}

const filled: ReadonlySet<string> = new Set([
  'template_string',
  'string',
  'encapsed_string',
  'concatenated_string',
  'chained_string',
  'subshell',
  'shell_command_expression',
]);

function fillings(tree: SyntaxTree, node: SyntaxNode): readonly string[] {
  return [...nodesOf(node)]
    .filter(({ kind }) => /^(?:template_substitution|interpolation)$/.test(kind) || isVariableIn(node, kind))
    .map((piece) => textAt(tree, piece).replace(/^[#$]?\{(.*)\}$/s, '$1'));
}

/** PHP fills in variables as they stand. */
function isVariableIn(text: SyntaxNode, kind: string): boolean {
  return /^(?:encapsed_string|shell_command_expression)$/.test(text.kind) && kind === 'variable_name';
}

/** Of `+`, `%` and `.` with a text on one side. */
function operands(tree: SyntaxTree, node: SyntaxNode): readonly string[] {
  const sides = [childIn(node, 'left'), childIn(node, 'right')].filter((side) => side !== undefined);
  const operator = pieces(node).find(({ children, kind }) => children.length === 0 && /^[+.%]$/.test(kind));
  if (operator === undefined) return [];
  const parts = sides.flatMap((side) => (side.kind.startsWith('binary') ? flattened(side) : [side]));
  if (!parts.some((part) => isText(part))) return [];
  return parts.flatMap((part) => {
    if (isText(part)) return fillings(tree, part);
    return isWrittenOut(tree, part) ? [] : [textAt(tree, part)];
  });
}

function flattened(node: SyntaxNode): readonly SyntaxNode[] {
  const sides = [childIn(node, 'left'), childIn(node, 'right')].filter((side) => side !== undefined);
  return sides.flatMap((side) => (side.kind.startsWith('binary') ? flattened(side) : [side]));
}

function isText({ kind }: SyntaxNode): boolean {
  return /string/.test(kind);
}

/** `'…'.format(a)`, `fmt.Sprintf("…", a)`, `String.format("…", a)`, `sprintf('…', $a)`. */
function formatArguments(tree: SyntaxTree, node: SyntaxNode): readonly string[] {
  const given = childIn(node, 'arguments');
  if (given === undefined) return [];
  const called = textAt(tree, node).slice(0, given.start - node.start);
  const values = pieces(given).filter(({ kind }) => kind !== '(' && kind !== ')');
  const isMethod = /["']\s*\.format$/.test(called);
  const isFunction = /(?:^|\.)(?:Sprintf|sprintf|format)$/.test(called) && !isMethod;
  if (!isMethod && !isFunction) return [];
  return values
    .slice(isMethod ? 0 : 1)
    .filter((value) => !isWrittenOut(tree, value))
    .map((value) => textAt(tree, value));
}

/** What a name is given, where it is given something exactly once. */
function valueOf(tree: SyntaxTree, node: SyntaxNode): SyntaxNode | undefined {
  if (!isName(node)) return undefined;
  const [only, ...others] = valuesIn(tree).get(textAt(tree, node)) ?? [];
  return others.length === 0 ? only : undefined;
}

/** What each name of a text is given. */
const valuesIn = remembered((tree: SyntaxTree): ReadonlyMap<string, readonly SyntaxNode[]> => {
  const values = new Map<string, SyntaxNode[]>();
  for (const node of nodesOf(tree.root)) {
    const [target, value] = [childIn(node, 'name') ?? childIn(node, 'left'), valueIn(node)];
    if (target === undefined || value === undefined) continue;
    const name = textAt(tree, target);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
});

function valueIn(node: SyntaxNode): SyntaxNode | undefined {
  if (/binary|comparison/.test(node.kind)) return undefined;
  return childIn(node, 'value') ?? childIn(node, 'right');
}

function isName({ kind }: SyntaxNode): boolean {
  return /^(?:identifier|variable_name)$/.test(kind);
}
