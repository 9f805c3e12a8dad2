import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lockFile } from '../../../src/adapters/git/lock-file.ts';
import { removeTree } from '../../../src/adapters/git/remove-tree.ts';
import { openInstalls, type StoreParts } from '../../../src/adapters/installs/store.ts';
import type { InstallsOrder, InstallStore } from '../../../src/ports/installs.ts';
import type { Sandbox } from '../../../src/ports/sandbox.ts';

export type Files = Readonly<Record<string, string>>;

/** A place for installations, trees that need them, and a clock that is moved by hand. */
export interface StoreWorld extends AsyncDisposable {
  readonly folder: string;
  readonly store: InstallStore;
  /** What the store complained of. */
  readonly errors: readonly unknown[];
  /** How often something was installed. */
  installed(): number;
  pass(ms: number): void;
  /** A folder with a manifest in it. */
  tree(): Promise<string>;
  /** Asks for an installation that makes these files, unless it is to do otherwise. */
  give(made: Files, order?: Partial<InstallsOrder>, repository?: number): Promise<Told>;
  /** All that lies in the store, but its locks. */
  stored(): Promise<readonly string[]>;
}

export interface Told {
  readonly given: 'kept' | 'made' | 'not-given';
  readonly tree: string;
}

export const manifest = { path: 'package.json', text: '{"name":"shop"}' } as const;

export async function openStoreWorld(sandbox: Sandbox, parts: Partial<StoreParts> = {}): Promise<StoreWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-installs-'));
  const store = join(folder, 'store');
  const errors: unknown[] = [];
  let now = 1_700_000_000_000;
  let installed = 0;
  const opened = openInstalls({
    folder: store,
    mostBytes: 50_000_000,
    sandbox,
    lockFile,
    removeTree,
    clock: { now: () => now },
    onError: (error) => void errors.push(error),
    ...parts,
  });
  const world: StoreWorld = {
    folder,
    store: opened,
    errors,
    installed: () => installed,
    pass: (ms) => void (now += ms),
    tree: async () => {
      const tree = await mkdtemp(join(folder, 'tree-'));
      await writeFile(join(tree, manifest.path), manifest.text);
      return tree;
    },
    give: async (made, order = {}, repository = 1) => {
      const tree = order.tree ?? (await world.tree());
      async function install(at: string): Promise<boolean> {
        installed += 1;
        await writeAll(at, made);
        return true;
      }
      const given = await opened.of(repository).give({ ...usualOrder(tree), install, ...order });
      return { given, tree };
    },
    stored: async () => {
      const paths = await readdir(store, { recursive: true }).catch(() => []);
      return paths.filter((path) => !path.startsWith('locks')).toSorted();
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
  return world;
}

/** All of an order but how to install. */
export function usualOrder(tree: string): Omit<InstallsOrder, 'install'> {
  const files = new Map([[manifest.path, manifest.text]]);
  return { tree, key: 'key', files, folders: ['node_modules'], freshMs: null };
}

export async function writeAll(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
