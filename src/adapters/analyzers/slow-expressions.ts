import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../../core/syntax-tree.ts';

/** Regular expressions in which a repetition stands in a repetition and both can take the same text. */
export function* slowExpressions(tree: SyntaxTree): Generator<SyntaxNode, undefined> {
  for (const node of nodesOf(tree.root)) {
    const expression = expressionIn(tree, node);
    if (expression !== undefined && isSlow(expression)) yield node;
  }
  return undefined;
}

/** `/…/`, `new RegExp('…')`, `re.compile(r'…')` and the like; without its marks. */
function expressionIn(tree: SyntaxTree, node: SyntaxNode): string | undefined {
  if (node.kind === 'regex') return textAt(tree, node).replace(/^\/(.*)\/\w*$/s, '$1');
  const given = childIn(node, 'arguments')?.children.find(({ kind }) => kind === 'string');
  if (given === undefined) return undefined;
  const called = textAt(tree, node).slice(0, given.start - node.start);
  const makes =
    /^(?:new\s+)?RegExp\s*\(\s*$|\bre\.(?:compile|match|search|fullmatch|sub|findall|split)\s*\(\s*$/;
  return makes.test(called) ? contentOf(textAt(tree, given)) : undefined;
}

/** Without quotes; in raw texts of Python a backslash stands for itself. */
function contentOf(literal: string): string {
  const content = literal.replace(/^[rb]*(?:"""|'''|["'])|(?:"""|'''|["'])$/gi, '');
  return /^b?r/i.test(literal) ? content : content.replaceAll('\\\\', '\\');
}

/**
 * A group that is repeated without end, whose parts may all be absent but those that repeat without end themselves: `(a+)+`,
 * `(a+b?)*`. It takes a text in two to the power of its length ways, and tries them all where something behind it may not fit.
 */
export function isSlow(expression: string): boolean {
  const tokens = tokensOf(expression);
  const open: Group[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.sign === '(') open.push({ start: at });
    if (token.sign !== ')') continue;
    const group = open.pop();
    const isLast = tokens.slice(at + 1).every(({ sign }) => sign === ')');
    if (group === undefined || isLast || !token.isEndless) continue;
    const inside = tokens.slice(group.start + 1, at);
    if (inside.some(({ isEndless }) => isEndless) && inside.every(isIdle)) return true;
  }
  return false;
}

interface Group {
  readonly start: number;
}

/** A piece of an expression, and how often it may stand. */
interface Token {
  readonly sign: string;
  readonly isEndless: boolean;
  readonly isOptional: boolean;
}

function isIdle({ sign, isEndless, isOptional }: Token): boolean {
  return sign !== '(' && sign !== ')' && sign !== '|' && (isEndless || isOptional);
}

/** An escape, a class, an opened group with its marks, or a character; then how often. */
const piece =
  /(\\(?:u\{[^}]*\}|[pPk][{<][^}>]*[}>]|.)|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:P?<\w+>|[:=!]|<[=!]|>))?|.)(?:([*+]|\{\d+,\})|(\?|\{0,\d*\}))?([?+])?/gsu;

function tokensOf(expression: string): readonly Token[] {
  return Array.from(expression.slice(0, 2_000).matchAll(piece), ([, sign = '', endless, optional, mark]) => ({
    sign: sign.startsWith('(') ? '(' : sign,
    isEndless: endless !== undefined && mark !== '+',
    isOptional: optional !== undefined,
  }));
}
