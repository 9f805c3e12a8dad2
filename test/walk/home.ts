import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Env } from '../../src/config/env.ts';
import { type Running, startPatchwright } from '../../src/main.ts';
import type { Timing } from '../../src/timing.ts';
import { compiled } from '../compiled.ts';
import { type Books, booksOf, type Wanted } from './books.ts';
import { impatient } from './impatient.ts';

export interface AppSettings {
  readonly env: Env;
  readonly timing: Timing;
}

/** Where the app lives: it can be started, killed and started again, and its books be read while it runs. */
export interface Home {
  /** Answers the address it listens at. */
  start(): Promise<string>;
  kill(): Promise<void>;
  /** For good. */
  leave(): Promise<void>;
  books(wanted: Wanted): Promise<Books>;
}

/** In this process, and closed without any grace. */
export function homeHere(settings: AppSettings, onLog: (line: string) => void): Home {
  let running: Running | undefined;
  async function kill(): Promise<void> {
    await running?.close();
    running = undefined;
  }
  return {
    start: async () => {
      const { env, timing } = settings;
      running = await startPatchwright(env, { role: 'all', timing, around: impatient, log: onLog });
      return running.url ?? '';
    },
    kill,
    leave: kill,
    books: (wanted) => {
      if (running === undefined) throw new Error('the app is away');
      return booksOf(running, wanted);
    },
  };
}

/** In a process of its own, and ended by `kill -9`. The next process is loaded while one works. */
export function homeApart(settings: AppSettings, onLog: (line: string) => void): Home {
  let child: ChildProcess | undefined;
  let spare: Promise<ChildProcess> | undefined;
  async function kill(): Promise<void> {
    await end(child);
    child = undefined;
  }
  return {
    start: async () => {
      child = await (spare ?? startSpare());
      spare = startSpare();
      createInterface({ input: child.stdout! }).on('line', onLog);
      return ((await asked(child, settings)) as { url: string }).url;
    },
    kill,
    leave: async () => {
      await kill();
      await end(await spare);
    },
    books: async (wanted) => {
      if (child === undefined) throw new Error('the app is away');
      return (await asked(child, wanted)) as Books;
    },
  };
}

async function startSpare(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'app-process.ts'), {
    env: { ...process.env, ...compiled },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

/** Sends the message and waits for what is said to it. */
async function asked(child: ChildProcess, message: object): Promise<unknown> {
  const over = new AbortController();
  try {
    const answered = once(child, 'message', over);
    const died = once(child, 'exit', over).then(() => Promise.reject(new Error('the app has died')));
    child.send(message);
    const [answer] = await Promise.race([answered, died]);
    return answer;
  } finally {
    over.abort();
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
