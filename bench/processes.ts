import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Env, readEnv, type Role, type Values } from '../src/config/env.ts';
import type { Found, Service } from '../test/services/service.ts';

/** The processes of a benchmark: each runs a file of this folder, and all end with it. */
export interface Processes extends AsyncDisposable {
  start(file: string, ...args: readonly string[]): ChildProcess;
}

export function openProcesses(): Processes {
  const started: ChildProcess[] = [];
  return {
    start: (file, ...args) => {
      const child = fork(join(import.meta.dirname, file), args, {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      started.push(child);
      return child;
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of started) await end(child);
    },
  };
}

/** They clean up and end when nobody talks to them any more. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, 'exit');
  if (child.connected) child.disconnect();
  await over;
}

/** Sends a message and gives the answer; an Error where the process ends instead. */
export async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  const answer = answerOf<Answer>(child);
  child.send(message);
  return answer;
}

/** The next that the process says. */
export async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const ended = new AbortController();
  const { signal } = ended;
  const answer = once(child, 'message', { signal }).then(([said]) => said as Answer);
  const end = once(child, 'exit', { signal }).then(([code]): never => {
    throw new Error(`a process of the benchmark has ended with ${String(code)}`);
  });
  try {
    return await Promise.race([answer, end]);
  } finally {
    answer.catch(() => undefined);
    end.catch(() => undefined);
    ended.abort();
  }
}

/** Starts a service; throws an Error where this machine does not have it. */
export function started(found: Found): Promise<Service> {
  if (found.is === 'missing') throw new Error(found.reason);
  return found.start();
}

export function envOf(values: Values, role: Role): Env {
  const read = readEnv(values, { role, readFile: () => '', isPrivateKey: () => true });
  if (read.is === 'faults') throw new Error(read.faults.join('\n'));
  return read.value;
}
