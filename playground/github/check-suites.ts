import type { AppProfile, GitHub } from './github.ts';
import type { CheckMaker, CheckRun, CheckStatus, CheckSuite } from './check-state.ts';
import { nextId, type Repository, type State } from './state.ts';

export interface SuiteHead {
  readonly maker: CheckMaker;
  readonly workflow?: string | null;
  readonly sha: string;
  readonly branch: string | null;
}

/** A maker's suite on a commit, made when there is none yet. */
export function suiteFor(state: State, repository: Repository, head: SuiteHead, now: number) {
  const known = [...state.checkSuites.values()].find(
    (one) =>
      one.repositoryId === repository.id &&
      one.headSha === head.sha &&
      one.maker === head.maker &&
      one.workflow === (head.workflow ?? null),
  );
  if (known) return known;
  const suite: CheckSuite = {
    id: nextId(state, 'checkSuite'),
    maker: head.maker,
    workflow: head.workflow ?? null,
    repositoryId: repository.id,
    headSha: head.sha,
    headBranch: head.branch,
    createdAt: now,
    updatedAt: now,
  };
  state.checkSuites.set(suite.id, suite);
  return suite;
}

/** The App that fills a suite. */
export function makerOf(github: GitHub, suite: CheckSuite): AppProfile {
  return github[suite.maker];
}

/** The suite a check run belongs to. */
export function suiteOf(state: State, run: CheckRun): CheckSuite {
  const suite = state.checkSuites.get(run.suiteId);
  if (!suite) throw new Error(`check run ${run.id} has no suite`);
  return suite;
}

export function runsOfSuite(state: State, suite: CheckSuite) {
  return [...state.checkRuns.values()].filter((one) => one.suiteId === suite.id);
}

/** Of the runs with one name in one suite, the newest: what GitHub's `filter=latest` shows. */
export function latestRuns(runs: readonly CheckRun[]) {
  return [...new Map(runs.map((run) => [`${run.suiteId} ${run.name}`, run])).values()];
}

/** Where a suite stands: completed once its latest runs are, with the worst of their conclusions. */
export function suiteOutcome(state: State, suite: CheckSuite) {
  const runs = latestRuns(runsOfSuite(state, suite));
  const isDone = runs.length > 0 && runs.every((run) => run.status === 'completed');
  if (!isDone) return { status: openStatus(runs), conclusion: null, runs };
  const worst = severity.find((conclusion) => runs.some((run) => run.conclusion === conclusion));
  return { status: 'completed' as const, conclusion: worst ?? 'success', runs };
}

const severity = [
  'failure',
  'timed_out',
  'cancelled',
  'action_required',
  'success',
  'neutral',
  'skipped',
] as const;

function openStatus(runs: readonly CheckRun[]): CheckStatus {
  return runs.some((run) => run.status !== 'queued') ? 'in_progress' : 'queued';
}
