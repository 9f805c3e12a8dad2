import type { SyntaxTree } from '../core/syntax-tree.ts';
import { claimsIn, isAlwaysSo } from './test-assertions.ts';
import type { TestCase } from './test-cases.ts';
import { derivedNames, mentions } from './test-derived.ts';

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
  const claims = claimsIn(tree, test).filter(({ isSwallowed }) => !isSwallowed);
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
