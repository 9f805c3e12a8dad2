import { failure, json, notFound, raw, refuse } from '../answer.ts';
import { parameterOf, type RepositoryCall } from '../call.ts';
import { combinedState, statusesOf } from '../changes/statuses.ts';
import type { CommitStatus } from '../check-state.ts';
import { findAccount, fullName, gitDirectory } from '../find.ts';
import { resolveCommit } from '../git/refs.ts';
import { commitsBetween, commitsUpTo, emptyTree, type CommitFacts, findCommit } from '../git/diff.ts';
import { git } from '../git/run.ts';
import type { GitHub } from '../github.ts';
import { instant } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import { pageAnswer, pageOf } from '../page.ts';
import { accountJson } from '../render/account.ts';
import { commitJson, fileJson } from '../render/commit.ts';
import { repositoryJson } from '../render/repository.ts';
import { inRepository, type Routes } from '../route.ts';
import type { Repository } from '../state.ts';
import { readContents, readStatuses } from './needs.ts';

export const commitRoutes: Routes = {
  'GET /repos/{owner}/{repo}/commits': inRepository(readContents, listCommits),
  'GET /repos/{owner}/{repo}/commits/{ref}': inRepository(readContents, getCommit),
  'GET /repos/{owner}/{repo}/commits/{ref}/status': inRepository(readStatuses, getStatus),
  'GET /repos/{owner}/{repo}/compare/{basehead}': inRepository(readContents, compare),
};

/** Newest first, from a branch or commit, of the whole tree or one path. */
async function listCommits(call: RepositoryCall) {
  const { github, repository, query } = call;
  const directory = gitDirectory(github, repository);
  const start = await resolveCommit(directory, query.get('sha') ?? repository.defaultBranch);
  if (start === undefined) return refuse(failure(409, 'Git Repository is empty.'));
  const commits = await commitsUpTo(directory, start, query.get('path') ?? undefined);
  return pageAnswer(call, commits, (commit) => commitJson(github, repository, commit));
}

/** GitHub pages the files of a commit or comparison above this many. */
const filesOnPage = 300;

