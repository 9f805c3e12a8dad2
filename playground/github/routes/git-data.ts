import { z } from 'zod';
import { identityOf } from '../accounts.ts';
import { created, failure, invalid, json, noContent, notFound, refuse } from '../answer.ts';
import { actorOf } from '../authenticate.ts';
import { violation } from '../branch-rules.ts';
import { bodyOf, parameterOf, type RepositoryCall } from '../call.ts';
import { deleteBranch, moveBranch } from '../changes/pushes.ts';
import { refuseWorkflows } from '../changes/workflows.ts';
import { fullName, gitDirectory } from '../find.ts';
import { deleteRef, moveRef, resolveCommit } from '../git/refs.ts';
import { emptyTree, findCommit } from '../git/diff.ts';
import {
  objectType,
  readBlob,
  readTree,
  writeBlob,
  writeCommitObject,
  writeTree,
  type TreeEntry,
} from '../git/objects.ts';
import { gitResult, gitText } from '../git/run.ts';
import { nodeId } from '../node-id.ts';
import { gitCommitJson } from '../render/commit.ts';
import { inRepository, type Routes } from '../route.ts';
import { readContents, writeContents } from './needs.ts';

const git = '/repos/{owner}/{repo}/git';

export const gitDataRoutes: Routes = {
  [`GET ${git}/ref/{ref}`]: inRepository(readContents, getRef),
  [`GET ${git}/matching-refs/{ref}`]: inRepository(readContents, matchingRefs),
  [`POST ${git}/refs`]: inRepository(writeContents, createRef),
  [`PATCH ${git}/refs/{ref}`]: inRepository(writeContents, updateRef),
  [`DELETE ${git}/refs/{ref}`]: inRepository(writeContents, removeRef),
  [`GET ${git}/commits/{commit_sha}`]: inRepository(readContents, getCommit),
  [`POST ${git}/commits`]: inRepository(writeContents, createCommit),
  [`GET ${git}/trees/{tree_sha}`]: inRepository(readContents, getTree),
  [`POST ${git}/trees`]: inRepository(writeContents, createTree),
  [`GET ${git}/blobs/{file_sha}`]: inRepository(readContents, getBlob),
  [`POST ${git}/blobs`]: inRepository(writeContents, createBlob),
};

function directoryOf(call: RepositoryCall) {
  return gitDirectory(call.github, call.repository);
}

function apiOf(call: RepositoryCall) {
  return `${call.github.addresses.api}/repos/${fullName(call.repository)}/git`;
}

function refJson(call: RepositoryCall, ref: string, object: { type: string; sha: string }) {
  return {
    ref,
    node_id: nodeId('ref', `${call.repository.id}.${ref}`),
    url: `${apiOf(call)}/${ref}`,
    object: { ...object, url: `${apiOf(call)}/${object.type}s/${object.sha}` },
  };
}

async function refsUnder(call: RepositoryCall, prefix: string) {
  const format = '--format=%(objectname) %(objecttype) %(refname)';
  const output = await gitText(directoryOf(call), ['for-each-ref', format]);
  const lines = output === '' ? [] : output.split('\n');
  const refs = lines
    .map((line) => line.split(' '))
    .map(([sha = '', type = '', ref = '']) => ({ sha, type, ref }));
  return refs.filter(({ ref }) => ref.startsWith(prefix) && !ref.startsWith('refs/scratch/'));
}

async function getRef(call: RepositoryCall) {
  const ref = `refs/${parameterOf(call, 'ref')}`;
  const found = (await refsUnder(call, ref)).find((one) => one.ref === ref);
  return found ? json(refJson(call, ref, { type: found.type, sha: found.sha })) : notFound();
}

async function matchingRefs(call: RepositoryCall) {
  const found = await refsUnder(call, `refs/${parameterOf(call, 'ref')}`);
  return json(found.map(({ ref, type, sha }) => refJson(call, ref, { type, sha })));
}

