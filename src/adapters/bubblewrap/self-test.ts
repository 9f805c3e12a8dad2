import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { SandboxLimits, SandboxResult } from '../../ports/sandbox.ts';
import { watchDisk } from './disk.ts';
import { usualLimits } from './limits.ts';
import { type Holding, runInJail } from './run.ts';
import { filterProbe } from './self-test-calls.ts';
import { insideProbe } from './self-test-inside.ts';

/** What the tests need to know of this machine. */
export interface Machine {
  readonly folder: string;
  readonly node: string;
  readonly architecture: string;
}

/** One attempt to break out: gives what it achieved, undefined where it was held. */
export type Probe = (bench: Bench) => Promise<string | undefined>;

/** Where a probe is made. */
export interface Bench {
  /** Runs a command in a jail over a folder that goes with the tests. */
  readonly run: (
    argv: readonly string[],
    limits?: Partial<SandboxLimits>,
    isWatched?: boolean,
  ) => Promise<SandboxResult>;
  /** Puts a program into that folder. */
  readonly put: (name: string, content: string | Uint8Array) => Promise<void>;
  readonly machine: Machine;
  /** A file outside that must not be seen, and a server that must not be reached. */
  readonly secretFile: string;
  readonly port: number;
}

/**
 * Tries to break each limit with a child that means it. Gives the first that did not hold, undefined where all did. A machine that
 * is busy makes it slower, not wrong: what must end is waited for. Where the signal ends it, what is given means nothing.
 */
export async function prove(
  holding: Holding,
  machine: Machine,
  signal: AbortSignal,
): Promise<string | undefined> {
  const folder = await mkdtemp(join(machine.folder, 'patchwright-proof-'));
  await using server = await listening();
  try {
    const tree = join(folder, 'tree');
    const secretFile = join(folder, 'secret');
    await writeFile(secretFile, 'not for you');
    const bench = await openBench({ holding, machine, tree, secretFile, port: server.port }, signal);
    const start = await bench.run(['true']);
    if (start.ended.is === 'not-verified') return `${start.ended.reason}. ${remedy}`;
    const found = await Promise.all(probes.map((probe) => probe(bench)));
    const achieved = found.find((achievement) => achievement !== undefined);
    return achieved ?? (server.visits() > 0 ? 'a command reached a server of this machine' : undefined);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const remedy = 'It takes bubblewrap 0.8 or newer, and a user or container that may make user namespaces';

async function openBench(
  parts: Omit<Bench, 'run' | 'put'> & { holding: Holding; tree: string },
  signal: AbortSignal,
): Promise<Bench> {
  const { holding, tree, machine } = parts;
  await mkdir(tree);
  return {
    ...parts,
    put: (name, content) => writeFile(join(tree, name), content, { mode: 0o755 }),
    run: (argv, narrower = {}, isWatched = true) => {
      const limits = { ...usualLimits, timeMs: 20_000, ...narrower };
      return runInJail(holding, {
        tree,
        shown: [{ from: machine.node, to: '/opt/patchwright/node' }],
        toolchains: [],
        env: { PATH: '/usr/bin:/bin' },
        cwd: '',
        limits,
        argv,
        input: '',
        signal,
        disk: watchDisk(tree, limits),
        isWatched,
      });
    },
  };
}

async function listening(): Promise<AsyncDisposable & { readonly port: number; visits(): number }> {
  let visits = 0;
  const server: Server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    visits: () => visits,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const probes: readonly Probe[] = [insideProbe, filterProbe, memory, processes, disk, time, output];

/** `tail` keeps all of a line that does not end. */
async function memory({ run }: Bench): Promise<string | undefined> {
  const { ended, stdout } = await run(['sh', '-c', 'head -c 200M /dev/zero | tail | wc -c'], {
    memoryBytes: 32_000_000,
  });
  const isHeld = ended.is === 'out-of-memory' || !stdout.text.includes('209715200');
  return isHeld ? undefined : 'the memory limit does not hold';
}

/** The kernel alone has to hold this one: a thousand processes are there before anybody has looked. */
async function processes({ run }: Bench): Promise<string | undefined> {
  const script = 'i=0; while [ $i -lt 64 ]; do sleep 1 & i=$((i+1)); done; echo all of them';
  const { stdout } = await run(['sh', '-c', script], { processes: 16 }, false);
  return stdout.text.includes('all of them') ? 'the limit of processes does not hold' : undefined;
}

async function disk({ run }: Bench): Promise<string | undefined> {
  const script = 'mkdir fill; i=0; while :; do head -c 1M /dev/zero >fill/$i; i=$((i+1)); done';
  const { ended } = await run(['sh', '-c', script], { diskBytes: 16_000_000 });
  await run(['rm', '-r', 'fill']);
  return ended.is === 'disk-full' ? undefined : 'the limit of disk space does not hold';
}

/** Processes that leave their parent and close their ears have to go, too. */
async function time({ run }: Bench): Promise<string | undefined> {
  const { ended } = await run(['sh', '-c', 'trap "" TERM INT HUP; (setsid sleep 20 &); sleep 20'], {
    timeMs: 100,
  });
  return ended.is === 'timed-out' ? undefined : 'the limit of time does not hold';
}

async function output({ run }: Bench): Promise<string | undefined> {
  const { ended } = await run(['sh', '-c', 'while :; do echo much; done'], { outputBytes: 100_000 });
  return ended.is === 'output-limit' ? undefined : 'the limit of output does not hold';
}
