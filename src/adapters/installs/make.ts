import { execFile } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { InstallsOrder } from '../../ports/installs.ts';
import { draftOf, treeOf, writeEntry } from './entry.ts';
import { settle } from './settle.ts';
import type { StoreParts } from './store.ts';

/** Installs in a folder with nothing but the order's files, and keeps the outcome at the place. Whether there is one to keep. */
export async function make(
  order: InstallsOrder,
  place: string,
  { removeTree, clock }: Pick<StoreParts, 'removeTree' | 'clock'>,
): Promise<boolean> {
  const draft = draftOf(place);
  try {
    await writeFiles(treeOf(draft), order.files);
    const madeAt = clock.now();
    if (!(await order.install(treeOf(draft)))) return false;
    const bytes = await settle(treeOf(draft), order);
    if (bytes === undefined) return false;
    await writeEntry(draft, { bytes, madeAt });
    await flush(draft);
    await removeTree(place);
    await rename(draft, place);
    return true;
  } finally {
    await removeTree(draft);
  }
}

async function writeFiles(tree: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(tree, { recursive: true });
  for (const [path, text] of files) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text, { flag: 'wx' });
  }
}

const run = promisify(execFile);

/** A name may reach the disk before what it stands for: a power cut would leave files that are empty, and stay so for every job. */
async function flush(folder: string): Promise<void> {
  await run('sync', ['-f', folder], { env: { PATH: '/usr/bin:/bin' } });
}
