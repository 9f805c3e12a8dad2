import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSandbox } from '../../../src/adapters/bubblewrap/sandbox.ts';
import { lockFile } from '../../../src/adapters/git/lock-file.ts';
import { removeTree } from '../../../src/adapters/git/remove-tree.ts';
import { openInstalls } from '../../../src/adapters/installs/store.ts';
import { usualOrder, writeAll } from './store-world.ts';

/**
 * A process that asks for an installation: `installing FOLDER TREE how`. It notes in FOLDER/installs that it installs, and with
 * `for ever` comes to no end.
 */
const [folder = '', tree = '', how = ''] = process.argv.slice(2);

const sandbox = openSandbox({
  environment: process.env,
  folder: join(folder, 'jail'),
  node: process.execPath,
  architecture: process.arch,
});
const store = openInstalls({
  folder: join(folder, 'store'),
  mostBytes: 50_000_000,
  sandbox,
  lockFile,
  removeTree,
  clock: { now: () => 0 },
  onError: (error) => {
    throw error;
  },
});
const given = await store.of(1).give({
  ...usualOrder(tree),
  install: async (at) => {
    await appendFile(join(folder, 'installs'), 'installs\n');
    await writeAll(at, { 'node_modules/half.js': 'half' });
    if (how === 'for ever') {
      process.stdout.write('installing\n');
      await new Promise((resolve) => {
        setTimeout(resolve, 600_000);
      });
    }
    await writeAll(at, { 'node_modules/whole.js': 'whole' });
    return true;
  },
});
process.stdout.write(`${given}\n`);
