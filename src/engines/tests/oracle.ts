import { assertionsIn } from '../../checks/test-assertions.ts';
import { textAt } from '../../core/syntax-tree.ts';
import type { DropReason } from './drop-reason.ts';
import { defectShown, isStated, oracleOf, upholdsFinding } from './intent.ts';
import type { Table } from './table.ts';
import type { Candidate } from './candidate.ts';
import type { Tried } from './tried.ts';
import type { Claim } from './testimony.ts';
import { caughtTest, type Judged } from './verdict.ts';
import type { WrittenTest } from './write.ts';

/** A test that fails on the head every time. */
export interface Disputed {
  readonly is: 'disputed';
  readonly written: WrittenTest;
  readonly candidate: Candidate;
  readonly tried: Extract<Tried, { is: 'failed' }>;
  readonly because: 'fails';
  readonly say: string;
}

export type Unsettled = Extract<Judged, { is: 'dropped' }> | Disputed;

interface Passing {
  readonly written: WrittenTest;
  readonly tried: Extract<Tried, { is: 'passed' }>;
  /** What it was written as at first, where that failed. */
  readonly disputed: Disputed | undefined;
}

/** A test that passes may still expect what the code does only because the code does it. */
export async function wrongOracle(
  candidate: Candidate,
  { written, tried, disputed }: Passing,
  { request, parts }: Table,
): Promise<Judged | undefined> {
  const claim = claimOf(candidate, written);
  if (disputed !== undefined && isRewritten(disputed, candidate)) {
    const isFair = await isStated({ claim, was: codeOf(disputed.candidate) }, request, parts);
    if (!isFair) return dropped('takes its result from the code alone');
  }
  const { result, because } = await oracleOf(claim, request, parts);
  if (result === 'contradicts') return dropped('expects something else than people asked for', because);
  if (result === 'unsaid' && tried.figures.onBase !== 'passes')
    return dropped('takes its result from the code alone', because);
  const isWrong = await upholdsFinding(claim, request, parts);
  return isWrong ? dropped('asserts what an open finding calls wrong') : undefined;
}

/** A test that was never taken, but failed as it stood at first, may have shown a defect. */
export async function settled(
  last: Unsettled,
  disputed: Disputed | undefined,
  table: Table,
): Promise<Judged> {
  if (disputed === undefined) return last.is === 'dropped' ? last : dropped('did not run');
  const { candidate, tried, written } = disputed;
  const dispute = {
    claim: claimOf(candidate, written),
    message: tried.message,
    onBase: tried.onBase,
  };
  const defect = await defectShown(dispute, table.request, table.parts);
  if (defect !== undefined) return caughtTest(written, candidate, { tried, defect });
  return last.is === 'dropped' ? last : dropped('fails, and nothing says that it should pass');
}

function isRewritten(disputed: Disputed, candidate: Candidate): boolean {
  return !isSlip(disputed) && claimsOf(disputed.candidate) !== claimsOf(candidate);
}

/** A test that failed by a slip of its own, before the code had a say, may be written anew. */
function isSlip({ tried: { message }, candidate }: Disputed): boolean {
  const slip = /^\W*(?:\w+\.)*(?:ReferenceError|SyntaxError|NameError|ImportError|ModuleNotFoundError)\b/;
  return slip.test(message) && !message.includes(candidate.target.path);
}

function dropped(because: DropReason, say = ''): Judged {
  return { is: 'dropped', because, say };
}

function claimOf(candidate: Candidate, { checks, expected }: WrittenTest): Claim {
  return { target: candidate.target, code: codeOf(candidate), checks, expected };
}

function codeOf({ tree, test }: Candidate): string {
  return textAt(tree, test.node);
}

function claimsOf({ tree, test }: Candidate): string {
  return assertionsIn(tree, test)
    .map(({ text }) => text.replaceAll(/\s+/g, ' '))
    .join('\n');
}
