import type { RestEndpointMethodTypes } from '@octokit/rest';
import { fullName, issuesOf, roleOf } from '../find.ts';
import type { GitHub } from '../github.ts';
import { instant } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import type { Account, Repository, Role } from '../state.ts';
import { accountJson } from './account.ts';

type ListedRepositoryJson =
  RestEndpointMethodTypes['apps']['listReposAccessibleToInstallation']['response']['data']['repositories'][number];
type FullRepositoryJson = RestEndpointMethodTypes['repos']['get']['response']['data'];

/** The repository as lists, pull requests and webhooks show it. */
export function repositoryJson(github: GitHub, repository: Repository) {
  return {
    ...identity(github, repository),
    ...links(github, repository),
    ...counts(github, repository),
    ...features(repository),
    default_branch: repository.defaultBranch,
    created_at: instant(repository.createdAt),
    updated_at: instant(repository.updatedAt),
    pushed_at: instant(repository.pushedAt),
  } satisfies ListedRepositoryJson;
}

/** The repository as `GET /repos/{owner}/{repo}` shows it, with what the asking account may do. */
export function fullRepositoryJson(github: GitHub, repository: Repository, viewer: Account | undefined) {
  const parent =
    repository.parentId === undefined ? undefined : github.state.repositories.get(repository.parentId);
  return {
    ...repositoryJson(github, repository),
    ...(viewer ? { permissions: permissionsJson(roleOf(repository, viewer)) } : {}),
    ...(parent ? { parent: repositoryJson(github, parent), source: repositoryJson(github, parent) } : {}),
    temp_clone_token: null,
    subscribers_count: 0,
    network_count: forks(github, repository),
  } satisfies FullRepositoryJson;
}

/** GitHub's five yes-or-no rights that a role holds. */
export function permissionsJson(role: Role) {
  const order: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
  const rank = order.indexOf(role);
  return { admin: rank >= 5, maintain: rank >= 4, push: rank >= 3, triage: rank >= 2, pull: rank >= 1 };
}

function identity(github: GitHub, repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId('repository', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.isPrivate,
    owner: accountJson(github, repository.owner),
    html_url: `${github.addresses.html}/${fullName(repository)}`,
    description: repository.description,
    fork: repository.parentId !== undefined,
  };
}

function links(github: GitHub, repository: Repository) {
  const url = `${github.addresses.api}/repos/${fullName(repository)}`;
  const html = `${github.addresses.html}/${fullName(repository)}`;
  return {
    url,
    ...templates(url),
    git_url: `${html.replace(/^https?:/, 'git:')}.git`,
    ssh_url: `git@${new URL(html).hostname}:${fullName(repository)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
  };
}

function templates(url: string) {
  return {
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}

function counts(github: GitHub, repository: Repository) {
  const open = issuesOf(github.state, repository).filter((one) => one.state === 'open').length;
  const forked = forks(github, repository);
  return {
    size: 1,
    language: null,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    forks_count: forked,
    forks: forked,
    open_issues_count: open,
    open_issues: open,
  };
}

function features(repository: Repository) {
  return {
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    archived: repository.isArchived,
    disabled: false,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.isPrivate ? 'private' : 'public',
  };
}

function forks(github: GitHub, repository: Repository) {
  return [...github.state.repositories.values()].filter((one) => one.parentId === repository.id).length;
}
