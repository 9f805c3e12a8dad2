import type { SyntaxTree } from '../core/syntax-tree.ts';
import { textAt } from '../core/syntax-tree.ts';
import { isLeftOut } from './change-left-out.ts';
import type { ChangedFile } from './changed-file.ts';
import { type Assertion, assertionsIn } from './test-assertions.ts';
import { caseKey, type TestCase, testStatements } from './test-cases.ts';

/** A test with what it claims, or all that a test file claims outside of tests: its helpers do. */
export interface TestUnit {
  readonly path: string;
  /** Empty outside of tests. */
  readonly title: string;
  readonly key: string;
  readonly text: string;
  readonly line: number;
  readonly claims: readonly Assertion[];
  /** Whether it counts for nothing, by a mark of its own. */
  readonly isLeftOut: boolean;
  /** The first claim that is never come to, since the test returns before. */
  readonly unreached: Assertion | undefined;
}

/** What became of a unit; undefined where it is gone. */
export interface UnitPair {
  readonly before: TestUnit;
  readonly after: TestUnit | undefined;
}

/** The units of test files as they were, each with what it became: found by file and title, by title, by text, by what it claims. */
export function pairedUnits(files: readonly ChangedFile[]): {
  readonly pairs: readonly UnitPair[];
  readonly added: readonly TestUnit[];
} {
  const before = files.flatMap((file) => unitsIn(file.path, file.trees.before));
  const left = new Set(files.flatMap((file) => unitsIn(file.path, file.trees.after)));
  const found = new Map<TestUnit, TestUnit>();
  for (const isSame of likenesses)
    for (const unit of before.filter((each) => !found.has(each))) {
      const same = left.values().find((other) => isSame(unit, other));
      if (same === undefined) continue;
      found.set(unit, same);
      left.delete(same);
    }
  return { pairs: before.map((unit) => ({ before: unit, after: found.get(unit) })), added: [...left] };
}

/** From the surest to the least sure; tests become tests, and helpers helpers. */
const likenesses: readonly ((one: TestUnit, other: TestUnit) => boolean)[] = [
  (one, other) => one.path === other.path && one.key === other.key && one.text === other.text,
  (one, other) => one.path === other.path && one.key === other.key,
  (one, other) => one.title !== '' && one.key === other.key,
  (one, other) => one.title !== '' && one.title === other.title,
  (one, other) => isTest(one) === isTest(other) && one.text === other.text,
  (one, other) => isTest(one) === isTest(other) && areAlike(one, other),
];

function isTest({ title }: TestUnit): boolean {
  return title !== '';
}

/** At least half of what was claimed is claimed again. */
function areAlike(one: TestUnit, other: TestUnit): boolean {
  const again = new Set(other.claims.map(({ text }) => text));
  const kept = one.claims.filter(({ text }) => again.has(text));
  return kept.length > 0 && kept.length * 2 >= one.claims.length;
}

function unitsIn(path: string, tree: SyntaxTree | undefined): readonly TestUnit[] {
  if (tree === undefined) return [];
  const statements = testStatements(tree);
  const tests = statements.flatMap(({ test }) => (test === undefined ? [] : [unitOf(path, tree, test)]));
  const claims = statements.flatMap(({ node, groups, test }) =>
    test === undefined ? assertionsIn(tree, { title: '', groups, node, body: node, marks: '' }) : [],
  );
  if (claims.length === 0) return tests;
  const text = claims.map((claim) => claim.text).join('\n');
  return [
    ...tests,
    { path, title: '', key: '', text, line: 1, claims, isLeftOut: false, unreached: undefined },
  ];
}

function unitOf(path: string, tree: SyntaxTree, test: TestCase): TestUnit {
  const claims = assertionsIn(tree, test);
  const ends = test.body.children.find(({ kind, children }, at) => {
    const isLast = at >= test.body.children.length - 2;
    return !isLast && kind === 'return_statement' && children.length <= 2;
  });
  return {
    path,
    title: test.title,
    key: caseKey(test),
    text: textAt(tree, test.body).replaceAll(/\s+/g, ' '),
    line: test.node.line,
    claims,
    isLeftOut: isLeftOut(`${test.marks}(`),
    unreached: ends && claims.find(({ line }) => line > ends.lastLine),
  };
}
