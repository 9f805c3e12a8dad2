import { acceptsScript } from '../../src/adapters/oxc/accepts.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { type LocalRange, openRange } from '../../src/cli/range.ts';
import { inputOf } from '../../src/commands/review/input.ts';
import { noLeeway, readRepositoryConfig } from '../../src/config/repository.ts';
import { Failure } from '../../src/core/failure.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Account } from '../../src/core/review.ts';
import type { ReviewParts } from '../../src/engines/review/parts.ts';
import { planReview, review, type ReviewInput } from '../../src/engines/review/review.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { failureSentence } from '../../src/text/failures.ts';
import { git } from './git.ts';
import type { Change } from './review-cases.ts';
import { type Answers, newTally, type Tally, tallied } from './review-model.ts';
import { plainReview } from './review-plain.ts';

/** What one way of reviewing told of a change, and what it took. */
export interface Told extends Readonly<Tally> {
  readonly findings: readonly Finding[];
  /** Why there is no review; null where there is one. */
  readonly fault: string | null;
}

/** A change reviewed by our engine and, beside it, by one plain prompt. */
export interface Reviewed {
  readonly ours: Told & {
    readonly units: number;
    readonly account: Account;
    readonly notLookedAt: readonly { readonly path: string; readonly reason: string }[];
  };
  /** Null where it was not asked for. */
  readonly plain: Told | null;
}

export interface Asking {
  readonly answers: Answers;
  readonly withPlain: boolean;
  readonly maxPrompts: number;
}

const syntax = openSyntax({ clock: { now: () => Date.now() }, accepts: acceptsScript });

/** Throws where the commits of the change cannot be had. */
export async function reviewChange(change: Change, asking: Asking): Promise<Reviewed> {
  await using range = await openRange(change, syntax);
  const [ours, plain] = await Promise.all([
    byEngine(range, asking),
    asking.withPlain ? byOnePrompt(change, range, asking) : null,
  ]);
  return { ours, plain };
}

async function byEngine(range: LocalRange, { answers, maxPrompts }: Asking): Promise<Reviewed['ours']> {
  const tally = newTally();
  const model = tallied(answers, tally);
  const workspace = await range.head();
  const input = await inputFor(range, workspace, maxPrompts);
  const { signal } = new AbortController();
  const plan = await planReview(input, workspace, { count: (text) => model.count(text), signal });
  const units = new Set(plan.readings.map(({ unit }) => unit)).size;
  try {
    const { inline, elsewhere, account, notLookedAt } = await review(input, partsFor(model, workspace));
    return { ...tally, findings: [...inline, ...elsewhere], units, account, notLookedAt, fault: null };
  } catch (error) {
    const account = { candidates: 0, dropped: [] };
    return { ...tally, findings: [], units, account, notLookedAt: plan.left, fault: faultOf(error, tally) };
  }
}

/** In words; what is no Failure is a bug, and thrown on. */
function faultOf(error: unknown, { stale }: Tally): string {
  if (!(error instanceof Failure)) throw error;
  return stale.length > 0 ? 'its questions are stale' : failureSentence(error.why);
}

/** As the command line makes it of a range: nothing is remembered, and no analyzer has looked. */
export async function inputFor(
  range: LocalRange,
  workspace: Workspace,
  maxPrompts: number,
): Promise<ReviewInput> {
  const { config } = readRepositoryConfig(range.config, noLeeway);
  async function readBase(path: string): Promise<string | undefined> {
    const read = await (await range.base()).text(path);
    return read.is === 'text' ? read.text : undefined;
  }
  return inputOf(
    { ...range, workspace, readBase },
    { config, lessons: [], maxPrompts },
    { news: range.diff, isFollowUp: false, told: [], fingerprints: new Set(), analyzed: [] },
  );
}

/** The clock stands still: whoever answers by hand is slow, and how long a check may take is not what is measured. */
export function partsFor(model: Model, workspace: Workspace): ReviewParts {
  return {
    models: { fast: model, strong: model },
    workspace,
    clock: { now: () => 0 },
    transcript: { redact: (text) => text, record: () => Promise.resolve() },
    syntax,
    lab: null,
    steps: {
      signal: new AbortController().signal,
      once: (_name, _inputs, _schema, work) => work(),
      progress: () => Promise.resolve(),
    },
  };
}

async function byOnePrompt(change: Change, range: LocalRange, { answers }: Asking): Promise<Told> {
  const tally = newTally();
  const model = tallied(answers, tally);
  const diffText = await git(change.repo, ['diff', '-M', `${change.base}...${change.head}`]);
  try {
    const findings = await plainReview({ ...range, diffText }, model);
    const fault = findings === undefined ? 'the diff does not fit into one prompt' : null;
    return { ...tally, findings: findings ?? [], fault };
  } catch (error) {
    return { ...tally, findings: [], fault: faultOf(error, tally) };
  }
}
