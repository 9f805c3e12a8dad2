import { type CodeSymbol, outlineOf } from '../../core/outline.ts';
import { childIn, nodesOf, type SyntaxNode, type SyntaxTree } from '../../core/syntax-tree.ts';

/** Where a definition stands, from its first line to its last. */
type Lines = Pick<CodeSymbol, 'line' | 'lastLine'>;

const mostUnits = 8;

/** The target, and before it what else of its file a test's code names: functions, methods and classes in their order. */
export function unitsCalled(
  code: string,
  { tree, line, lastLine }: Lines & { readonly tree: SyntaxTree },
): readonly Lines[] {
  const words = new Set(code.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
  const named = outlineOf(tree).symbols.filter(
    (symbol) =>
      /^(?:function|method|class)$/.test(symbol.kind) &&
      words.has(symbol.name) &&
      !(symbol.line === line && symbol.lastLine === lastLine),
  );
  return [...named.slice(0, mostUnits).map(linesOf), { line, lastLine }];
}

/** Of a class its first line: what stands inside belongs to its methods. */
function linesOf({ kind, line, lastLine }: CodeSymbol): Lines {
  return { line, lastLine: kind === 'class' ? line : lastLine };
}

/** A definition without its body, which would tell what it does. */
export function signatureOf(unit: Lines, tree: SyntaxTree): string {
  const lines = tree.text.split('\n');
  const start = startOf(unit, lines);
  const body = bodyOf(unit, tree);
  return (body === undefined ? (lines[unit.line - 1] ?? '') : tree.text.slice(start, body.start)).trim();
}

/** What a function runs; a mere signature has none. */
export function bodyOf({ line, lastLine }: Lines, { root, text }: SyntaxTree): SyntaxNode | undefined {
  const start = startOf({ line }, text.split('\n'));
  return [...nodesOf(root)]
    .filter((node) => node.line >= line && node.lastLine <= lastLine && node.start >= start)
    .map((node) => childIn(node, 'body'))
    .find((node) => node !== undefined);
}

function startOf({ line }: Pick<Lines, 'line'>, lines: readonly string[]): number {
  return lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
}
