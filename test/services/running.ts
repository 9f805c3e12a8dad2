import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerProcess } from './process.ts';
import type { Service } from './service.ts';

export interface Recipe {
  readonly url: string;
  readonly launch: () => Promise<ServerProcess>;
  /** The signal that asks the server to end soon and in order. */
  readonly politely: NodeJS.Signals;
  /** The folder that goes when the service is disposed of. */
  readonly folder: string;
}

/** Starts the server, and answers the handle that a test turns it off and on by. */
export async function runService(recipe: Recipe): Promise<Service> {
  let server = await recipe.launch();
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
      await server.end('SIGKILL');
      await rm(recipe.folder, { recursive: true, force: true });
    },
  };
}

export function temporaryFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `patchwright-${name}-`));
}
