import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transientFailure } from '../../core/failure.ts';
import type { LeftReason } from '../../core/refusal.ts';
import { follow, pathFault } from '../../core/tree-path.ts';
import type { FileMode, LeftOut } from '../../ports/workspace.ts';
import { readBlobs } from './blobs.ts';
import type { Git } from './run.ts';
import { type CommitAt, type TreeEntry, treeEntries } from './tree-entries.ts';
import { demandSmall, tooManyFiles, type TreeLimits } from './tree-limits.ts';

/** A file of a commit that was written. */
export interface ExportedFile {
  readonly mode: FileMode;
  /** Of its content, in git's store. */
  readonly id: string;
}

export interface Exported {
  readonly files: ReadonlyMap<string, ExportedFile>;
  readonly left: readonly LeftOut[];
}

/**
 * Writes what a commit holds into an empty folder: no filter, attribute or link of the commit has a say in it, and nothing is
 * written through a link, since these are made last. Throws Failure `budget` beyond a limit, before anything is written, and
 * `transient` where the disk is full; what was written until then stays for the folder's owner to delete.
 */
export async function exportCommit(
  git: Git,
  commit: CommitAt,
  folder: string,
  limits: TreeLimits,
): Promise<Exported> {
  const entries = await treeEntries(git, commit, limits.files, () => tooManyFiles(limits));
  const plan = planned(entries);
  demandSmall([...plan.files, ...plan.links], limits);
  const left = [...plan.left];
  const files = new Map<string, ExportedFile>();
  const links = new Map<string, string>();
  const made = new Set(['.']);
  await readBlobs(git, commit, [...plan.files, ...plan.links], async (entry, content) => {
    commit.signal?.throwIfAborted();
    if (entry.kind === 'link') links.set(entry.path, content.toString('utf8'));
    else if (await wrote(folder, entry, { content, made }))
      files.set(entry.path, { mode: entry.kind === 'executable' ? 'executable' : 'plain', id: entry.id });
    else left.push({ path: entry.path, because: 'taken' });
  });
  for (const path of links.keys()) {
    const because = await link(folder, path, links);
    if (because !== undefined) left.push({ path, because });
  }
  return { files, left };
}

interface Plan {
  readonly files: readonly TreeEntry[];
  readonly links: readonly TreeEntry[];
  readonly left: readonly LeftOut[];
}

function planned(entries: readonly TreeEntry[]): Plan {
  const judged = entries.map((entry) => ({ entry, because: whyLeft(entry) }));
  const wanted = judged.flatMap(({ entry, because }) => (because === undefined ? [entry] : []));
  return {
    files: wanted.filter(({ kind }) => kind !== 'link'),
    links: wanted.filter(({ kind }) => kind === 'link'),
    left: judged.flatMap(({ entry: { path }, because }) =>
      because === undefined ? [] : [{ path, because }],
    ),
  };
}

/** What a link may say, in bytes: Linux takes no more. */
const longestLink = 4_095;

function whyLeft({ path, kind, size }: TreeEntry): LeftReason | undefined {
  const fault = pathFault(path);
  if (fault !== undefined) return fault;
  if (kind === 'submodule') return 'submodule';
  return kind === 'link' && (size === 0 || size > longestLink) ? 'link-unreadable' : undefined;
}

interface Writing {
  readonly content: Buffer;
  /** Folders that are there. */
  readonly made: Set<string>;
}

/** False where the name is taken: by an entry of the same name, or by one that this file system takes for the same. */
async function wrote(folder: string, entry: TreeEntry, { content, made }: Writing): Promise<boolean> {
  const parent = dirname(entry.path);
  try {
    if (!made.has(parent)) await mkdir(join(folder, parent), { recursive: true });
    made.add(parent);
    const mode = entry.kind === 'executable' ? 0o755 : 0o644;
    await writeFile(join(folder, entry.path), content, { flag: 'wx', mode });
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw orDiskFull(error);
  }
}

/** Makes a link that stays inside, by itself and by every link on its way. Answers why not, where not. */
async function link(
  folder: string,
  path: string,
  links: ReadonlyMap<string, string>,
): Promise<LeftReason | undefined> {
  const target = links.get(path) ?? '';
  if (/[\p{Cc}\uFFFD]/u.test(target)) return 'link-unreadable';
  const led = follow(path, (at) => links.get(at));
  if (led.is !== 'inside') return led.is === 'outside' ? 'link-leads-out' : 'link-in-circle';
  if (led.path !== '' && pathFault(led.path) !== undefined) return 'link-leads-out';
  try {
    const parent = join(folder, dirname(path));
    await mkdir(parent, { recursive: true });
    // A link that was made before may stand in for a folder: then the place is another entry's.
    if ((await realpath(parent)) !== parent) return 'taken';
    await symlink(target, join(folder, path));
    return undefined;
  } catch (error) {
    if (isTaken(error)) return 'taken';
    throw orDiskFull(error);
  }
}

function isTaken(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENOENT';
}

/** Other jobs give room back when they end, so that trying again may help. */
export function orDiskFull(error: unknown): unknown {
  const code = codeOf(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  const detail = 'the disk that holds the files of repositories is full';
  return transientFailure({ is: 'busy', detail }, 60_000, error);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
