import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSandbox } from '../adapters/bubblewrap/sandbox.ts';
import type { Sandbox } from '../ports/sandbox.ts';

/** A sandbox of a single run of the command line. */
export interface Jail extends AsyncDisposable {
  readonly sandbox: Sandbox;
}

export async function openJail(): Promise<Jail> {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-sandbox-'));
  const { execPath: node, arch: architecture } = process;
  return {
    sandbox: openSandbox({ environment: process.env, folder, node, architecture }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