const NewRef = z.object({ ref: z.string().regex(/^refs\/[^/]+\/.+$/), sha: z.string() });

async function createRef(call: RepositoryCall) {
  const { ref, sha } = bodyOf(call, NewRef);
  const directory = directoryOf(call);
  const to = await knownCommit(call, sha);
  const home = await resolveCommit(directory, call.repository.defaultBranch);
  await refuseWorkflows(call.caller, directory, { from: home ?? emptyTree, to });
  refuseByRules(call, ref, { isNew: true, isSigned: true });
  if (!(await setRef(call, ref, { from: undefined, to }))) refuse(failure(422, 'Reference already exists'));
  return created(refJson(call, ref, { type: 'commit', sha: to }));
}

/** Whether GitHub signs what is put together from its parts is told in different ways, so here it does not. */
function refuseByRules(call: RepositoryCall, ref: string, push: { isNew: boolean; isSigned: boolean }) {
  const branch = branchOf(ref);
  const fault = branch === undefined ? undefined : violation(call.repository, { branch, ...push });
  if (fault !== undefined) refuse(failure(422, fault));
}

async function knownCommit(call: RepositoryCall, sha: string) {
  const known = await resolveCommit(directoryOf(call), sha);
  return known ?? refuse(failure(422, 'Object does not exist'));
}

/** Moves a branch with all that follows a push, any other ref alone. */
async function setRef(call: RepositoryCall, ref: string, move: { from: string | undefined; to: string }) {
  const branch = branchOf(ref);
  if (branch === undefined) return moveRef(directoryOf(call), ref, move);
  return moveBranch(actorOf(call.github, call.caller), call.repository, { branch, ...move });
}

function branchOf(ref: string) {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
}

const RefUpdate = z.object({ sha: z.string(), force: z.boolean().default(false) });

async function updateRef(call: RepositoryCall) {
  const { sha, force } = bodyOf(call, RefUpdate);
  const directory = directoryOf(call);
  const ref = `refs/${parameterOf(call, 'ref')}`;
  const from = await resolveCommit(directory, ref);
  if (from === undefined) return refuse(failure(422, 'Reference does not exist'));
  const to = await knownCommit(call, sha);
  if (!force && !(await isAncestor(directory, from, to)))
    refuse(failure(422, 'Update is not a fast forward'));
  await refuseWorkflows(call.caller, directory, { from, to });
  refuseByRules(call, ref, { isNew: false, isSigned: false });
  if (from !== to && !(await setRef(call, ref, { from, to })))
    refuse(failure(422, 'Reference cannot be updated'));
  return json(refJson(call, ref, { type: 'commit', sha: to }));
}

async function isAncestor(directory: string, one: string, other: string) {
  const { code } = await gitResult(directory, ['merge-base', '--is-ancestor', one, other]);
  return code === 0;
}

async function removeRef(call: RepositoryCall) {
  const ref = `refs/${parameterOf(call, 'ref')}`;
  const from = await resolveCommit(directoryOf(call), ref);
  if (from === undefined) return refuse(failure(422, 'Reference does not exist'));
  const branch = branchOf(ref);
  if (branch === undefined) await deleteRef(directoryOf(call), ref);
  else await deleteBranch(actorOf(call.github, call.caller), call.repository, branch);
  return noContent();
}

async function getCommit(call: RepositoryCall) {
  const sha = parameterOf(call, 'commit_sha');
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await findCommit(directoryOf(call), sha) : undefined;
  return commit ? json(gitCommitJson(call.github, call.repository, commit)) : notFound();
}

const Person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });

const NewCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: Person.optional(),
  committer: Person.optional(),
});

