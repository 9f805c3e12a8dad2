import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Harm, Told } from './attack.ts';
import { familyOf, watch } from './watch.ts';

export interface TameOrder {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** When it has shown that it does not end. */
  readonly timeMs?: number;
  /** The folder that it may fill: then all that it takes is measured. */
  readonly measured?: string;
}

/** The environment of the app, as it would be seen by what is started carelessly. */
export interface TameSurroundings extends Readonly<Record<string, string>> {
  readonly secret: string;
}

/**
 * Runs something hostile in its tame form as the app must never run it: with the app's environment and nothing around it. Still it is
 * in a group of its own, with limits on processor time, memory and file size, and ended when its time is up.
 */
export async function runTamely(
  { secret, ...surroundings }: TameSurroundings,
  { argv, cwd, env = {}, input = '', timeMs = 60_000, measured }: TameOrder,
): Promise<Told> {
  const before = await familyOf(secret);
  const child = spawn('/bin/sh', ['-c', limits, 'sh', ...argv], {
    cwd,
    env: { ...surroundings, ...env, LANG: 'C.UTF-8', PATCHWRIGHT_CANARY: secret },
    detached: true,
  });
  child.stdin.on('error', () => undefined).end(input);
  const used = measured === undefined ? undefined : watch(secret, measured);
  const heard = listenTo(child);
  const isLate = await isEndedBy(child, timeMs);
  await quiet(secret, before);
  const harm: readonly (Harm | false)[] = [
    ...((await used?.stop()) ?? []),
    heard.bytes() >= 50_000_000 && 'floods',
    isLate && 'hangs',
  ];
  return { ended: 'without a jail', output: heard.output(), harm: harm.filter((name) => name !== false) };
}

/** What it prints, as far as it matters; nobody needs more than this to see that it floods. */
function listenTo(child: ChildProcessWithoutNullStreams) {
  let bytes = 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (output.length < 1_000_000) output += chunk.toString('latin1');
      if (bytes > 300_000_000) end(child.pid);
    });
  return { bytes: () => bytes, output: () => output };
}

/** Whether its time was up before it ended. What it has left behind may hold on to its outputs. */
async function isEndedBy(child: ChildProcessWithoutNullStreams, timeMs: number): Promise<boolean> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end(child.pid);
  }, timeMs);
  const closed = once(child, 'close');
  await once(child, 'exit');
  clearTimeout(timer);
  await Promise.race([closed, wait(2_000, undefined, { ref: false })]);
  return isLate;
}

const patience = { tries: 100, ms: 50 };

/** What was killed and not waited for needs a moment to go on a busy machine, and lingers only where it stays for longer. */
async function quiet(secret: string, before: readonly number[]): Promise<void> {
  for (let tries = 0; tries < patience.tries; tries += 1) {
    if ((await familyOf(secret)).every((id) => before.includes(id))) return;
    await wait(patience.ms);
  }
}

/** Processor seconds, half kilobytes of a file, kilobytes of memory, and no dumps. */
const limits = 'ulimit -t 60; ulimit -f 2000000; ulimit -d 3000000; ulimit -c 0; exec "$@"';

function end(group: number | undefined): void {
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Processes that were started with the secret in their environment, but this one: what a tame form has left. */
export async function markedBy(secret: string, standIn: number): Promise<readonly number[]> {
  return (await familyOf(secret)).filter((id) => id !== standIn);
}

/** Ends what a tame form has left behind. */
export async function clearUp(secret: string): Promise<void> {
  for (const id of await familyOf(secret)) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** A process that stands for any other of this machine: it has the secret in its environment, and waits. */
export interface StandIn extends AsyncDisposable {
  readonly pid: number;
  isThere(): boolean;
}

export async function startStandIn(secret: string): Promise<StandIn> {
  const child = spawn('/bin/sh', ['-c', 'echo ready; exec sleep 600'], {
    env: { PATCHWRIGHT_CANARY: secret },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    isThere: () => child.exitCode === null && child.signalCode === null,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
      await clearUp(secret);
    },
  };
}
