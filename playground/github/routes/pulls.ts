import { z } from 'zod';
import { created, failure, json, notFound, raw, refuse } from '../answer.ts';
import { actorOf } from '../authenticate.ts';
import { bodyOf, numberOf, type RepositoryCall } from '../call.ts';
import { editIssue } from '../changes/edit-issue.ts';
import { changeBase, mergePull, openPull } from '../changes/pulls.ts';
import { findPull, pullsOf, repositoryOf } from '../find.ts';
import { commitsBetween } from '../git/diff.ts';
import { pageAnswer, seen } from '../page.ts';
import { pullChanges, pullDirectory, pullFacts, pullPatch } from '../pull-facts.ts';
import { commitJson, fileJson } from '../render/commit.ts';
import { listedPullJson, pullJson } from '../render/pull.ts';
import { inRepository, type Routes } from '../route.ts';
import type { Pull } from '../state.ts';
import { creating, readPulls, writeContents, writePulls } from './needs.ts';

export const pullRoutes: Routes = {
  'GET /repos/{owner}/{repo}/pulls': inRepository(readPulls, listPulls),
  'POST /repos/{owner}/{repo}/pulls': inRepository(creating(writePulls), createPull),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': inRepository(readPulls, getPull),
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': inRepository(writePulls, updatePull),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': inRepository(readPulls, listFiles),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits': inRepository(readPulls, listCommits),
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': inRepository(writeContents, merge),
};

/** The pull request that a path names. */
export function pullIn(call: RepositoryCall): Pull {
  return findPull(call.github.state, call.repository, numberOf(call, 'pull_number')) ?? notFound();
}

function listPulls(call: RepositoryCall) {
  const { github, repository, query } = call;
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const pulls = seen(call, pullsOf(github.state, repository)).filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (head === null || `${pull.head.owner.login}:${pull.head.ref}` === head) &&
      (base === null || pull.base.ref === base),
  );
  return pageAnswer(call, sorted(pulls, query), (pull) => listedPullJson(github, pull));
}

/** Newest first unless told otherwise; by the last change only with `sort=updated`. */
function sorted(pulls: readonly Pull[], query: URLSearchParams) {
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const order = query.get('direction') === 'asc' || (query.has('sort') && !query.has('direction')) ? 1 : -1;
  return pulls.toSorted((one, other) => order * (one[key] - other[key] || one.number - other.number));
}

const NewPull = z.object({
  title: z.string().default(''),
  body: z.string().nullish(),
  head: z.string(),
  base: z.string(),
  draft: z.boolean().default(false),
  maintainer_can_modify: z.boolean().default(false),
});

async function createPull(call: RepositoryCall) {
  const { body, maintainer_can_modify: maintainerCanModify, ...wanted } = bodyOf(call, NewPull);
  const actor = actorOf(call.github, call.caller);
  const pull = await openPull(actor, call.repository, { ...wanted, body: body ?? null, maintainerCanModify });
  return created(pullJson(call.github, pull, await pullFacts(call.github, pull)));
}

/** Above these GitHub gives no whole diff, and says so with 406. */
const mostDiffFiles = 300;
const mostDiffLines = 20_000;

async function getPull(call: RepositoryCall) {
  const { github } = call;
  const pull = pullIn(call);
  const form = /application\/vnd\.github(?:\.v3)?\.(diff|patch)/.exec(call.accept)?.[1];
  if (form !== 'diff' && form !== 'patch') return json(pullJson(github, pull, await pullFacts(github, pull)));
  const changes = await pullChanges(github, pull);
  if (changes.length > mostDiffFiles)
    refuseLarge(
      `files (${mostDiffFiles}). Consider using 'List pull requests files' API or locally cloning the repository instead.`,
    );
  const text = await pullPatch(github, pull, form);
  if (form === 'diff' && text.toString('latin1').split('\n').length - 1 > mostDiffLines)
    refuseLarge(`lines (${mostDiffLines})`);
  return raw(`application/vnd.github.v3.${form}; charset=utf-8`, text);
}

function refuseLarge(measure: string): never {
  refuse(
    failure(406, `Sorry, the diff exceeded the maximum number of ${measure}`, {
      errors: [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }],
    }),
  );
}

const PullUpdate = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
  maintainer_can_modify: z.boolean().optional(),
});

async function updatePull(call: RepositoryCall) {
  const { github } = call;
  const pull = pullIn(call);
  const actor = actorOf(github, call.caller);
  const { base, title, body, state } = bodyOf(call, PullUpdate);
  if (base !== undefined) await changeBase(actor, pull, base);
  await editIssue(actor, pull, { title, body, state });
  return json(pullJson(github, pull, await pullFacts(github, pull)));
}

/** GitHub lists at most this many files of a pull request. */
const mostListedFiles = 3_000;

async function listFiles(call: RepositoryCall) {
  const pull = pullIn(call);
  const changes = await pullChanges(call.github, pull);
  return pageAnswer(call, changes.slice(0, mostListedFiles), (change) =>
    fileJson(call.github, repositoryOf(call.github.state, pull), pull.head.sha, change),
  );
}

/** GitHub lists at most this many commits of a pull request. */
const mostListedCommits = 250;

async function listCommits(call: RepositoryCall) {
  const pull = pullIn(call);
  const commits = await commitsBetween(pullDirectory(call.github, pull), pull.base.sha, pull.head.sha);
  return pageAnswer(call, commits.slice(0, mostListedCommits), (commit) =>
    commitJson(call.github, call.repository, commit),
  );
}

async function merge(call: RepositoryCall) {
  const pull = pullIn(call);
  const sha = await mergePull(actorOf(call.github, call.caller), pull);
  if (sha === undefined) refuse(failure(405, 'Pull Request is not mergeable'));
  return json({ sha, merged: true, message: 'Pull Request successfully merged' });
}
