import type { Actor } from '../call.ts';
import type { Annotation, CheckConclusion, WorkflowRun } from '../check-state.ts';
import { nextId, type Repository } from '../state.ts';
import { createCheckRun } from './checks.ts';

export interface NewJob {
  readonly name: string;
  readonly conclusion: CheckConclusion;
  readonly log: string;
  readonly annotations?: readonly Annotation[];
}

/** A workflow that has run on a commit: a completed check run for each job, and their suite's event. */
export async function addWorkflowRun(
  actor: Actor,
  repository: Repository,
  wanted: { name: string; sha: string; jobs: readonly NewJob[] },
) {
  const { state, clock } = actor.github;
  const runId = nextId(state, 'workflowRun');
  const createdAt = clock.now();
  for (const job of wanted.jobs) {
    const check = await createCheckRun(actor, repository, {
      maker: 'actions',
      workflow: wanted.name,
      name: job.name,
      headSha: wanted.sha,
      conclusion: job.conclusion,
      annotations: job.annotations,
    });
    state.jobs.set(check.id, { id: check.id, runId, log: job.log });
    const number = state.workflowRuns.size + 1;
    const run: WorkflowRun = {
      id: runId,
      suiteId: check.suiteId,
      repositoryId: repository.id,
      number,
      name: wanted.name,
      actor: actor.account,
      createdAt,
    };
    if (!state.workflowRuns.has(runId)) state.workflowRuns.set(runId, run);
  }
  return runId;
}
