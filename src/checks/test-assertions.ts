import { remembered } from '../core/remembered.ts';
import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import { namesIn } from './names.ts';
import type { TestCase } from './test-cases.ts';
import { handedNames } from './test-parameters.ts';

/** Something that a test claims. */
export interface Assertion {
  readonly text: string;
  readonly line: number;
  /** What says how: `expect(a).not.toBe`, or the sign between both sides of Python's `assert`; empty where there is none. */
  readonly called: string;
  /** What is compared: the arguments of all calls, `a` of `expect(a)` first, and what they are called of: `a` of `a.should.equal(b)`. */
  readonly operands: readonly string[];
  /** Whether a fault in it goes unseen, in a `try` that catches it. */
  readonly isSwallowed: boolean;
}

/** What a test claims by itself, in the order of its lines. */
export function assertionsIn(tree: SyntaxTree, { body }: TestCase): readonly Assertion[] {
  return claimsBelow(body, false, termsFor(tree, new Map()));
}

/** The same, and what functions of the file claim for it: their operands stand before those of the call. */
export function claimsIn(tree: SyntaxTree, { body }: TestCase): readonly Assertion[] {
  return claimsBelow(body, false, termsFor(tree, helpersIn(tree)));
}

/** Nothing but fixed values, or the same on both sides. */
export function isAlwaysSo({ operands }: Assertion): boolean {
  const [first = '', second] = operands;
  if (operands.every(isFixed)) return true;
  return second !== undefined && plain(first) === plain(second);
}

