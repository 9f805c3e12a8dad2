import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compiled } from '../compiled.ts';
import type { Answers, Settings } from './victim.ts';

/** A process that has loaded the app, which is most of a start, and waits for its settings. */
export type Spare = Promise<ChildProcess>;

const root = join(import.meta.dirname, '../..');

export async function startSpare(): Spare {
  const child = fork(join(root, 'test/app-process.ts'), {
    execArgv: ['--import', join(root, 'test/crash/load-quickly.ts')],
    env: { ...process.env, ...compiled },
  });
  await once(child, 'message');
  return child;
}

/** What a spare takes to load on two cores that have nothing else to do. */
const restMs = 1_500;

/** A spare, and how many times as long as at rest this machine takes for things now: 1 or more, whole. */
export async function measuredSpare(): Promise<{ readonly spare: Spare; readonly slowness: number }> {
  const began = performance.now();
  const child = await startSpare();
  return { spare: Promise.resolve(child), slowness: Math.ceil((performance.now() - began) / restMs) };
}

/** Answers its address, where it listens. */
export async function startApp(child: ChildProcess, settings: Settings): Promise<string | undefined> {
  const started = once(child, 'message');
  child.send(settings);
  const [{ url }] = await started;
  return url;
}

/** Tells the process something, and waits for what it says to that. Throws where it dies over it by itself. */
export async function tell<Is extends keyof Answers>(
  child: ChildProcess,
  told: { readonly is: Is } & Answers[Is][0],
): Promise<Answers[Is][1]> {
  const over = new AbortController();
  const { signal } = over;
  const died = once(child, 'exit', { signal }).then(() => {
    throw new Error(`the worker died by itself when it was told '${told.is}'`);
  });
  const answered = once(child, 'message', { signal }).then(([answer]) => answer);
  child.send(told);
  try {
    return await Promise.race([answered, died]);
  } finally {
    for (const one of [answered, died]) one.catch(() => undefined);
    over.abort();
  }
}

/** `kill -9`, and waits for its end. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
