import path from 'node:path';
import { failure, json, notFound, raw, refuse } from '../answer.ts';
import { parameterOf, type RepositoryCall } from '../call.ts';
import { gitDirectory } from '../find.ts';
import { resolveCommit } from '../git/refs.ts';
import { entryAt, readBlob, readTree, type TreeEntry } from '../git/objects.ts';
import { contentEntryJson, contentFileJson, type Located } from '../render/content.ts';
import { inRepository, type Routes } from '../route.ts';
import { readContents } from './needs.ts';

export const contentRoutes: Routes = {
  'GET /repos/{owner}/{repo}/contents': inRepository(readContents, getContent),
  'GET /repos/{owner}/{repo}/contents/{path}': inRepository(readContents, getContent),
};

async function getContent(call: RepositoryCall) {
  const { github, repository } = call;
  const ref = call.query.get('ref') ?? repository.defaultBranch;
  const directory = gitDirectory(github, repository);
  const commit = await resolveCommit(directory, ref);
  if (commit === undefined) return refuse(failure(404, `No commit found for the ref ${ref}`));
  const wanted = parameterOf(call, 'path').replace(/^\/+|\/+$/g, '');
  const entry = await entryAt(directory, commit, wanted);
  if (!entry) return notFound();
  const at = { github, repository, path: wanted, ref };
  if (entry.type === 'tree') return listDirectory(call, at, entry);
  return showFile(call, at, { entry, commit });
}

async function listDirectory(call: RepositoryCall, at: Located, tree: TreeEntry) {
  const entries = await readTree(gitDirectory(at.github, at.repository), tree.sha, { recursive: false });
  const shown = entries.map((entry) => listedJson(at, entry));
  if (!/application\/vnd\.github(\.v3)?\.object/.test(call.accept)) return json(shown);
  return json({ ...contentEntryJson(at, tree), entries: shown });
}

/** Lists have always called a submodule a file. */
function listedJson(at: Located, entry: TreeEntry) {
  const path = at.path === '' ? entry.path : `${at.path}/${entry.path}`;
  const listed = contentEntryJson({ ...at, path }, entry);
  return { ...listed, type: listed.type === 'submodule' ? 'file' : listed.type };
}

async function showFile(call: RepositoryCall, at: Located, found: { entry: TreeEntry; commit: string }) {
  const directory = gitDirectory(at.github, at.repository);
  if (found.entry.type === 'commit')
    return json({ ...contentEntryJson(at, found.entry), submodule_git_url: null });
  const bytes = await readBlob(directory, found.entry.sha);
  if (!bytes) return notFound();
  const isLink = found.entry.mode === '120000';
  const target = isLink
    ? await linked(directory, found.commit, at.path, bytes)
    : { entry: found.entry, bytes };
  if (!target) return json({ ...contentEntryJson(at, found.entry), target: bytes.toString('utf8') });
  if (/application\/vnd\.github(\.v3)?\.raw/.test(call.accept)) {
    return raw('application/vnd.github.raw+json; charset=utf-8', target.bytes);
  }
  return json(contentFileJson(at, target.entry, target.bytes));
}

/** A link to an ordinary file of the repository is shown as that file. */
async function linked(directory: string, commit: string, link: string, target: Buffer) {
  const goal = path.posix.join(path.posix.dirname(link), target.toString('utf8'));
  if (goal.startsWith('../') || path.posix.isAbsolute(goal)) return undefined;
  const entry = await entryAt(directory, commit, goal);
  const bytes =
    entry?.type === 'blob' && entry.mode !== '120000' ? await readBlob(directory, entry.sha) : undefined;
  return entry && bytes ? { entry, bytes } : undefined;
}
