import type { SyntaxTree } from '../core/syntax-tree.ts';
import { namesIn } from './names.ts';
import { caseKey, type TestCase, type TestStatement, testStatements } from './test-cases.ts';

/** What an edit did to a test file: the one test that it added, or what it did beside, as a sentence. */
export type Addition =
  | { readonly is: 'test'; readonly test: TestCase; readonly added: readonly TestStatement[] }
  | {
      readonly is: 'other';
      readonly reason: 'changes what was there' | 'is not one test';
      readonly say: string;
    };

/**
 * Whether a test file only gained one test and what that test stands on: imports, data, functions of its own. Whatever was there must
 * stand as it did, and nothing may be added that would run around the tests that were there. `before` is undefined for a new file.
 */
export function additionTo(before: SyntaxTree | undefined, after: SyntaxTree): Addition {
  const old = before === undefined ? [] : testStatements(before);
  const now = testStatements(after);
  const lost = without(
    old.filter((each) => !isImport(each)),
    now,
  )[0];
  if (lost !== undefined) return changed(`It changes or removes this, which was there: ${firstLine(lost)}`);
  const forgotten = before && lostImport(before, after);
  if (forgotten !== undefined) return changed(`It no longer imports ${forgotten}, which was there.`);
  const added = without(now, old);
  const around = before === undefined ? undefined : added.find(runsAround);
  if (around !== undefined)
    return changed(`It adds something that runs around the tests that were there: ${firstLine(around)}`);
  const tests = added.flatMap(({ test }) => test ?? []);
  const [test, ...more] = tests;
  if (test === undefined) return notOne('It adds no test.');
  if (more.length > 0) return notOne(`It adds ${tests.length} tests: write one at a time.`);
  if (old.some((each) => each.test !== undefined && caseKey(each.test) === caseKey(test)))
    return notOne(`There is a test of the name "${test.title}" already.`);
  return { is: 'test', test, added };
}

function changed(say: string): Addition {
  return { is: 'other', reason: 'changes what was there', say };
}

function notOne(say: string): Addition {
  return { is: 'other', reason: 'is not one test', say };
}

/** Those that others do not hold, each of which stands for one. */
function without(
  statements: readonly TestStatement[],
  others: readonly TestStatement[],
): readonly TestStatement[] {
  const left = others.map(keyOf);
  return statements.filter((each) => {
    const at = left.indexOf(keyOf(each));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function keyOf({ groups, text }: TestStatement): string {
  return JSON.stringify([groups, text]);
}

function isImport({ node }: TestStatement): boolean {
  return /^(?:import|import_from|future_import)_statement$/.test(node.kind);
}

/** Imports may be put in another order or joined, as long as every name is still brought in. */
function lostImport(before: SyntaxTree, after: SyntaxTree): string | undefined {
  const now = new Set(namesIn(after)?.imports.map(({ name, local, from }) => `${name} ${local} ${from}`));
  const lost = namesIn(before)?.imports.find(({ name, local, from }) => !now.has(`${name} ${local} ${from}`));
  return lost?.local;
}

/** Hooks, mocks of modules, marks for the whole file, and any other call at the outermost level of a group. */
function runsAround({ node, text, test }: TestStatement): boolean {
  if (test !== undefined) return false;
  if (
    /\b(?:autouse\s*=|pytestmark\b|set[Uu]p\b|tear[Dd]own\b|set_?[Uu]p_?\w*\(|tear_?[Dd]own_?\w*\()/.test(
      text,
    )
  )
    return true;
  return node.kind === 'expression_statement' && !/^(?:"|'|`|r?""")/.test(text);
}

function firstLine({ text }: TestStatement): string {
  return text.split('\n')[0]?.slice(0, 120) ?? '';
}
