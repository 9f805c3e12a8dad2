import type { Readable } from 'node:stream';
import { type Failure, userFailure } from '../../core/failure.ts';
import type { Git } from './run.ts';
import { checkedSha } from './sha.ts';

/** Something that a commit holds under a path. A path whose bytes are no UTF-8 has U+FFFD in it. */
export interface TreeEntry {
  readonly path: string;
  /** The object's id. */
  readonly id: string;
  readonly kind: 'plain' | 'executable' | 'link' | 'submodule';
  /** In bytes; zero for a submodule. */
  readonly size: number;
}

export interface CommitAt {
  readonly gitDirectory: string;
  readonly sha: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Everything that a commit holds, in git's order. Throws Failure `user` with reason `git` where the commit cannot be read, and
 * what `tooMany` gives when there are more entries than `most`.
 */
export async function treeEntries(
  git: Git,
  { gitDirectory, sha, signal }: CommitAt,
  most: number,
  tooMany: () => Failure,
): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const { exitCode, complaint } = await git({
    args: ['ls-tree', '-r', '-z', '--long', '--full-tree', '--end-of-options', checkedSha(sha)],
    directory: gitDirectory,
    gitDirectory,
    signal,
    take: async (output) => {
      for await (const record of records(output)) {
        if (entries.length >= most) throw tooMany();
        entries.push(entryOf(record));
      }
    },
  });
  if (exitCode === 0) return entries;
  throw userFailure({ is: 'git', detail: complaint || `git ls-tree ended with exit code ${exitCode}` });
}

/** The stream as texts that each ended with a NUL. */
async function* records(output: Readable): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of output) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\0');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  return undefined;
}

function entryOf(record: string): TreeEntry {
  const [, mode, id, size, path] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-|BAD)\t(.*)$/s.exec(record) ?? [];
  if (mode === undefined || id === undefined || path === undefined)
    throw new Error(`git lists an entry in a form that is not known: ${JSON.stringify(record)}`);
  const bytes = Number.parseInt(size ?? '', 10);
  return { path, id, kind: kinds[mode] ?? 'submodule', size: Number.isNaN(bytes) ? 0 : bytes };
}

/** Git has brought each mode into one of its own forms: what it does not know it takes for a submodule. */
const kinds: Readonly<Record<string, TreeEntry['kind'] | undefined>> = {
  100644: 'plain',
  100755: 'executable',
  120000: 'link',
};