async function getCommit(call: RepositoryCall) {
  const { github, repository } = call;
  const commit = await commitIn(call, parameterOf(call, 'ref'));
  const directory = gitDirectory(github, repository);
  const [parent = emptyTree] = commit.parents;
  const form = patchForm(call);
  if (form) return patchAnswer(directory, form, [parent, commit.sha]);
  const changes = await github.history.changes(directory, parent, commit.sha);
  const additions = changes.reduce((sum, change) => sum + change.additions, 0);
  const deletions = changes.reduce((sum, change) => sum + change.deletions, 0);
  return json({
    ...commitJson(github, repository, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: changes.slice(0, filesOnPage).map((change) => fileJson(github, repository, commit.sha, change)),
  });
}

async function commitIn(call: RepositoryCall, revision: string): Promise<CommitFacts> {
  const commit = await findCommit(gitDirectory(call.github, call.repository), revision);
  return commit ?? refuse(failure(422, `No commit found for SHA: ${revision}`));
}

function patchForm(call: RepositoryCall) {
  const form = /application\/vnd\.github(?:\.v3)?\.(diff|patch)/.exec(call.accept)?.[1];
  return form === 'diff' || form === 'patch' ? form : undefined;
}

async function patchAnswer(directory: string, form: 'diff' | 'patch', ends: readonly [string, string]) {
  const argv =
    form === 'diff'
      ? ['diff', '-M', '--no-color', ...ends]
      : ['format-patch', '--stdout', '-M', ends.join('..')];
  return raw(`application/vnd.github.v3.${form}; charset=utf-8`, await git(directory, argv));
}

async function getStatus(call: RepositoryCall) {
  const { github, repository } = call;
  const { sha } = await commitIn(call, parameterOf(call, 'ref'));
  const url = `${github.addresses.api}/repos/${fullName(repository)}/commits/${sha}`;
  const statuses = statusesOf(call, repository, sha);
  const page = pageOf(call, statuses);
  const combined = {
    state: combinedState(statuses),
    statuses: page.items.map((status) => statusJson(call, status)),
    sha,
    total_count: statuses.length,
    repository: repositoryJson(github, repository),
    commit_url: url,
    url: `${url}/status`,
  };
  return json(combined, 200, page.headers);
}

function statusJson({ github, repository }: RepositoryCall, status: CommitStatus) {
  const at = instant(status.createdAt);
  return {
    url: `${github.addresses.api}/repos/${fullName(repository)}/statuses/${status.sha}`,
    avatar_url: accountJson(github, status.creator).avatar_url,
    id: status.id,
    node_id: nodeId('status', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: at,
    updated_at: at,
  };
}

/** A comparison lists this many commits where the request does not ask for pages. */
const comparedCommits = 250;

/** `BASE...HEAD`: from the merge base to the head, as a pull request shows it. */
async function compare(call: RepositoryCall) {
  const { github, repository } = call;
  const directory = gitDirectory(github, repository);
  const [base, head] = await comparedCommitsOf(call);
  const origin = await github.history.mergeBase(directory, base.sha, head.sha);
  const start = origin === undefined ? undefined : await github.history.commit(directory, origin);
  if (!start) return refuse(failure(404, `No common ancestor between ${base.sha} and ${head.sha}.`));
  const form = patchForm(call);
  if (form) return patchAnswer(directory, form, [start.sha, head.sha]);
  const commits = await commitsBetween(directory, base.sha, head.sha);
  const changes = await github.history.changes(directory, start.sha, head.sha);
  const isPaged = call.query.has('per_page') || call.query.has('page');
  const page = isPaged ? pageOf(call, commits) : { items: commits.slice(0, comparedCommits), headers: {} };
  const isFirst = (call.query.get('page') ?? '1') === '1';
  const shown = {
    ...comparisonLinks(call, base.sha, head.sha),
    base_commit: commitJson(github, repository, base),
    merge_base_commit: commitJson(github, repository, start),
    ...(await standing(call, base.sha, head.sha)),
    total_commits: commits.length,
    commits: page.items.map((commit) => commitJson(github, repository, commit)),
    files: (isFirst ? changes.slice(0, filesOnPage) : []).map((change) =>
      fileJson(github, repository, head.sha, change),
    ),
  };
  return json(shown, 200, page.headers);
}

async function comparedCommitsOf(call: RepositoryCall) {
  const [base, head] = parameterOf(call, 'basehead').split('...');
  if (!base || !head) return notFound();
  return Promise.all([comparedEnd(call, base), comparedEnd(call, head)]);
}

/** `branch`, a sha, or `owner:branch` of a fork, whose commit is brought into the repository. */
async function comparedEnd(call: RepositoryCall, end: string): Promise<CommitFacts> {
  const { github, repository } = call;
  const directory = gitDirectory(github, repository);
  const [, owner, branch = end] = /^([^:]+):(.+)$/.exec(end) ?? [];
  const source = owner === undefined ? repository : forkOf(github, repository, owner);
  if (!source) return notFound();
  if (source.id !== repository.id) {
    await git(directory, ['fetch', '--quiet', gitDirectory(github, source), `refs/heads/${branch}`]);
  }
  const commit = await findCommit(gitDirectory(github, source), branch);
  return commit ?? notFound();
}

function forkOf(github: GitHub, repository: Repository, login: string) {
  const owner = findAccount(github.state, login);
  if (owner?.id === repository.owner.id) return repository;
  return [...github.state.repositories.values()].find(
    (one) => one.owner.id === owner?.id && one.parentId === repository.id,
  );
}

async function standing({ github, repository }: RepositoryCall, base: string, head: string) {
  const { ahead, behind } = await github.history.aheadBehind(gitDirectory(github, repository), base, head);
  const oneSided = ahead > 0 ? 'ahead' : behind > 0 ? 'behind' : 'identical';
  return { status: ahead > 0 && behind > 0 ? 'diverged' : oneSided, ahead_by: ahead, behind_by: behind };
}

function comparisonLinks(call: RepositoryCall, base: string, head: string) {
  const { github, repository } = call;
  const name = fullName(repository);
  const html = `${github.addresses.html}/${name}/compare`;
  const wanted = parameterOf(call, 'basehead');
  const owner = repository.owner.login;
  return {
    url: `${github.addresses.api}/repos/${name}/compare/${wanted}`,
    html_url: `${html}/${wanted}`,
    permalink_url: `${html}/${owner}:${base.slice(0, 7)}...${owner}:${head.slice(0, 7)}`,
    diff_url: `${html}/${wanted}.diff`,
    patch_url: `${html}/${wanted}.patch`,
  };
}
