import type { Change } from '../core/change.ts';
import { pathFault } from '../core/tree-path.ts';
import type { SandboxRefusal, SandboxSession } from '../ports/sandbox.ts';
import type { OriginalFile, Workspace } from '../ports/workspace.ts';

/** What has become of a commit's files, as data: what a clean checkout of the commit can be given by `Workspace.apply`. */
export interface Taken {
  /** By path; none of a file that git is told to ignore and that the commit does not have. */
  readonly changes: readonly Change[];
  /** Where something was changed that is no text to take. */
  readonly left: readonly LeftChange[];
}

export interface LeftChange {
  readonly path: string;
  readonly because: Exclude<SandboxRefusal, 'absent'> | 'binary';
}

/**
 * Takes what edits of a workspace, and commands that ran in its folder, have made of its commit. The session's tree is that folder, and it
 * was opened before the first command ran. A file that is as the commit has it is no change, however often it was written.
 */
export async function takeChanges(
  session: SandboxSession,
  workspace: Pick<Workspace, 'changes' | 'original'>,
): Promise<Taken> {
  const touched = new Set([
    ...(await session.changes()).map(({ path }) => path),
    ...workspace.changes().map(({ path }) => path),
  ]);
  const found: Found[] = [];
  for (const path of touched) found.push({ path, original: await workspace.original(path) });
  const fresh = found.flatMap(({ path, original }) => (original === null ? [path] : []));
  const ignored = await ignoredBy(session, fresh);
  const changes: Change[] = [];
  const left: LeftChange[] = [];
  for (const one of found.filter(({ path }) => !ignored.has(path))) {
    const change = await changeOf(one, session);
    if (change !== undefined && 'because' in change) left.push(change);
    else if (change !== undefined) changes.push(change);
  }
  return { changes: changes.toSorted(byPath), left: left.toSorted(byPath) };
}

interface Found {
  readonly path: string;
  /** As the commit has it; null where it has none. */
  readonly original: OriginalFile | null;
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : 1;
}

/** As many paths as can be asked about at once: their answer must not be cut. */
const mostAsked = 400;

/** Git itself knows best what it ignores: it is asked in the sandbox, in a repository that has nothing of the tree's own. */
async function ignoredBy(session: SandboxSession, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const ignored = new Set<string>();
  for (let at = 0; at < paths.length; at += mostAsked) {
    const asked = paths.slice(at, at + mostAsked);
    const { stdout } = await session.run({
      argv: ['sh', '-c', askGit, 'sh', session.root],
      input: `${asked.join('\0')}\0`,
    });
    for (const path of stdout.text.split('\0')) ignored.add(path);
  }
  return ignored;
}

const askGit =
  'git init --quiet --bare /tmp/empty && exec git --git-dir=/tmp/empty --work-tree="$1" -c core.bare=false check-ignore --no-index --stdin -z';

/** What the largest file that is taken may have. */
const mostBytes = 2_000_000;

async function changeOf(
  { path, original }: Found,
  session: SandboxSession,
): Promise<Change | LeftChange | undefined> {
  if (pathFault(path) !== undefined) return { path, because: 'outside' };
  const now = await session.read(path, mostBytes);
  if (now.is === 'file') return between(path, original, now);
  return now.reason === 'absent' ? between(path, original, null) : { path, because: now.reason };
}

type File = OriginalFile | null;

function between(path: string, old: File, now: File): Change | LeftChange | undefined {
  if (isSame(old, now)) return undefined;
  const [before, after] = [textOf(old), textOf(now)];
  if (before === undefined || after === undefined) return { path, because: 'binary' };
  return { path, before, after, mode: (now ?? old)?.mode ?? 'plain' };
}

function isSame(one: File, other: File): boolean {
  if (one === null || other === null) return one === other;
  return one.mode === other.mode && Buffer.compare(one.bytes, other.bytes) === 0;
}

/** Null where there is no file, undefined where it is no text: git takes for binary what has a NUL near its beginning. */
function textOf(file: File): string | null | undefined {
  if (file === null) return null;
  if (file.bytes.subarray(0, 8_000).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes);
  } catch {
    return undefined;
  }
}
