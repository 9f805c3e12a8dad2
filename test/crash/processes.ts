import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answers, Settings } from './victim.ts';

/** A process that has loaded the app, which is most of a start, and waits for its settings. */
export type Spare = Promise<ChildProcess>;

const root = join(import.meta.dirname, '../..');

export async function startSpare(): Spare {
  const child = fork(join(root, 'test/app-process.ts'), {
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, '.cache/compiled') },
  });
  await once(child, 'message');
  return child;
}

/** Answers its address, where it listens. */
export async function startApp(child: ChildProcess, settings: Settings): Promise<string | undefined> {
  const started = once(child, 'message');
  child.send(settings);
  const [{ url }] = await started;
  return url;
}

/** Tells the process something, and waits for what it says to that. */
export async function tell<Is extends keyof Answers>(
  child: ChildProcess,
  told: { readonly is: Is } & Answers[Is][0],
): Promise<Answers[Is][1]> {
  const answered = once(child, 'message');
  child.send(told);
  const [answer] = await answered;
  return answer;
}

/** `kill -9`, and waits for its end. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
