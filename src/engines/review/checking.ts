import { type BudgetReason, userFailure } from '../../core/failure.ts';
import type { Finding } from '../../core/finding.ts';
import { pooled } from '../../core/pool.ts';
import { saySame } from '../../core/same-defect.ts';
import { clustered } from './cluster.ts';
import { checkLimits, type Effort } from './effort.ts';
import { type Lab, openExperiments } from './experiment.ts';
import { atOnce, type ReviewParts } from './parts.ts';
import { limitOrThrow } from './reading.ts';
import type { DropReason } from './verdict.ts';
import { type Checked, type CheckTerms, verify } from './verify.ts';

/** A finding that somebody has to look into, with the text it was made about. */
export interface Suspect {
  readonly finding: Finding;
  readonly text: string;
}

export interface CheckingTerms extends Omit<CheckTerms, 'limits' | 'tools'> {
  readonly effort: Effort;
  /** How many checks may be made. */
  readonly allowed: number;
}

export interface Checking {
  readonly holding: readonly Finding[];
  readonly dropped: readonly DropReason[];
  readonly limit: BudgetReason | null;
}

/** How many claims are checked at most: the likeliest, since each costs as much as a reading. */
const mostChecks = { quick: 6, standard: 12, thorough: 30 } as const;

/** Has each suspect checked by itself; what reads alike after that is told once. */
export async function checkAll(
  suspects: readonly Suspect[],
  terms: CheckingTerms,
  parts: ReviewParts,
): Promise<Checking> {
  await using experiments = await openExperiments(labFor(terms, suspects, parts), parts.steps.signal);
  const { tools } = experiments;
  const due = suspects.slice(0, Math.max(0, Math.min(mostChecks[terms.effort], terms.allowed)));
  const worked = await pooled(
    due,
    atOnce,
    countingOff(due.length, parts, (suspect, index) => {
      const limits = checkLimits[terms.effort];
      return verify({ ...suspect, number: index + 1 }, { ...terms, limits, tools }, parts);
    }),
  );
  const checked = worked.flatMap((each) => (each.is === 'done' ? [each.result] : []));
  const limit = limitOrThrow(worked, true) ?? limitIn(checked);
  demandVerdicts(checked);
  const holding = checked.flatMap((each) => (each.is === 'holds' ? [{ finding: each.finding }] : []));
  const told = clustered(holding, saySame).map(({ suspected }) => suspected.finding);
  const fallen = checked.flatMap((each) => (each.is === 'falls' ? [each.because] : []));
  const known = holding.length + fallen.length;
  return {
    holding: told,
    dropped: [
      ...fallen,
      ...repeatedly('not checked', suspects.length - known),
      ...repeatedly('repeated', holding.length - told.length),
    ],
    limit,
  };
}

/** A quick look runs nothing. */
function labFor({ effort }: CheckingTerms, suspects: readonly Suspect[], { lab }: ReviewParts): Lab | null {
  return effort === 'quick' || suspects.length === 0 ? null : lab;
}

function countingOff(
  of: number,
  { steps }: ReviewParts,
  work: (suspect: Suspect, index: number) => Promise<Checked>,
): (suspect: Suspect, index: number) => Promise<Checked> {
  let done = 0;
  return async (suspect, index) => {
    steps.signal.throwIfAborted();
    if (index === 0) await steps.progress('checking', 0, of);
    const checked = await work(suspect, index);
    done += 1;
    await steps.progress('checking', done, of);
    return checked;
  };
}

function repeatedly(because: DropReason, count: number): readonly DropReason[] {
  return Array.from({ length: count }, () => because);
}

function limitIn(checked: readonly Checked[]): BudgetReason | null {
  const limits = checked.flatMap((each) =>
    each.is === 'open' && each.because.is === 'limit' ? [each.because.reason] : [],
  );
  return limits[0] ?? null;
}

/** A model that gave no verdict at all is not set up as it must be: that is said, rather than that nothing was found. */
function demandVerdicts(checked: readonly Checked[]): void {
  const faults = checked.flatMap((each) =>
    each.is === 'open' && each.because.is === 'model' ? [each.because.reason] : [],
  );
  const [fault] = faults;
  if (fault !== undefined && faults.length === checked.length) throw userFailure(fault);
}
