import { json, notFound, raw, type Answer } from '../answer.ts';
import { numberOf, type Call, type RepositoryCall } from '../call.ts';
import { suiteOutcome } from '../check-suites.ts';
import { pageOf, seen } from '../page.ts';
import { jobJson, workflowRunJson } from '../render/action.ts';
import { inRepository, type Routes } from '../route.ts';
import type { CheckRun, CheckSuite, Job, WorkflowRun } from '../check-state.ts';
import { readActions } from './needs.ts';

const actions = '/repos/{owner}/{repo}/actions';

export const actionRoutes: Routes = {
  [`GET ${actions}/runs`]: inRepository(readActions, listRuns),
  [`GET ${actions}/runs/{run_id}/jobs`]: inRepository(readActions, listJobs),
  [`GET ${actions}/jobs/{job_id}`]: inRepository(readActions, (call) => {
    const { job, check } = jobIn(call);
    return json(jobJson(call.github, job, check));
  }),
  [`GET ${actions}/jobs/{job_id}/logs`]: inRepository(readActions, redirectToLog),
};

async function listRuns(call: RepositoryCall) {
  const { github, query } = call;
  const sha = query.get('head_sha');
  const status = query.get('status');
  const runs = [...github.state.workflowRuns.values()].filter((run) => {
    const suite = suiteOfRun(call, run);
    const outcome = suiteOutcome(github.state, suite);
    const isWanted = status === null || status === outcome.status || status === outcome.conclusion;
    return run.repositoryId === call.repository.id && isWanted && (sha === null || suite.headSha === sha);
  });
  const page = pageOf(call, seen(call, runs).toReversed());
  const shown = await Promise.all(page.items.map((run) => workflowRunJson(github, run)));
  return json({ total_count: runs.length, workflow_runs: shown }, 200, page.headers);
}

function suiteOfRun(call: RepositoryCall, run: WorkflowRun): CheckSuite {
  return call.github.state.checkSuites.get(run.suiteId) ?? notFound();
}

function listJobs(call: RepositoryCall) {
  const { state } = call.github;
  const run = state.workflowRuns.get(numberOf(call, 'run_id'));
  if (run?.repositoryId !== call.repository.id) return notFound();
  const jobs = [...state.jobs.values()].filter((job) => job.runId === run.id);
  const page = pageOf(call, jobs);
  const shown = page.items.map((job) => jobJson(call.github, job, checkOf(call, job)));
  return json({ total_count: jobs.length, jobs: shown }, 200, page.headers);
}

function checkOf(call: RepositoryCall, job: Job): CheckRun {
  return call.github.state.checkRuns.get(job.id) ?? notFound();
}

function jobIn(call: RepositoryCall) {
  const job = call.github.state.jobs.get(numberOf(call, 'job_id')) ?? notFound();
  const check = checkOf(call, job);
  return check.repositoryId === call.repository.id ? { job, check } : notFound();
}

/** GitHub sends the reader to its store, where the log lies open for a minute. */
function redirectToLog(call: RepositoryCall): Answer {
  const { job } = jobIn(call);
  const location = `${call.github.addresses.html}/_local/logs/${job.id}`;
  return { status: 302, headers: { location }, body: { kind: 'none' } };
}

/** The log itself, where `redirectToLog` leads. */
export function logAnswer(github: Call['github'], id: number) {
  const job = github.state.jobs.get(id) ?? notFound();
  return raw('text/plain; charset=utf-8', job.log);
}
