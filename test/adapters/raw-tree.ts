import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** An entry of a tree, under whatever name and mode: git itself would refuse many. */
export type RawEntry =
  | { readonly name: string | Buffer; readonly mode?: string; readonly content: string | Buffer }
  | { readonly name: string | Buffer; readonly entries: readonly RawEntry[] }
  | { readonly name: string | Buffer; readonly mode: string; readonly id: string };

export interface BareRepository {
  readonly gitDirectory: string;
  /** Commits a tree of these entries, in this order; answers the commit. */
  commit(entries: readonly RawEntry[]): string;
  /** Writes a tree and answers its id. */
  tree(entries: readonly RawEntry[]): string;
  /** Commits a tree that is there. */
  commitTree(tree: string): string;
}

export function makeBareRepository(gitDirectory: string): BareRepository {
  mkdirSync(gitDirectory, { recursive: true });
  git(['init', '--quiet', '--bare']);
  const written = new Map<string, string>();
  const repository: BareRepository = {
    gitDirectory,
    commit: (entries) => repository.commitTree(repository.tree(entries)),
    tree: (entries) => write('tree', Buffer.concat(entries.map(rawEntry))),
    commitTree: (tree) => git(['commit-tree', '-m', 'whatever', tree]),
  };
  return repository;

  function rawEntry(entry: RawEntry): Buffer {
    const [mode, id] =
      'entries' in entry
        ? ['40000', repository.tree(entry.entries)]
        : 'id' in entry
          ? [entry.mode, entry.id]
          : [entry.mode ?? '100644', write('blob', entry.content)];
    return Buffer.concat([
      Buffer.from(`${mode} `),
      Buffer.from(entry.name),
      Buffer.from([0]),
      Buffer.from(id, 'hex'),
    ]);
  }

  function write(type: string, content: string | Buffer): string {
    const key = `${type} ${Buffer.from(content).toString('base64')}`;
    const id = written.get(key) ?? git(['hash-object', '-t', type, '-w', '--literally', '--stdin'], content);
    written.set(key, id);
    return id;
  }

  function git(args: readonly string[], input: string | Buffer = ''): string {
    const env = {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Eve',
      GIT_AUTHOR_EMAIL: 'eve@example.com',
      GIT_COMMITTER_NAME: 'Eve',
      GIT_COMMITTER_EMAIL: 'eve@example.com',
    };
    return execFileSync('git', args, { cwd: gitDirectory, env, input, encoding: 'utf8' }).trim();
  }
}

export function file(name: string | Buffer, content: string | Buffer = 'some text\n'): RawEntry {
  return { name, content };
}

export function folder(name: string | Buffer, ...entries: readonly RawEntry[]): RawEntry {
  return { name, entries };
}

export function link(name: string, target: string): RawEntry {
  return { name, mode: '120000', content: target };
}