function isFixed(text: string): boolean {
  const rest = text
    .replaceAll(/(["'`])(?:\\.|(?!\1)[^\\$])*\1/g, '')
    .replaceAll(/\b\d[\w.]*/g, '')
    .replaceAll(/\b\w*\s*:(?!:)/g, '');
  const words = rest.match(/[A-Za-z_$][\w$]*/g) ?? [];
  return words.every((word) =>
    /^(?:true|false|null|undefined|NaN|Infinity|True|False|None|not|is|in|and|or)$/.test(word),
  );
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

interface Terms {
  readonly tree: SyntaxTree;
  /** Names that were imported to assert with. */
  readonly names: ReadonlySet<string>;
  /** What the runner hands to tests: `t`. */
  readonly given: ReadonlySet<string>;
  /** What functions of the file claim, by their names. */
  readonly helpers: Helpers;
}

type Helpers = ReadonlyMap<string, readonly string[]>;

function termsFor(tree: SyntaxTree, helpers: Helpers): Terms {
  return { tree, names: assertingNames(tree), given: handedNames(tree), helpers };
}

/** A file has many tests, and its names are the same for all. */
const assertingNames = remembered((tree: SyntaxTree): ReadonlySet<string> => {
  const imports = namesIn(tree)?.imports ?? [];
  const own = imports.filter(({ from }) =>
    /(?:^|[:/])(?:assert|chai|should|expect|power-assert)\b/.test(from),
  );
  return new Set(own.map(({ local }) => local));
});

/** Functions whose bodies claim something, by themselves or by one another. */
const helpersIn = remembered((tree: SyntaxTree): Helpers => {
  const functions = [...nodesOf(tree.root)].flatMap((node) => functionAt(tree, node) ?? []);
  let helpers: Helpers = new Map();
  for (let round = 0; round < mostRounds; round += 1) {
    const known = helpers;
    const found = functions.flatMap(({ name, node }) => {
      const all = claimsBelow(node, false, termsFor(tree, known));
      const claims = all.filter((claim) => !claim.isSwallowed && !isAlwaysSo(claim));
      return claims.length === 0 ? [] : [[name, claims.flatMap(({ operands }) => operands)] as const];
    });
    helpers = new Map(found);
    if (helpers.size === known.size) break;
  }
  return helpers;
});

/** Helpers call helpers, but not through many hands. */
const mostRounds = 3;

function functionAt(tree: SyntaxTree, node: SyntaxNode) {
  const name = childIn(node, 'name');
  if (name === undefined || !/^(?:function_(?:declaration|definition)|variable_declarator)$/.test(node.kind))
    return undefined;
  const value = node.kind === 'variable_declarator' ? childIn(node, 'value') : node;
  const isFunction = value === node || /^(?:arrow_function|function_expression)$/.test(value?.kind ?? '');
  const called = textAt(tree, name);
  return value === undefined || !isFunction || called.startsWith('test')
    ? undefined
    : { name: called, node: value };
}

function claimsBelow(node: SyntaxNode, isSwallowed: boolean, terms: Terms): readonly Assertion[] {
  const own = claimAt(node, isSwallowed, terms);
  if (own !== undefined) return [own];
  return node.children.flatMap((child) => {
    const isCaught = node.kind === 'try_statement' && child.field === 'body' && catches(node);
    return claimsBelow(child, isSwallowed || isCaught, terms);
  });
}

/** What is thrown on in any case is not swallowed. */
function catches({ children }: SyntaxNode): boolean {
  return children.some((child) => {
    const body = childIn(child, 'body') ?? child.children.find(({ kind }) => kind === 'block');
    const isThrownOn = body?.children.some(({ kind }) => /^(?:throw|raise)_statement$/.test(kind));
    return /^(?:catch_clause|except_clause|except_group_clause)$/.test(child.kind) && isThrownOn !== true;
  });
}

function claimAt(node: SyntaxNode, isSwallowed: boolean, terms: Terms): Assertion | undefined {
  const { tree } = terms;
  const claim = { text: textAt(tree, node), line: node.line, isSwallowed, called: '' };
  if (node.kind === 'assert_statement')
    return { ...claim, called: comparisonIn(tree, node), operands: comparedIn(tree, node) };
  if (node.kind === 'with_statement' && expectsError.test(headOf(tree, node)))
    return { ...claim, operands: [claim.text] };
  const called = calledBy(node);
  if (called === undefined) return undefined;
  const name = textAt(tree, called);
  if (isAsserting(name, terms)) return { ...claim, called: name, operands: operandsOf(node, terms) };
  const helped = called.kind === 'identifier' ? terms.helpers.get(name) : undefined;
  return helped && { ...claim, called: name, operands: [...helped, ...operandsOf(node, terms).slice(1)] };
}

const expectsError = /\b(?:(?:pytest|self)\.\w*(?:raises|warns|deprecated_call|assert\w+)|raises)\b/i;

/** What stands before the colon. */
function headOf(tree: SyntaxTree, node: SyntaxNode): string {
  return tree.text.slice(node.start, childIn(node, 'body')?.start ?? node.end);
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
  if (claimsOfAnything.test(called)) return true;
  return given.has(root) && contextClaims.test(called);
}

/** `a.should.be.true`, `self.assertEqual`, `mock.assert_called`, `pytest.raises` with a function, `request(app).get('/').expect`. */
const claimsOfAnything = /\.should\b|^self\.assert\w+$|\.assert_\w+$|^pytest\.raises$|\.expect$/;

const contextClaims =
  /^\w+\.(?:assert\b.*|(?:(?:is|not|does|strict|deep|loose|not(?:Deep|Strict|Loose)|deepLoose)[A-Z]\w*)|is|not|equals?|same|like|has(?:Strict|Props?|OwnProps?|OwnPropsOnly)?|match(?:es|Strict|Only|OnlyStrict|Snapshot)?|snapshot|ok|notOk|true|false|truthy|falsy|throws|throwsAsync|(?:reject|resolve)s?(?:Match)?(?:Snapshot)?|regex|type|emits|error|ifErr(?:or)?|verifySteps)$/;

/** Of `expect(a).not.toBe(b)`: `a` and `b`; of `a.should.equal(b)`, too. */
function operandsOf(node: SyntaxNode, terms: Terms): readonly string[] {
  const { tree } = terms;
  const called = calledBy(node);
  if (called === undefined) return receiverOf(node, terms);
  const own = node.kind.startsWith('call') ? childIn(node, 'arguments') : undefined;
  const given = own?.children.filter(({ kind }) => /^[a-z]/.test(kind) && kind !== 'comment') ?? [];
  const object = partBefore(called);
  const before = object === undefined ? [] : operandsOf(object, terms);
  return [...before, ...given.map((child) => textAt(tree, child))];
}

/** What stands before the last dot. */
function partBefore(called: SyntaxNode): SyntaxNode | undefined {
  if (called.kind.startsWith('call')) return called;
  return called.kind === 'identifier' ? called : childIn(called, 'object');
}

/** What is asked itself, and not a library for it. */
function receiverOf(node: SyntaxNode, { tree, names, given }: Terms): readonly string[] {
  const text = textAt(tree, node).replace(/\.should$/, '');
  const isLibrary =
    names.has(text) || given.has(text) || /^(?:assert|expect|should|self|pytest|chai)$/.test(text);
  return isLibrary ? [] : [text];
}
