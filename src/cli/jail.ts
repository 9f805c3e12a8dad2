import { createHash } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { correct, readMachineEnv, type Values } from '../config/env.ts';
import { openJail } from '../outside/jail.ts';
import type { Sandbox } from '../ports/sandbox.ts';

/** The sandbox of a single run of the command line, with what was installed for the repository before. */
export interface LocalJail extends AsyncDisposable {
  readonly sandbox: Sandbox;
}

/** Opens it for the repository in a folder, with the operator's settings. Throws Failure `user` naming what is wrong with these. */
export async function openLocalJail(repo: string): Promise<LocalJail> {
  const env = correct(readMachineEnv(process.env));
  const repository = numberOf(await realpath(repo));
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-sandbox-'));
  const { sandbox, installs } = openJail(env, {
    environment: process.env,
    node: process.execPath,
    architecture: process.arch,
    folder,
    keptIn: join(cacheFolder(process.env), 'patchwright', 'installs'),
    clock: { now: () => Date.now() },
    onError: warn,
  });
  return {
    sandbox: { ...sandbox, installs: installs?.of(repository) ?? null },
    [Symbol.asyncDispose]: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What stands for a repository that GitHub has given no number: its path. */
function numberOf(path: string): number {
  return createHash('sha256').update(path).digest().readUIntBE(0, 6);
}

/** Where a user's programs keep what they can do without, by the XDG Base Directory Specification. */
function cacheFolder({ XDG_CACHE_HOME }: Values): string {
  return XDG_CACHE_HOME?.startsWith('/') === true ? XDG_CACHE_HOME : join(homedir(), '.cache');
}

function warn(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`patchwright: packages cannot be kept for the next time: ${why}\n`);
}
