import { addedAnchor } from '../../core/added-lines.ts';
import type { Finding } from '../../core/finding.ts';
import { textAt } from '../../core/syntax-tree.ts';
import type { Covered } from './gain.ts';
import type { JudgedTest } from '../../core/generated-tests.ts';
import type { DropReason } from './drop-reason.ts';
import type { Defect } from './intent.ts';
import type { Kept } from './table.ts';
import type { Candidate } from './candidate.ts';
import type { Tried } from './tried.ts';
import type { WrittenTest } from './write.ts';

/** What became of one test. `told` is one that is shown and not committed. */
export type Judged =
  | { readonly is: 'kept'; readonly kept: Kept; readonly covered: Covered; readonly kills: readonly string[] }
  | { readonly is: 'told'; readonly test: JudgedTest; readonly candidate: Candidate }
  | { readonly is: 'dropped'; readonly because: DropReason; readonly say: string };

export function keptTest(
  written: WrittenTest,
  candidate: Candidate,
  { names, figures, kills, covered, ran }: Extract<Tried, { is: 'passed' }>,
): Judged {
  const { path } = candidate.target;
  const isKnown = figures.isMeasured || figures.mutants.seeded > 0;
  if (!isKnown) return told(written, candidate, { is: 'unverified', because: unknownWorth });
  const gives = [
    ...new Set([...figures.lines, ...ran].map((line) => `${path} ${line}`)),
    ...Array.from({ length: figures.branches }, (_, way) => `${path} ${candidate.test.title} way ${way}`),
    ...kills.map((id) => `${path} fault ${id}`),
    ...(figures.onBase === 'fails' ? [`${path} without the change`] : []),
  ];
  const test = judgedTest(written, candidate, { is: 'verified', figures });
  return { is: 'kept', kept: { test, candidate, answer: written.answer, names, gives }, covered, kills };
}

const unknownWorth =
  'It passes, but neither what it covers nor what faults it notices could be measured here.';

/** A test for which nothing could be run. */
export function unverifiedTest(written: WrittenTest, candidate: Candidate): Judged {
  return told(written, candidate, { is: 'unverified', because: 'It has not been run.' });
}

export function caughtTest(
  written: WrittenTest,
  candidate: Candidate,
  shown: { readonly tried: Extract<Tried, { is: 'failed' }>; readonly defect: Defect },
): Judged {
  const { message, command, onBase } = shown.tried;
  const finding = findingOf(candidate, shown.defect);
  const { stated } = shown.defect;
  return told(written, candidate, { is: 'catches', finding, command, message, onBase, stated });
}

function told(written: WrittenTest, candidate: Candidate, verdict: JudgedTest['verdict']): Judged {
  return { is: 'told', test: judgedTest(written, candidate, verdict), candidate };
}

function judgedTest(
  { checks }: WrittenTest,
  { target, path, test, tree }: Candidate,
  verdict: JudgedTest['verdict'],
): JudgedTest {
  return {
    name: [...test.groups, test.title].join(' > '),
    path,
    code: textAt(tree, test.node),
    checks,
    target: { path: target.path, symbol: target.symbol },
    verdict,
  };
}

/** On the first lines of the target that the change added. */
function findingOf({ target, test }: Candidate, { title, body, severity }: Defect): Finding {
  const anchor = addedAnchor(target.file, target.line, target.lastLine) ?? null;
  const lines = target.tree.text.split('\n');
  return {
    path: target.path,
    anchor,
    quote: anchor === null ? '' : lines.slice(anchor.start - 1, anchor.end).join('\n'),
    severity,
    category: 'bug',
    confidence: 0.9,
    title,
    body,
    suggestion: null,
    evidence: `The test "${test.title}" was run on the head and fails.`,
  };
}
