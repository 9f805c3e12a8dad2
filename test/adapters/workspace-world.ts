import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkout, openCheckouts } from '../../src/adapters/git/checkout.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import type { TreeLimits } from '../../src/adapters/git/tree-limits.ts';
import { openWorkspace } from '../../src/adapters/git/workspace.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { scratch } from './git-repository.ts';
import { type BareRepository, file, folder, makeBareRepository, type RawEntry } from './raw-tree.ts';

const syntax = openSyntax({ clock: { now: () => Date.now() } });

/** A bare repository and the place of checkouts of its commits. */
export interface CheckoutWorld extends AsyncDisposable {
  readonly path: string;
  readonly repository: BareRepository;
  /** Where the folders of all checkouts are. */
  readonly checkouts: string;
  readonly checkOut: (entries: readonly RawEntry[] | string, signal?: AbortSignal) => Promise<Checkout>;
  readonly open: (files: Readonly<Record<string, string>> | readonly RawEntry[]) => Promise<Workspace>;
}

export async function checkoutWorld(limits?: Partial<TreeLimits>): Promise<CheckoutWorld> {
  const room = scratch();
  const repository = makeBareRepository(join(room.path, 'repository.git'));
  const directory = join(room.path, 'checkouts');
  mkdirSync(directory);
  const git = openGit({ environment: process.env });
  const usual = { bytes: 10_000_000, files: 1_000, fileBytes: 3_000_000 };
  const checkouts = await openCheckouts({ git, directory, limits: { ...usual, ...limits } });
  const world: CheckoutWorld = {
    path: room.path,
    repository,
    checkouts: directory,
    checkOut: (wanted, signal = new AbortController().signal) => {
      const sha = typeof wanted === 'string' ? wanted : repository.commit(wanted);
      return checkouts.open({ sha, reach: (work) => work(repository.gitDirectory) }, signal);
    },
    open: async (files) => {
      const entries = Array.isArray(files) ? files : treeOf(Object.entries(files));
      return openWorkspace(await world.checkOut(entries), { syntax, searchMs: 2_000 });
    },
    [Symbol.asyncDispose]: async () => {
      await checkouts[Symbol.asyncDispose]();
      room[Symbol.dispose]();
    },
  };
  return world;
}

/** Files by their paths as entries of trees. */
function treeOf(files: readonly (readonly [string, string])[]): readonly RawEntry[] {
  const byFirst = Map.groupBy(files, ([path]) => path.split('/')[0] ?? '');
  return [...byFirst]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, below]) =>
      below.every(([path]) => path === name)
        ? below.map(([, content]) => file(name, content))
        : [folder(name, ...treeOf(below.map(([path, content]) => [path.slice(name.length + 1), content])))],
    );
}
