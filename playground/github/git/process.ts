import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A program to run to its end. */
export interface Order {
  readonly file: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: Uint8Array | string;
}

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export interface Numbered<T> {
  readonly id: number;
  readonly order: T;
}

/** How an order of this number ended, or why it could not be started. */
export type Answer = { readonly id: number } & ({ readonly ended: Ended } | { readonly error: string });

/**
 * Runs a program by way of a small process. What starts another process copies the map of its own memory for it: in one of 300 MB,
 * as a test or a server may have, that takes thirty times as long as in a small one, and nothing else is done meanwhile.
 */
export function runProcess(order: Order): Promise<Ended> {
  starter ??= openStarter();
  return starter(order);
}

let starter: ((order: Order) => Promise<Ended>) | undefined;

function openStarter() {
  const child = fork(fileURLToPath(new URL('starter.ts', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, NODE_V8_COVERAGE: '' },
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
    if (waiting.size === 0) release(child);
  });
  child.on('exit', () => {
    starter = undefined;
    for (const [id, end] of waiting) end({ id, error: 'the process that starts git has ended' });
  });
  release(child);
  return async (order: Order) => {
    last += 1;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(last, resolve);
    hold(child);
    child.send({ id: last, order } satisfies Numbered<Order>);
    const answer = await promise;
    if ('error' in answer) throw new Error(answer.error);
    return answer.ended;
  };
}

/** While nothing is waited for, it keeps nobody from ending. */
function release(child: ChildProcess) {
  child.unref();
  child.channel?.unref();
}

function hold(child: ChildProcess) {
  child.ref();
  child.channel?.ref();
}
