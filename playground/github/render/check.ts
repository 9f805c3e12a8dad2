import type { RestEndpointMethodTypes } from '@octokit/rest';
import { makerOf, suiteOf, suiteOutcome } from '../check-suites.ts';
import { fullName, gitDirectory, pullsOf, repositoryOf } from '../find.ts';
import type { GitHub } from '../github.ts';
import { instant, instantOrNull } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import type { Annotation, CheckRun, CheckSuite } from '../check-state.ts';
import type { Repository } from '../state.ts';
import { appJson } from './app.ts';
import { minimalPullJson } from './pull.ts';
import { repositoryJson } from './repository.ts';

type CheckRunJson = RestEndpointMethodTypes['checks']['get']['response']['data'];
type CheckSuiteJson = RestEndpointMethodTypes['checks']['getSuite']['response']['data'];
type AnnotationJson = RestEndpointMethodTypes['checks']['listAnnotations']['response']['data'][number];

export function checkRunJson(github: GitHub, run: CheckRun) {
  const repository = repositoryOf(github.state, run);
  const url = `${github.addresses.api}/repos/${fullName(repository)}/check-runs/${run.id}`;
  const page = `${github.addresses.html}/${fullName(repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('checkRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? github.addresses.html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: instant(run.startedAt),
    completed_at: instantOrNull(run.completedAt),
    output: outputJson(run, url),
    check_suite: { id: run.suiteId },
    app: appJson(github, makerOf(github, suiteOf(github.state, run))),
    pull_requests: pullsAt(github, repository, run.headSha),
  } satisfies CheckRunJson;
}

function outputJson(run: CheckRun, url: string) {
  return {
    title: run.title,
    summary: run.summary,
    text: run.text,
    annotations_count: run.annotations.length,
    annotations_url: `${url}/annotations`,
  };
}

/** Open pull requests of the repository's own branches whose head is this commit. */
function pullsAt(github: GitHub, repository: Repository, sha: string) {
  const here = pullsOf(github.state, repository).filter(
    (pull) => pull.state === 'open' && pull.head.sha === sha && pull.head.repositoryId === repository.id,
  );
  return here.map((pull) => minimalPullJson(github, pull));
}

export function annotationJson(github: GitHub, run: CheckRun, annotation: Annotation) {
  const repository = fullName(repositoryOf(github.state, run));
  return {
    path: annotation.path,
    blob_href: `${github.addresses.html}/${repository}/blob/${run.headSha}/${annotation.path}`,
    start_line: annotation.startLine,
    start_column: annotation.startColumn,
    end_line: annotation.endLine,
    end_column: annotation.endColumn,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: annotation.rawDetails,
  } satisfies AnnotationJson;
}

/** The suite as the API shows it, with the head commit in short. */
export async function checkSuiteJson(github: GitHub, suite: CheckSuite) {
  const repository = repositoryOf(github.state, suite);
  return {
    ...simpleSuiteJson(github, suite),
    repository: repositoryJson(github, repository),
    head_commit: await headCommitJson(github, suite),
    rerequestable: true,
    runs_rerequestable: true,
  } satisfies CheckSuiteJson;
}

/** What the webhook's check suite and the suite inside a check run share. */
export function simpleSuiteJson(github: GitHub, suite: CheckSuite) {
  const repository = repositoryOf(github.state, suite);
  const url = `${github.addresses.api}/repos/${fullName(repository)}/check-suites/${suite.id}`;
  const { status, conclusion, runs } = suiteOutcome(github.state, suite);
  return {
    id: suite.id,
    node_id: nodeId('checkSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status,
    conclusion,
    url,
    before: null,
    after: suite.headSha,
    pull_requests: pullsAt(github, repository, suite.headSha),
    app: appJson(github, makerOf(github, suite)),
    created_at: instant(suite.createdAt),
    updated_at: instant(suite.updatedAt),
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
  };
}

export async function headCommitJson(github: GitHub, suite: CheckSuite) {
  const directory = gitDirectory(github, repositoryOf(github.state, suite));
  const commit = await github.history.commit(directory, suite.headSha);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}
