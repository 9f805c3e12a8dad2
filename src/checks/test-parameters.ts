import { remembered } from '../core/remembered.ts';
import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import type { TestCase } from './test-cases.ts';

/** What runners hand to the tests of a file, by the names that those have for it: their first parameters, such as `t`. */
export const handedNames = remembered((tree: SyntaxTree): ReadonlySet<string> => {
  const tests = [...nodesOf(tree.root)].flatMap((node) => testFunction(tree, node) ?? []);
  const first = tests.flatMap((each) => parametersOf(tree, each)[0] ?? []);
  return new Set(first.flatMap((each) => (each.is === 'name' ? [each.name] : [])));
});

function testFunction(tree: SyntaxTree, node: SyntaxNode): SyntaxNode | undefined {
  const called = node.kind === 'call_expression' ? childIn(node, 'function') : undefined;
  if (called === undefined || !/(?:^|\.)(?:test|it|specify)\b/.test(textAt(tree, called))) return undefined;
  return childIn(node, 'arguments')?.children.findLast(({ kind }) =>
    /^(?:arrow_function|function_expression)$/.test(kind),
  );
}

type Parameter =
  | { readonly is: 'name'; readonly name: string }
  /** Parts of one, taken by their names. */
  | { readonly is: 'parts'; readonly names: readonly string[] };

/** The parameters of a function, in their order; of anything else none. */
export function parametersOf(tree: SyntaxTree, node: SyntaxNode): readonly Parameter[] {
  const single = node.kind === 'arrow_function' ? childIn(node, 'parameter') : undefined;
  if (single !== undefined) return [{ is: 'name', name: textAt(tree, single) }];
  const all = childIn(node, 'parameters')?.children ?? [];
  return all.flatMap((each): readonly Parameter[] => {
    const own = [...nodesOf(each)].filter(({ kind }) => declaring.test(kind));
    const isParts = [...nodesOf(each)].some(({ kind }) => kind === 'object_pattern');
    if (isParts) return [{ is: 'parts', names: own.map((name) => textAt(tree, name)) }];
    const [name] = own;
    return name === undefined ? [] : [{ is: 'name', name: textAt(tree, name) }];
  });
}

const declaring = /^(?:identifier|shorthand_property_identifier_pattern)$/;

/**
 * What a test is handed by the project's own fixtures, by its names: pytest's and vitest's parameters, and what stands behind the first
 * one where a test is given by way of a function. Rows of a table, stand-ins and what the runner itself hands in are none.
 */
export function fixtureNames(tree: SyntaxTree, { node, marks }: TestCase): readonly string[] {
  const isScript = tree.language !== 'python';
  const inner = node.kind === 'decorated_definition' ? childIn(node, 'definition') : node;
  const test = isScript ? [...nodesOf(node)].flatMap((each) => testFunction(tree, each) ?? [])[0] : inner;
  if (test === undefined || /\.each\b|\bpatch\b/.test(marks)) return [];
  const all = parametersOf(tree, test);
  const handed = isScript ? all.filter((each, at) => at > 0 || each.is === 'parts') : all;
  const rows = new Set(marks.match(/\w+/g));
  return handed
    .flatMap((each) => (each.is === 'name' ? [each.name] : each.names))
    .filter((name) => !rows.has(name) && !ofRunners.test(name));
}

const ofRunners =
  /^(?:self|cls|done|expect|task|skip|signal|request|monkeypatch|mocker|tmp_?path\w*|tmpdir\w*|pytestconfig|testdir|subtests|benchmark)$/;
