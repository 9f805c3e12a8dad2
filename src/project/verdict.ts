import type { SandboxEnding } from '../ports/sandbox.ts';
import { endingText } from './ending.ts';
import type { TestResult } from './test-result.ts';

export type Verdict =
  /** Every test that ran passed, at least one did, and the exit code agrees. */
  | { readonly is: 'passed' }
  /** Some failed, and the exit code agrees. */
  | { readonly is: 'failed' }
  /** The report and the exit code say different things: neither is believed. */
  | { readonly is: 'disagreement'; readonly because: string }
  /** What was asked for is not among the results, or nothing of it ran. */
  | { readonly is: 'no-tests'; readonly because: string }
  | { readonly is: 'no-report'; readonly because: string }
  /** It did not come to its own end. */
  | { readonly is: 'stopped'; readonly ended: SandboxEnding; readonly because: string };

/** What a run comes to: from how it ended, all that was reported, and those of it that were asked for. */
export function verdictOf(
  ended: SandboxEnding,
  all: readonly TestResult[],
  wanted: readonly TestResult[],
): Verdict {
  if (ended.is !== 'exited') return { is: 'stopped', ended, because: `The run ${endingText(ended)}.` };
  const failed = all.filter(({ outcome }) => outcome === 'failed').length;
  if (ended.exitCode === 0 && failed > 0)
    return disagreement(`The report has ${failed} failed tests, but the runner ended as if all had passed.`);
  if (all.length === 0)
    return { is: 'no-tests', because: `The runner found no tests (exit code ${ended.exitCode}).` };
  if (ended.exitCode !== 0 && failed === 0)
    return disagreement(`No test failed, but the runner ended with exit code ${ended.exitCode}.`);
  return ofWanted(wanted);
}

function disagreement(because: string): Verdict {
  return { is: 'disagreement', because };
}

function ofWanted(wanted: readonly TestResult[]): Verdict {
  if (wanted.some(({ outcome }) => outcome === 'failed')) return { is: 'failed' };
  if (wanted.some(({ outcome }) => outcome === 'passed')) return { is: 'passed' };
  return {
    is: 'no-tests',
    because:
      wanted.length === 0 ? 'None of the tests asked for was run.' : 'All tests asked for were left out.',
  };
}
