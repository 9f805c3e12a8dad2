import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import { type Assertion, assertionsIn } from './test-assertions.ts';
import type { TestCase } from './test-cases.ts';

/** What is wrong with what a test claims; undefined where at least one claim is about the code that is to be tested. */
export interface EmptyClaim {
  readonly reason: 'asserts nothing' | 'asserts what is always so' | 'asserts on a stand-in only';
  readonly say: string;
}

/** Whether a test claims something about what comes out of the code under test, whose names in this file are `subjects`. */
export function emptyClaim(
  tree: SyntaxTree,
  test: TestCase,
  subjects: ReadonlySet<string>,
): EmptyClaim | undefined {
  const claims = assertionsIn(tree, test).filter(({ isSwallowed }) => !isSwallowed);
  if (claims.length === 0)
    return { reason: 'asserts nothing', say: 'It claims nothing that could turn out wrong.' };
  const telling = claims.filter((claim) => !isAlwaysSo(claim));
  if (telling.length === 0)
    return {
      reason: 'asserts what is always so',
      say: `This is always so: ${claims[0]?.text.slice(0, 120)}`,
    };
  const about = derivedNames(tree, subjects, new Set(claims.map(({ text }) => text)));
  const standIns = standInNames(tree);
  const own = telling.filter(({ operands }) => operands.some((operand) => mentions(operand, about)));
  if (own.length === 0)
    return {
      reason: 'asserts nothing',
      say: `No claim is about what comes out of ${[...subjects].join(', ') || 'the code under test'}.`,
    };
  const real = own.filter(({ operands }) => !operands.some((operand) => isStandIn(operand, standIns)));
  if (real.length > 0) return undefined;
  return {
    reason: 'asserts on a stand-in only',
    say: 'All its claims are about stand-ins that the test made itself. Claim something about a result, too.',
  };
}

/** Nothing but fixed values, or the same on both sides. */
function isAlwaysSo({ operands }: Assertion): boolean {
  const [first = '', second] = operands;
  if (operands.every(isFixed)) return true;
  return second !== undefined && plain(first) === plain(second);
}

function isFixed(text: string): boolean {
  const rest = text.replaceAll(/(["'`])(?:\\.|(?!\1)[^\\$])*\1/g, '').replaceAll(/\b\w*\s*:(?!:)/g, '');
  const words = rest.match(/[A-Za-z_$][\w$]*/g) ?? [];
  return words.every((word) =>
    /^(?:true|false|null|undefined|NaN|Infinity|True|False|None|not|is|in|and|or|n|e\d*)$/.test(word),
  );
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

/** Rounds after which nothing new is found out in a test of any sense. */
const mostRounds = 10;

/**
 * The names that hold something which came out of the subjects: what was assigned from them, and whatever took part in a call with them.
 * Claims hand nothing on.
 */
function derivedNames(
  tree: SyntaxTree,
  subjects: ReadonlySet<string>,
  claims: ReadonlySet<string>,
): ReadonlySet<string> {
  const links = [...nodesOf(tree.root)].flatMap((node) => linksOf(tree, node, claims));
  let known = new Set(subjects);
  for (let round = 0; round < mostRounds; round += 1) {
    const more = links.filter(({ from }) => mentions(from, known)).flatMap(({ to }) => to);
    const next = new Set([...known, ...more]);
    if (next.size === known.size) break;
    known = next;
  }
  return known;
}

interface Link {
  readonly from: string;
  readonly to: readonly string[];
}

function linksOf(tree: SyntaxTree, node: SyntaxNode, claims: ReadonlySet<string>): readonly Link[] {
  return [assigned(tree, node), defined(tree, node), called(tree, node, claims)].flatMap(
    (link) => link ?? [],
  );
}

function assigned(tree: SyntaxTree, node: SyntaxNode): Link | undefined {
  const fields = assignments[node.kind];
  const [target, value] = [fields && childIn(node, fields[0]), fields && childIn(node, fields[1])];
  if (target === undefined || value === undefined) return undefined;
  return { from: textAt(tree, value), to: identifiersIn(tree, target) };
}

/** A helper that uses what it is asked about hands that on. */
function defined(tree: SyntaxTree, node: SyntaxNode): Link | undefined {
  if (!/^function_(?:declaration|definition)$/.test(node.kind)) return undefined;
  const name = childIn(node, 'name');
  if (name === undefined || textAt(tree, name).startsWith('test')) return undefined;
  return { from: textAt(tree, node), to: identifiersIn(tree, name) };
}

function called(tree: SyntaxTree, node: SyntaxNode, claims: ReadonlySet<string>): Link | undefined {
  if (!/^(?:call|call_expression|new_expression)$/.test(node.kind)) return undefined;
  const text = textAt(tree, node);
  if (claims.has(text) || holdsTest.test(text)) return undefined;
  const [given, name] = [childIn(node, 'arguments'), childIn(node, 'function')];
  const root = name === undefined ? [] : [firstLeaf(name)];
  const to = [...(given === undefined ? [] : [given]), ...root].flatMap((part) => plainNames(tree, part));
  return { from: text, to };
}

const holdsTest = /^(?:\w+\.)?(?:test|it|specify|describe|suite|context|expect|assert)\b/;

/** Kinds of nodes that give a name a value, and the fields of both. */
const assignments: Readonly<Record<string, readonly [name: string, value: string]>> = {
  variable_declarator: ['name', 'value'],
  assignment_expression: ['left', 'right'],
  assignment: ['left', 'right'],
  augmented_assignment: ['left', 'right'],
  named_expression: ['name', 'value'],
  for_in_statement: ['left', 'right'],
  for_statement: ['left', 'right'],
};

function firstLeaf(node: SyntaxNode): SyntaxNode {
  const [first] = node.children;
  return first === undefined ? node : firstLeaf(first);
}

function identifiersIn(tree: SyntaxTree, node: SyntaxNode): readonly string[] {
  return [...nodesOf(node)]
    .filter(({ kind }) => /^(?:identifier|shorthand_property_identifier_pattern)$/.test(kind))
    .map((each) => textAt(tree, each));
}

/** Names that a call takes or changes; what belongs to the language or the runner is not handed on. */
function plainNames(tree: SyntaxTree, node: SyntaxNode): readonly string[] {
  const known = common[tree.language === 'python' ? 'python' : 'script'];
  return identifiersIn(tree, node).filter((name) => !known.has(name));
}

const common: Readonly<Record<'script' | 'python', ReadonlySet<string>>> = {
  script: new Set(
    'assert expect test it describe t vi jest mock console JSON Object Array String Number Math Promise Date'.split(
      ' ',
    ),
  ),
  python: new Set('self pytest mock print len list str int dict set tuple sorted isinstance'.split(' ')),
};

function mentions(text: string, names: ReadonlySet<string>): boolean {
  return (text.match(/[A-Za-z_$][\w$]*/g) ?? []).some((word) => names.has(word));
}

/** Names of what was made to be called in the place of something else. */
function standInNames(tree: SyntaxTree): ReadonlySet<string> {
  const made =
    /\b(\w+)\s*=\s*(?:vi\.fn|jest\.fn|(?:\w+\.)?mock\.fn|sinon\.(?:stub|spy|fake)|(?:mock\.)?(?:Magic|Async)?Mock)\(/g;
  return new Set(Array.from(tree.text.matchAll(made), ([, name = '']) => name));
}

function isStandIn(operand: string, names: ReadonlySet<string>): boolean {
  const root = /^\s*([\w$]+)/.exec(operand)?.[1] ?? '';
  return names.has(root);
}
