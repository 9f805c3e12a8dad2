import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import { namesIn } from './names.ts';
import type { TestCase } from './test-cases.ts';

/** Something that a test claims. */
export interface Assertion {
  readonly text: string;
  readonly line: number;
  /** What is compared: the arguments of the call, and of `expect` before it. */
  readonly operands: readonly string[];
  /** Whether a fault in it goes unseen, in a `try` that catches it. */
  readonly isSwallowed: boolean;
}

/** What a test claims, in the order of its lines. */
export function assertionsIn(tree: SyntaxTree, test: TestCase): readonly Assertion[] {
  const terms = { tree, names: assertingNames(tree), given: givenName(tree, test) };
  return claimsBelow(test.body, false, terms);
}

interface Terms {
  readonly tree: SyntaxTree;
  /** Names that were imported to assert with. */
  readonly names: ReadonlySet<string>;
  /** What the runner hands to the test: `t`. */
  readonly given: string;
}

function assertingNames(tree: SyntaxTree): ReadonlySet<string> {
  const imports = namesIn(tree)?.imports ?? [];
  const own = imports.filter(({ from }) =>
    /(?:^|[:/])(?:assert|chai|should|expect|power-assert)\b/.test(from),
  );
  return new Set(own.map(({ local }) => local));
}

function givenName(tree: SyntaxTree, { node }: TestCase): string {
  const [, name = ''] =
    /(?:\(|async |,\s*)\(?\s*(\w+)\s*\)?\s*=>|function\s*\w*\(\s*(\w+)/.exec(textAt(tree, node)) ?? [];
  return name;
}

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
  const claim = { text: textAt(tree, node), line: node.line, isSwallowed };
  if (node.kind === 'assert_statement') return { ...claim, operands: comparedIn(tree, node) };
  if (
    node.kind === 'with_statement' &&
    /^with\s+(?:pytest|self)\.\w*(?:raises|warns|assert\w+)/i.test(claim.text)
  )
    return { ...claim, operands: [claim.text] };
  if (!/^call(?:_expression)?$/.test(node.kind)) return undefined;
  const called = childIn(node, 'function');
  if (called === undefined || !isAsserting(textAt(tree, called), terms)) return undefined;
  return { ...claim, operands: operandsOf(tree, node) };
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
  return root !== '' && root === given && contextClaims.test(called);
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
