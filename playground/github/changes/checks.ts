import { announce } from '../announce.ts';
import { invalid } from '../answer.ts';
import type { Actor } from '../call.ts';
import { suiteFor, suiteOf, suiteOutcome } from '../check-suites.ts';
import { branches, resolveCommit } from '../git/refs.ts';
import { gitDirectory, repositoryOf } from '../find.ts';
import { checkRunJson, headCommitJson, simpleSuiteJson } from '../render/check.ts';
import type {
  Annotation,
  CheckAction,
  CheckConclusion,
  CheckMaker,
  CheckRun,
  CheckStatus,
  CheckSuite,
} from '../check-state.ts';
import { nextId, type Repository } from '../state.ts';

/** What a request says of a check run; what it leaves out stays as it is. */
export interface CheckRunWords {
  readonly name?: string | undefined;
  readonly externalId?: string | undefined;
  readonly detailsUrl?: string | undefined;
  readonly status?: CheckStatus | undefined;
  readonly conclusion?: CheckConclusion | undefined;
  readonly startedAt?: number | undefined;
  readonly completedAt?: number | undefined;
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  readonly text?: string | undefined;
  readonly annotations?: readonly Annotation[] | undefined;
  readonly actions?: readonly CheckAction[] | undefined;
}

export async function createCheckRun(
  actor: Actor,
  repository: Repository,
  wanted: CheckRunWords & {
    name: string;
    headSha: string;
    maker: CheckMaker;
    workflow?: string;
  },
) {
  const { github } = actor;
  const directory = gitDirectory(github, repository);
  const sha = await resolveCommit(directory, wanted.headSha);
  if (sha === undefined) {
    const message = `No commit found for SHA: ${wanted.headSha}`;
    return invalid({ resource: 'CheckRun', code: 'custom', field: 'head_sha', message });
  }
  const now = github.clock.now();
  const [branch = null] = [...(await branches(directory))].find(([, tip]) => tip === sha) ?? [];
  const { maker, workflow = null } = wanted;
  const suite = suiteFor(github.state, repository, { maker, workflow, sha, branch }, now);
  const run = { ...emptyRun(nextId(github.state, 'checkRun'), suite, now), name: wanted.name };
  github.state.checkRuns.set(run.id, run);
  applyWords(run, wanted, now);
  announceCheckRun(actor, run, 'created');
  if (run.status === 'completed') await announceCompletion(actor, run, suite);
  return run;
}

function emptyRun(id: number, suite: CheckSuite, now: number): CheckRun {
  return {
    id,
    suiteId: suite.id,
    repositoryId: suite.repositoryId,
    headSha: suite.headSha,
    createdAt: now,
    annotations: [],
    name: '',
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: now,
    completedAt: undefined,
    title: null,
    summary: null,
    text: null,
    actions: [],
  };
}

/** Changes a run; annotations are added to those it has. */
export async function updateCheckRun(actor: Actor, run: CheckRun, words: CheckRunWords) {
  const { github } = actor;
  const wasDone = run.status === 'completed';
  applyWords(run, words, github.clock.now());
  if (!wasDone && run.status === 'completed')
    await announceCompletion(actor, run, suiteOf(github.state, run));
}

/** What a check run keeps from its beginning. */
const fixed: ReadonlySet<string> = new Set(['headSha', 'maker', 'workflow']);

function applyWords(run: CheckRun, words: CheckRunWords, now: number) {
  const { annotations = [], ...rest } = words;
  const said = Object.entries(rest).filter(([name, value]) => value !== undefined && !fixed.has(name));
  Object.assign(run, Object.fromEntries(said));
  run.annotations.push(...annotations);
  if (words.conclusion !== undefined) run.status = 'completed';
  if (run.status === 'completed') run.completedAt = words.completedAt ?? run.completedAt ?? now;
  else Object.assign(run, { conclusion: null, completedAt: undefined });
}

async function announceCompletion(actor: Actor, run: CheckRun, suite: CheckSuite) {
  announceCheckRun(actor, run, 'completed');
  suite.updatedAt = actor.github.clock.now();
  if (suiteOutcome(actor.github.state, suite).status === 'completed')
    await announceSuite(actor, suite, 'completed');
}

/** Sends a `check_run` event; `more` holds the requested action of a button. */
export function announceCheckRun(
  actor: Actor,
  run: CheckRun,
  action: string,
  more: Readonly<Record<string, unknown>> = {},
) {
  const { github } = actor;
  const suite = suiteOf(github.state, run);
  announce(github, {
    event: 'check_run',
    action,
    repository: repositoryOf(github.state, run),
    sender: actor.account,
    details: {
      check_run: { ...checkRunJson(github, run), check_suite: simpleSuiteJson(github, suite) },
      ...more,
    },
  });
}

export async function announceSuite(actor: Actor, suite: CheckSuite, action: string) {
  const { github } = actor;
  announce(github, {
    event: 'check_suite',
    action,
    repository: repositoryOf(github.state, suite),
    sender: actor.account,
    details: {
      check_suite: { ...simpleSuiteJson(github, suite), head_commit: await headCommitJson(github, suite) },
    },
  });
}
