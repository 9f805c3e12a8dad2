import { childIn, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';

/** A statement of a test file: at its top, or inside the groups that tests stand in. */
export interface TestStatement {
  readonly node: SyntaxNode;
  readonly text: string;
  /** Titles of the groups around it, the outermost first. */
  readonly groups: readonly string[];
  /** Undefined where it is no test. */
  readonly test: TestCase | undefined;
}

/** One test. */
export interface TestCase {
  readonly title: string;
  readonly groups: readonly string[];
  /** The whole statement, with what marks it. */
  readonly node: SyntaxNode;
  /** The statements that run, or the one expression. */
  readonly body: SyntaxNode;
  /** What it is announced with: `test.only`, `it.each([1])`, or decorators. */
  readonly marks: string;
}

/** The statements of a test file in their order, with groups taken apart; those of other languages than we know give none. */
export function testStatements(tree: SyntaxTree): readonly TestStatement[] {
  const read = tree.language === 'python' ? pythonStatement : scriptStatement;
  return statementsIn(tree.root, [], { tree, read });
}

/** The tests of a file. */
export function testCases(tree: SyntaxTree): readonly TestCase[] {
  return testStatements(tree).flatMap(({ test }) => test ?? []);
}

/** Tells tests of a file apart. */
export function caseKey({ groups, title }: Pick<TestCase, 'groups' | 'title'>): string {
  return JSON.stringify([groups, title]);
}

interface Reading {
  readonly tree: SyntaxTree;
  readonly read: (node: SyntaxNode, groups: readonly string[], tree: SyntaxTree) => Read | undefined;
}

type Read =
  | { readonly is: 'group'; readonly title: string; readonly body: SyntaxNode }
  | { readonly is: 'test'; readonly test: TestCase };

function statementsIn(
  block: SyntaxNode,
  groups: readonly string[],
  reading: Reading,
): readonly TestStatement[] {
  return block.children.filter(isStatement).flatMap((node) => {
    const read = reading.read(node, groups, reading.tree);
    if (read?.is === 'group') return statementsIn(read.body, [...groups, read.title], reading);
    return [{ node, text: textAt(reading.tree, node), groups, test: read?.test }];
  });
}

/** Brackets and comments are none. */
function isStatement({ kind }: SyntaxNode): boolean {
  return /^[a-z]/.test(kind) && kind !== 'comment';
}

const testCall = /^(?:\w+\.)?(?:[fx]?(?:test|it|specify))\b/;
const groupCall = /^(?:\w+\.)?(?:[fx]?(?:describe|suite|context))\b/;

function scriptStatement(node: SyntaxNode, groups: readonly string[], tree: SyntaxTree): Read | undefined {
  const call = callIn(node);
  const [called, given] = [call && childIn(call, 'function'), call && childIn(call, 'arguments')];
  if (called === undefined || given === undefined) return undefined;
  const name = given.children.find(({ kind }) => /^(?:string|template_string)$/.test(kind));
  const run = given.children.findLast(({ kind }) => /^(?:arrow_function|function_expression)$/.test(kind));
  const body = run && childIn(run, 'body');
  if (name === undefined || body === undefined) return undefined;
  const [marks, title] = [textAt(tree, called), textAt(tree, name).slice(1, -1)];
  if (groupCall.test(marks)) return { is: 'group', title, body };
  return testCall.test(marks) ? { is: 'test', test: { title, groups, node, body, marks } } : undefined;
}

/** `test(…);`, `await test(…);`, `void test(…);`. */
function callIn(node: SyntaxNode): SyntaxNode | undefined {
  if (node.kind !== 'expression_statement') return undefined;
  const [first] = node.children;
  const inner =
    first !== undefined && /^(?:await|unary)_expression$/.test(first.kind) ? first.children : [first];
  return inner.find((child) => child?.kind === 'call_expression');
}

function pythonStatement(node: SyntaxNode, groups: readonly string[], tree: SyntaxTree): Read | undefined {
  const inner = node.kind === 'decorated_definition' ? childIn(node, 'definition') : node;
  const [name, body] = [inner && childIn(inner, 'name'), inner && childIn(inner, 'body')];
  if (inner === undefined || name === undefined || body === undefined) return undefined;
  const title = textAt(tree, name);
  if (inner.kind === 'class_definition') return { is: 'group', title, body };
  if (inner.kind !== 'function_definition' || !title.startsWith('test')) return undefined;
  const marks = tree.text.slice(node.start, inner.start);
  return { is: 'test', test: { title, groups, node, body, marks } };
}
