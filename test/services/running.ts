import { rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerProcess } from './process.ts';
import type { Service } from './service.ts';

export interface Recipe {
  readonly url: string;
  readonly launch: () => Promise<ServerProcess>;
  /** The signal that asks the server to end soon and in order. */
  readonly politely: NodeJS.Signals;
  /** The folder that goes when the service is disposed of, or with this process. */
  readonly folder: string;
}

/** Starts the server, and answers the handle that a test turns it off and on by. */
export async function runService(recipe: Recipe): Promise<Service> {
  let server = await recipe.launch();
  const orphan = { folder: recipe.folder, kill: () => server.signal('SIGKILL') };
  orphans.add(orphan);
  return {
    url: recipe.url,
    start: async () => {
      server = await recipe.launch();
    },
    stop: () => server.end(recipe.politely),
    kill: () => server.end('SIGKILL'),
    pause: () => server.signal('SIGSTOP'),
    resume: () => server.signal('SIGCONT'),
    [Symbol.asyncDispose]: async () => {
      orphans.delete(orphan);
      await server.end('SIGKILL');
      await rm(recipe.folder, { recursive: true, force: true });
    },
  };
}

/** What nobody has disposed of yet. */
const orphans = new Set<{ readonly folder: string; readonly kill: () => void }>();

process.once('exit', () => {
  for (const { folder, kill } of orphans) {
    kill();
    // The dying server may write a last file meanwhile.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

export function temporaryFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `patchwright-${name}-`));
}

/** Where Linux keeps files in memory. Containers have little room there. */
const memory = '/dev/shm';
const leastRoom = 2 ** 31;

/**
 * A folder for a server that makes and removes hundreds of files for each test: in memory where there is room, since a disk's file system
 * takes half of the tests' time to look for what was removed the second before.
 */
export async function quickFolder(name: string): Promise<string> {
  const room = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return room < leastRoom ? await temporaryFolder(name) : await mkdtemp(join(memory, `patchwright-${name}-`));
}
