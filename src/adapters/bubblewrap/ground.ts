import { mkdir, readFile } from 'node:fs/promises';
import type { SandboxLimits, SandboxNetwork, SandboxState } from '../../ports/sandbox.ts';
import { findCgroups } from './cgroup.ts';
import { usualLimits } from './limits.ts';
import { askRegistries, type Environment, type Registries } from './registries.ts';
import type { Holding } from './run.ts';
import { families, filterBytes } from './seccomp.ts';
import { prove } from './self-test.ts';
import type { Architecture } from './system-calls.ts';
import { openToolbox, type Toolbox } from './toolbox.ts';
import { onPath } from './tools.ts';

export interface SandboxParts {
  /** The process's own: programs and package managers' settings are looked for in it. Nothing of it is seen inside. */
  readonly environment: Environment;
  /** A folder for what is needed while something runs. */
  readonly folder: string;
  /** The Node that runs us. */
  readonly node: string;
  /** What this machine is, as `process.arch` has it. */
  readonly architecture: string;
  /** The operator's limits where they differ from the usual ones. */
  readonly limits?: Partial<SandboxLimits>;
  /** `name:port` that may be reached for packages beside the registries of this machine. */
  readonly hosts?: readonly string[];
  /** For machines whose control groups are not ours to use: limits hold for each process then, and sums are watched. */
  readonly cgroups?: 'use' | 'leave';
}

/** What all sessions stand on. */
export interface Ground {
  readonly folder: string;
  readonly node: string;
  readonly limits: SandboxLimits;
  readonly hosts: readonly string[];
  readonly filters: Readonly<Record<SandboxNetwork, Uint8Array>>;
  holding(): Promise<Held>;
  registries(): Promise<Registries>;
  readonly tools: Toolbox['tools'];
  /** As the port has it. */
  readonly surroundings: (tools: readonly string[]) => Promise<string>;
  /** Ends a proof that is under way, and waits until nothing of it is left. */
  readonly close: () => Promise<void>;
}

export type Held =
  | { readonly is: 'held'; readonly holding: Omit<Holding, 'filter'>; readonly state: SandboxState }
  | { readonly is: 'not-verified'; readonly reason: string };

export function openGround(parts: SandboxParts): Ground {
  const { environment, folder, node, hosts = [] } = parts;
  const filters = filtersFor(parts.architecture);
  const toolbox = openToolbox(environment);
  const closing = new AbortController();
  let held: Promise<Held> | undefined;
  let registries: Promise<Registries> | undefined;
  return {
    folder,
    node,
    hosts,
    limits: { ...usualLimits, ...parts.limits },
    filters: filters ?? { none: new Uint8Array(), registries: new Uint8Array() },
    holding: () => {
      held ??= hold(parts, filters, closing.signal);
      return held;
    },
    registries: askOnce,
    tools: toolbox.tools,
    surroundings: async (names) => {
      const from = await askOnce();
      const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
      return JSON.stringify([parts.architecture, system, from, hosts, await toolbox.versions(names)]);
    },
    close: async () => {
      closing.abort();
      await held?.catch(() => undefined);
    },
  };

  function askOnce(): Promise<Registries> {
    registries ??= askRegistries(environment);
    return registries;
  }
}

function filtersFor(architecture: string): Ground['filters'] | undefined {
  if (!isKnown(architecture)) return undefined;
  const internet = [families.internet, families.internet6];
  return {
    none: filterBytes({ architecture, families: internet }),
    /** The way out is a Unix socket; no other one can be seen from there. */
    registries: filterBytes({ architecture, families: [...internet, families.unix] }),
  };
}

function isKnown(architecture: string): architecture is Architecture {
  return architecture === 'x64' || architecture === 'arm64';
}

async function hold(
  parts: SandboxParts,
  filters: Ground['filters'] | undefined,
  signal: AbortSignal,
): Promise<Held> {
  if (filters === undefined)
    return refused(`there is no system call filter for ${parts.architecture}, only for x64 and arm64`);
  const program = await onPath('bwrap', parts.environment);
  if (program === undefined)
    return refused('bubblewrap is not there: install it (on Debian, the package bubblewrap)');
  const cgroups = parts.cgroups === 'leave' ? undefined : await findCgroups();
  const holding = { program, cgroups, folder: parts.folder };
  await mkdir(parts.folder, { recursive: true });
  const fault = await prove({ ...holding, filter: filters.none }, parts, signal);
  if (signal.aborted) return refused('whoever asked has gone away');
  if (fault !== undefined) return refused(fault);
  return { is: 'held', holding, state: { is: 'verified', by: cgroups?.is ?? 'rlimits' } };
}

function refused(reason: string): Held {
  return { is: 'not-verified', reason };
}
