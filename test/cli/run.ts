import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { compiled } from '../compiled.ts';

/** How a run of the command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly error: string;
}

export type Settings = Readonly<Record<string, string>>;

const program = join(import.meta.dirname, '../../src/bin.ts');

/** Runs `patchwright` with these words, in an environment of these settings and nothing else of ours. */
export function patchwright(words: readonly string[], settings: Settings = {}): Promise<Ended> {
  return ended(start(program, words, settings));
}

/** Starts a program of Node's; a test that does not wait for its end ends it by its handle. */
export function start(file: string, words: readonly string[], settings: Settings): ChildProcess {
  const env = { PATH: process.env['PATH'], ...compiled, ...settings };
  return spawn(process.execPath, [file, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ChildProcess): Promise<Ended> {
  if (child.stdout === null || child.stderr === null) throw new Error('no output');
  const [output, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output, error };
}
