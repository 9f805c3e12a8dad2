import { constants } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxEnding, SandboxLimits, SandboxOutput, SandboxResult } from '../../ports/sandbox.ts';
import type { Cgroup, Cgroups } from './cgroup.ts';
import type { DiskWatch } from './disk.ts';
import { furnish } from './furnish.ts';
import { jailArguments, type JailOrder } from './jail.ts';
import { launch, type Launched, type Over } from './launch.ts';
import { offspringOf } from './offspring.ts';

/** What this machine has for holding processes. */
export interface Holding {
  /** Where bubblewrap is. */
  readonly program: string;
  readonly filter: Uint8Array;
  readonly cgroups: Cgroups | undefined;
  /** Where things with a name may lie for a moment. */
  readonly folder: string;
}

export interface RunOrder extends Omit<JailOrder, 'isByRlimits' | 'hasInput' | 'devices'> {
  readonly input: string | Uint8Array;
  readonly signal: AbortSignal;
  /** Of the tree, over all runs in it: to walk it takes longer than many a command. */
  readonly disk: DiskWatch;
  /** Whether limits are looked after while it runs, too; without, only what the kernel holds by itself is held. */
  readonly isWatched: boolean;
}

/** Runs one command in a jail of its own, and comes back when nothing of it is left running. */
export async function runInJail(holding: Holding, order: RunOrder): Promise<SandboxResult> {
  const start = performance.now();
  if (order.signal.aborted) return without({ is: 'cancelled' });
  await using furniture = await furnish(holding.folder, process.getuid?.());
  const group = await holding.cgroups?.make(order.limits);
  try {
    const launched = launch({
      ...holding,
      outputs: furniture.outputs,
      args: jailArguments({
        ...order,
        isByRlimits: group === undefined,
        hasInput: order.input.length > 0,
        devices: furniture.devices,
      }),
      entries: group?.entries ?? [],
      input: order.input,
      limits: order.limits,
    });
    const over = await watched(launched, order, group);
    const { stdout, stderr } = over;
    return { ended: endingOf(over, order.limits), stdout, stderr, ms: performance.now() - start };
  } finally {
    await group?.remove();
  }
}

/** The result of a command that was not run for this reason. */
export function notRun(reason: string): SandboxResult {
  return without({ is: 'not-verified', reason });
}

const nothing: SandboxOutput = { text: '', bytes: 0 };

function without(ended: SandboxEnding): SandboxResult {
  return { ended, stdout: nothing, stderr: nothing, ms: 0 };
}

/** How long a limit may be broken unseen. */
const watchMs = 50;

async function watched(launched: Launched, order: RunOrder, group: Cgroup | undefined): Promise<Over> {
  const { limits, signal } = order;
  const bitten = biting(launched, order, group);
  const timer = setTimeout(() => launched.stop({ is: 'timed-out', limitMs: limits.timeMs }), limits.timeMs);
  signal.addEventListener('abort', cancel, { once: true });
  const rounds = watchRounds(launched, order.isWatched ? bitten : () => Promise.resolve(undefined));
  try {
    const over = await launched.over;
    await rounds.stop();
    const last = over.stopped ?? (await bitten());
    return { ...over, stopped: last };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }

  function cancel(): void {
    launched.stop({ is: 'cancelled' });
  }
}

/** Looks every so often whether a limit is broken, one look at a time. */
function watchRounds(launched: Launched, look: Biting): { stop(): Promise<void> } {
  const over = new AbortController();
  const rounds = watch();
  /** What goes wrong in a round is told by `stop`. */
  rounds.catch(() => undefined);
  return {
    stop: async () => {
      over.abort();
      await rounds;
    },
  };

  async function watch(): Promise<void> {
    while (await hasPassed(over.signal)) {
      const ending = await look();
      if (ending !== undefined) launched.stop(ending);
    }
  }
}

/** Whether the time between two looks has passed before all was over. */
function hasPassed(over: AbortSignal): Promise<boolean> {
  return wait(watchMs, true, { signal: over }).catch(() => false);
}

/** What has bitten so far. */
type Biting = () => Promise<SandboxEnding | undefined>;

function biting(launched: Launched, { disk, limits }: RunOrder, group: Cgroup | undefined): Biting {
  const isFull: SandboxEnding = {
    is: 'disk-full',
    limitBytes: limits.diskBytes,
    limitFiles: limits.diskFiles,
  };
  async function bitten(): Promise<SandboxEnding | undefined> {
    const { isOutOfMemory, hasTooManyProcesses } = await bites(launched, limits, group);
    if (isOutOfMemory) return { is: 'out-of-memory', limitBytes: limits.memoryBytes };
    return hasTooManyProcesses ? { is: 'too-many-processes', limit: limits.processes } : undefined;
  }
  return async () => (await bitten()) ?? ((await disk.isFull()) ? isFull : undefined);
}

/** Bubblewrap's own process inside. */
const ownProcesses = 1;

async function bites(
  launched: Launched,
  limits: SandboxLimits,
  group: Cgroup | undefined,
): ReturnType<Cgroup['bites']> {
  if (group !== undefined) return group.bites();
  const root = launched.insider();
  if (root === undefined) return { isOutOfMemory: false, hasTooManyProcesses: false };
  const { processes, memoryBytes } = await offspringOf(root);
  return {
    isOutOfMemory: memoryBytes > limits.memoryBytes,
    hasTooManyProcesses: processes - ownProcesses >= limits.processes,
  };
}

function endingOf(over: Over, limits: SandboxLimits): SandboxEnding {
  if (over.stopped !== undefined) return over.stopped;
  if (!over.isStarted)
    return { is: 'not-verified', reason: `the sandbox could not be made: ${over.stderr.text.trim()}` };
  const signal = signalOf(over.exitCode);
  if (signal === undefined) return { is: 'exited', exitCode: over.exitCode };
  if (signal === 'SIGXCPU') return { is: 'processor-time', limitMs: limits.processorMs };
  if (signal === 'SIGXFSZ') return { is: 'file-too-large', limitBytes: limits.fileBytes };
  return { is: 'signalled', signal };
}

function signalOf(exitCode: number): string | undefined {
  const [name] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? [];
  return name;
}
