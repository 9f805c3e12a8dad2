import type { RestEndpointMethodTypes } from '@octokit/rest';
import { suiteOf, suiteOutcome } from '../check-suites.ts';
import { fullName, repositoryOf } from '../find.ts';
import type { GitHub } from '../github.ts';
import { instant, instantOrNull } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import type { CheckRun, Job, WorkflowRun } from '../check-state.ts';
import { accountJson } from './account.ts';
import { headCommitJson, simpleSuiteJson } from './check.ts';
import { repositoryJson } from './repository.ts';

type JobJson = RestEndpointMethodTypes['actions']['getJobForWorkflowRun']['response']['data'];
type RunJson = RestEndpointMethodTypes['actions']['getWorkflowRun']['response']['data'];

export function jobJson(github: GitHub, job: Job, check: CheckRun) {
  const repository = repositoryOf(github.state, check);
  const api = `${github.addresses.api}/repos/${fullName(repository)}`;
  const page = `${github.addresses.html}/${fullName(repository)}/actions/runs/${job.runId}/job/${job.id}`;
  return {
    id: job.id,
    run_id: job.runId,
    run_url: `${api}/actions/runs/${job.runId}`,
    run_attempt: 1,
    node_id: nodeId('checkRun', job.id),
    head_sha: check.headSha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: page,
    status: check.status,
    conclusion: check.conclusion,
    created_at: instant(check.createdAt),
    started_at: instant(check.startedAt),
    completed_at: instantOrNull(check.completedAt),
    name: check.name,
    steps: [],
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: 1,
    runner_name: 'GitHub Actions 1',
    runner_group_id: 0,
    runner_group_name: 'GitHub Actions',
    workflow_name: github.state.workflowRuns.get(job.runId)?.name ?? null,
    head_branch: suiteOf(github.state, check).headBranch,
  } satisfies JobJson;
}

export async function workflowRunJson(github: GitHub, run: WorkflowRun) {
  const repository = repositoryOf(github.state, run);
  const suite = github.state.checkSuites.get(run.suiteId);
  if (!suite) throw new Error(`workflow run ${run.id} has no suite`);
  const { status, conclusion } = suiteOutcome(github.state, suite);
  const head = await headCommitJson(github, suite);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('workflowRun', run.id),
    check_suite_id: suite.id,
    check_suite_node_id: nodeId('checkSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    path: `.github/workflows/${run.name.toLowerCase()}.yml`,
    run_number: run.number,
    run_attempt: 1,
    event: 'pull_request',
    status,
    conclusion,
    workflow_id: 1,
    ...links(github, run, suite.id),
    pull_requests: simpleSuiteJson(github, suite).pull_requests,
    created_at: instant(run.createdAt),
    updated_at: instant(suite.updatedAt),
    run_started_at: instant(run.createdAt),
    actor: accountJson(github, run.actor),
    triggering_actor: accountJson(github, run.actor),
    head_commit: head,
    repository: repositoryJson(github, repository),
    head_repository: repositoryJson(github, repository),
    display_title: head.message.split('\n')[0] ?? '',
  } satisfies RunJson;
}

function links(github: GitHub, run: WorkflowRun, suiteId: number) {
  const name = fullName(repositoryOf(github.state, run));
  const api = `${github.addresses.api}/repos/${name}`;
  const url = `${api}/actions/runs/${run.id}`;
  return {
    url,
    html_url: `${github.addresses.html}/${name}/actions/runs/${run.id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${suiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${api}/actions/workflows/1`,
  };
}
