import type { RestEndpointMethodTypes } from '@octokit/rest';
import { accountByEmail } from '../accounts.ts';
import { fullName } from '../find.ts';
import type { CommitFacts, FileChange } from '../git/diff.ts';
import type { GitHub } from '../github.ts';
import { nodeId } from '../node-id.ts';
import type { Repository } from '../state.ts';
import { accountOrNull } from './account.ts';

type FileJson = RestEndpointMethodTypes['pulls']['listFiles']['response']['data'][number];
type CommitJson = RestEndpointMethodTypes['repos']['getCommit']['response']['data'];
type GitCommitJson = RestEndpointMethodTypes['git']['getCommit']['response']['data'];

/** Above these GitHub shows no patch of a file. */
const mostPatchLines = 20_000;
const mostPatchBytes = 500 * 1024;

/** One file of a diff; its patch is missing when there is none, or it is too large to show. */
export function fileJson(github: GitHub, repository: Repository, sha: string, change: FileChange) {
  const html = `${github.addresses.html}/${fullName(repository)}`;
  const path = change.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: change.blob,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${html}/blob/${sha}/${path}`,
    raw_url: `${html}/raw/${sha}/${path}`,
    contents_url: `${github.addresses.api}/repos/${fullName(repository)}/contents/${path}?ref=${sha}`,
    ...(hasPatch(change) ? { patch: change.patch } : {}),
    ...(change.previousPath === undefined ? {} : { previous_filename: change.previousPath }),
  } satisfies FileJson;
}

function hasPatch(change: FileChange) {
  if (change.patch === '' || Buffer.byteLength(change.patch) > mostPatchBytes) return false;
  return change.patch.split('\n').length <= mostPatchLines;
}

const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

export function commitJson(github: GitHub, repository: Repository, commit: CommitFacts) {
  const url = `${github.addresses.api}/repos/${fullName(repository)}`;
  return {
    sha: commit.sha,
    node_id: nodeId('commit', `${repository.id}.${commit.sha}`),
    commit: {
      author: { ...commit.author },
      committer: { ...commit.committer },
      message: commit.message,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: unsigned,
    },
    url: `${url}/commits/${commit.sha}`,
    html_url: commitPage(github, repository, commit.sha),
    comments_url: `${url}/commits/${commit.sha}/comments`,
    author: accountOrNull(github, accountByEmail(github.state, commit.author.email)),
    committer: accountOrNull(github, accountByEmail(github.state, commit.committer.email)),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: commitPage(github, repository, sha),
    })),
  } satisfies CommitJson;
}

/** A commit as git itself has it: `GET /repos/{owner}/{repo}/git/commits/{commit_sha}`. */
export function gitCommitJson(github: GitHub, repository: Repository, commit: CommitFacts) {
  const url = `${github.addresses.api}/repos/${fullName(repository)}/git`;
  return {
    sha: commit.sha,
    node_id: nodeId('commit', `${repository.id}.${commit.sha}`),
    url: `${url}/commits/${commit.sha}`,
    html_url: commitPage(github, repository, commit.sha),
    author: { ...commit.author },
    committer: { ...commit.committer },
    message: commit.message,
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: commitPage(github, repository, sha),
    })),
    verification: unsigned,
  } satisfies GitCommitJson;
}

function commitPage(github: GitHub, repository: Repository, sha: string) {
  return `${github.addresses.html}/${fullName(repository)}/commit/${sha}`;
}