async function createCommit(call: RepositoryCall) {
  const wanted = bodyOf(call, NewCommit);
  const directory = directoryOf(call);
  if ((await objectType(directory, wanted.tree)) !== 'tree') refuse(failure(422, 'Tree SHA does not exist'));
  const parents = await Promise.all(wanted.parents.map((sha) => knownCommit(call, sha)));
  const own = { ...identityOf(actorOf(call.github, call.caller).account), date: undefined };
  const author = signer(call, wanted.author ?? own);
  const committer = signer(call, wanted.committer ?? wanted.author ?? own);
  const { message, tree } = wanted;
  const sha = await writeCommitObject(directory, { message, tree, parents, author, committer });
  const commit = await findCommit(directory, sha);
  return commit ? created(gitCommitJson(call.github, call.repository, commit)) : notFound();
}

function signer(call: RepositoryCall, person: { name: string; email: string; date?: string | undefined }) {
  const time = person.date === undefined ? call.github.clock.now() : Date.parse(person.date);
  return { name: person.name, email: person.email, seconds: Math.floor(time / 1000) };
}

async function getTree(call: RepositoryCall) {
  const directory = directoryOf(call);
  const wanted = parameterOf(call, 'tree_sha');
  const { code, stdout } = await gitResult(directory, [
    'rev-parse',
    '--verify',
    '--quiet',
    `${wanted}^{tree}`,
  ]);
  if (code !== 0) return notFound();
  const sha = stdout.toString('utf8').trim();
  const entries = await readTree(directory, sha, { recursive: call.query.has('recursive') });
  const tree = entries.map((entry) => entryJson(call, entry));
  return json({ sha, url: `${apiOf(call)}/trees/${sha}`, tree, truncated: false });
}

/** Only blobs have a size, and submodules no address. */
function entryJson(call: RepositoryCall, { path, mode, type, sha, size }: TreeEntry) {
  const url = type === 'commit' ? {} : { url: `${apiOf(call)}/${type}s/${sha}` };
  return { path, mode, type, sha, ...(size === undefined ? {} : { size }), ...url };
}

const NewTree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
      type: z.enum(['blob', 'tree', 'commit']).optional(),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});

async function createTree(call: RepositoryCall) {
  const { base_tree: base, tree } = bodyOf(call, NewTree);
  const directory = directoryOf(call);
  if (base !== undefined && (await objectType(directory, base)) === undefined) {
    refuse(failure(404, 'Not Found'));
  }
  const entries = await Promise.all(
    tree.map(async ({ path, mode, sha = null, content }) => ({
      path,
      mode,
      sha: content === undefined ? sha : await writeBlob(directory, Buffer.from(content)),
    })),
  );
  const sha = await writeTree(directory, base, entries);
  if (sha === undefined) return refuse(failure(422, 'GitRPC::BadObjectState'));
  return getTreeCreated(call, sha);
}

async function getTreeCreated(call: RepositoryCall, sha: string) {
  const shown = await getTree({ ...call, parameters: { ...call.parameters, tree_sha: sha } });
  return { ...shown, status: 201 };
}

async function getBlob(call: RepositoryCall) {
  const sha = parameterOf(call, 'file_sha');
  const bytes = /^[0-9a-f]{40}$/.test(sha) ? await readBlob(directoryOf(call), sha) : undefined;
  if (!bytes) return notFound();
  return json({
    sha,
    node_id: nodeId('blob', `${call.repository.id}.${sha}`),
    size: bytes.length,
    url: `${apiOf(call)}/blobs/${sha}`,
    content: bytes.toString('base64').replaceAll(/.{1,60}/g, '$&\n'),
    encoding: 'base64',
  });
}

const NewBlob = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });

async function createBlob(call: RepositoryCall) {
  const { content, encoding } = bodyOf(call, NewBlob);
  if (encoding === 'base64' && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) {
    invalid({ resource: 'Blob', code: 'invalid', field: 'content' });
  }
  const sha = await writeBlob(directoryOf(call), Buffer.from(content, encoding));
  return created({ sha, url: `${apiOf(call)}/blobs/${sha}` });
}
