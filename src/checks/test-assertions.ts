import { remembered } from '../core/remembered.ts';
import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import { namesIn } from './names.ts';
import type { TestCase } from './test-cases.ts';

/** Something that a test claims. */
export interface Assertion {
  readonly text: string;
  readonly line: number;
  /** What says how: `expect(a).not.toBe`, or the sign between both sides of Python's `assert`; empty where there is none. */
  readonly called: string;
  /** What is compared: the arguments of the call, and of `expect` before it. */
  readonly operands: readonly string[];
  /** Whether a fault in it goes unseen, in a `try` that catches it. */
  readonly isSwallowed: boolean;
}

/** What a test claims, in the order of its lines. */
export function assertionsIn(tree: SyntaxTree, test: TestCase): readonly Assertion[] {
  const terms = { tree, names: assertingNames(tree), given: givenNames(tree, test) };
  return claimsBelow(test.body, false, terms);
}

interface Terms {
  readonly tree: SyntaxTree;
  /** Names that were imported to assert with. */
  readonly names: ReadonlySet<string>;
  /** What the runner hands to the test, and to tests inside of it: `t`. */
  readonly given: ReadonlySet<string>;
}

/** A file has many tests, and its names are the same for all. */
const assertingNames = remembered((tree: SyntaxTree): ReadonlySet<string> => {
  const imports = namesIn(tree)?.imports ?? [];
  const own = imports.filter(({ from }) =>
    /(?:^|[:/])(?:assert|chai|should|expect|power-assert)\b/.test(from),
  );
  return new Set(own.map(({ local }) => local));
});

function givenNames(tree: SyntaxTree, { node }: TestCase): ReadonlySet<string> {
  const text = textAt(tree, node);
  const [, name = ''] = /(?:\(|async |,\s*)\(?\s*(\w+)\s*\)?\s*=>|function\s*\w*\(\s*(\w+)/.exec(text) ?? [];
  const inner = Array.from(text.matchAll(innerTest), ([, , handed = '']) => handed);
  return new Set([name, ...inner]);
}

const innerTest =
  /\b(?:test|it)\(\s*(['"`])(?:\\.|(?!\1)[^\\])*\1\s*,\s*(?:\{[^{}]*\}\s*,\s*)?(?:async\s+)?(?:function\s*\w*\s*)?\(?\s*(\w+)/g;

function claimsBelow(node: SyntaxNode, isSwallowed: boolean, terms: Terms): readonly Assertion[] {
  const own = claimAt(node, isSwallowed, terms);
  if (own !== undefined) return [own];
  return node.children.flatMap((child) => {
    const isCaught = node.kind === 'try_statement' && child.field === 'body' && catches(node);
    return claimsBelow(child, isSwallowed || isCaught, terms);
  });
}

function catches({ children }: SyntaxNode): boolean {
  return children.some(({ kind }) => /^(?:catch_clause|except_clause|except_group_clause)$/.test(kind));
}

function claimAt(node: SyntaxNode, isSwallowed: boolean, terms: Terms): Assertion | undefined {
  const { tree } = terms;
  const claim = { text: textAt(tree, node), line: node.line, isSwallowed, called: '' };
  if (node.kind === 'assert_statement')
    return { ...claim, called: comparisonIn(tree, node), operands: comparedIn(tree, node) };
  if (
    node.kind === 'with_statement' &&
    /^with\s+(?:pytest|self)\.\w*(?:raises|warns|assert\w+)/i.test(claim.text)
  )
    return { ...claim, operands: [claim.text] };
  const called = calledBy(node);
  if (called === undefined || !isAsserting(textAt(tree, called), terms)) return undefined;
  const made = called === node ? [...nodesOf(node)].find(({ kind }) => kind === 'call_expression') : node;
  return made && { ...claim, called: textAt(tree, called), operands: operandsOf(tree, made) };
}

/** Of `expect(a).to.be.true`, which calls nothing at its end, all of it. */
function calledBy(node: SyntaxNode): SyntaxNode | undefined {
  if (/^call(?:_expression)?$/.test(node.kind)) return childIn(node, 'function');
  const [first] = node.children;
  const isChain = node.kind === 'member_expression' && /^(?:call|member)_expression$/.test(first?.kind ?? '');
  return isChain ? node : undefined;
}

/** The sign between both sides. */
function comparisonIn(tree: SyntaxTree, { children }: SyntaxNode): string {
  const [, claimed] = children;
  if (claimed?.kind !== 'comparison_operator') return '';
  return claimed.children
    .filter(({ field }) => field === 'operators')
    .map((child) => textAt(tree, child))
    .join(' ');
}

/** `a == b` of `assert a == b`: both sides. Anything else is one. */
function comparedIn(tree: SyntaxTree, { children }: SyntaxNode): readonly string[] {
  const [, claimed] = children;
  if (claimed === undefined) return [];
  if (claimed.kind !== 'comparison_operator') return [textAt(tree, claimed)];
  return claimed.children.filter(({ field }) => field !== 'operators').map((child) => textAt(tree, child));
}

function isAsserting(called: string, { names, given }: Terms): boolean {
  const root = /^\w+/.exec(called)?.[0] ?? '';
  if (names.has(root) || /^(?:assert|expect|should)[A-Z_]?\w*$/.test(root)) return true;
  if (/\.should\b|^self\.assert\w+$|\.assert_\w+$/.test(called)) return true;
  return given.has(root) && root !== '' && contextClaims.test(called);
}

const contextClaims =
  /^\w+\.(?:assert\b.*|is|not|equal|equals|same|deepEqual|like|strictSame|has|match|matches|notMatch|ok|notOk|true|false|truthy|falsy|throws|throwsAsync|notThrows|rejects|resolves|resolveMatch|regex|type|strictEqual|notEqual)$/;

/** Of `expect(a).not.toBe(b)`: `a` and `b`. */
function operandsOf(tree: SyntaxTree, call: SyntaxNode): readonly string[] {
  const [called, given] = [childIn(call, 'function'), childIn(call, 'arguments')];
  const inner =
    called === undefined ? [] : [...nodesOf(called)].filter(({ kind }) => kind === 'call_expression');
  const before = inner.flatMap((each) => operandsOf(tree, each));
  const own = given?.children.filter(({ kind }) => /^[a-z]/.test(kind) && kind !== 'comment') ?? [];
  return [...before, ...own.map((child) => textAt(tree, child))];
}
