import { constants, accessSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxLimits } from '../../ports/sandbox.ts';
import { type CgroupPlace, cgroupPlace } from './cgroup-place.ts';

/** A control group for the processes of one run. */
export interface Cgroup {
  /** Whoever writes its process id into each of these files is in the group. */
  readonly entries: readonly string[];
  /** Whether a limit has bitten since the group was made. */
  bites(): Promise<Bites>;
  /** Kills all that is in it, waits until they are gone, and removes it. */
  remove(): Promise<void>;
}

export interface Bites {
  readonly isOutOfMemory: boolean;
  readonly hasTooManyProcesses: boolean;
}

export interface Cgroups {
  readonly is: CgroupPlace['is'];
  make(limits: Pick<SandboxLimits, 'memoryBytes' | 'processes'>): Promise<Cgroup>;
}

/** Finds where groups can be made, and makes room there; undefined where this process may not. */
export async function findCgroups(): Promise<Cgroups | undefined> {
  try {
    const [mounts, membership] = await Promise.all(
      ['/proc/self/mountinfo', '/proc/self/cgroup'].map((path) => readFile(path, 'utf8')),
    );
    const place = cgroupPlace(mounts ?? '', membership ?? '', controllersOf);
    return place === undefined ? undefined : await openCgroups(place);
  } catch {
    return undefined;
  }
}

function controllersOf(folder: string): readonly string[] {
  try {
    return readFileSync(join(folder, 'cgroup.controllers'), 'utf8').trim().split(' ');
  } catch {
    return [];
  }
}

/** Makes groups at this place; throws where this process may not. */
export async function openCgroups(place: CgroupPlace): Promise<Cgroups> {
  const parents = place.is === 'cgroup-v2' ? [place.folder] : [place.memory, place.pids];
  for (const parent of parents) accessSync(parent, constants.W_OK);
  if (place.is === 'cgroup-v2') await shareOut(place.folder);
  await Promise.all(parents.map(sweep));
  let count = 0;
  return {
    is: place.is,
    make: async (limits) => {
      count += 1;
      const name = `${prefix}${process.pid}-${count}`;
      const folders = parents.map((parent) => join(parent, name));
      const group = cgroup(folders);
      try {
        for (const folder of folders) await mkdir(folder);
        await limit(place.is, folders, limits);
      } catch (error) {
        await group.remove();
        throw error;
      }
      return group;
    },
  };
}

const prefix = 'patchwright-';

/**
 * In version 2 a group may hold processes or hand out controllers, not both: we move to a group of our own beside those that we
 * make, together with those that started us. Others in our group are not ours to move; then this fails.
 */
async function shareOut(folder: string): Promise<void> {
  const given = (await readFile(join(folder, 'cgroup.subtree_control'), 'utf8')).trim().split(' ');
  if (['memory', 'pids'].every((name) => given.includes(name))) return;
  const own = join(folder, `${prefix}self`);
  await mkdir(own, { recursive: true });
  const present = await processesIn(folder);
  for (const id of await withAncestors(process.pid))
    if (present.includes(id)) await writeFile(join(own, 'cgroup.procs'), String(id));
  await writeFile(join(folder, 'cgroup.subtree_control'), '+memory +pids');
}

async function withAncestors(id: number): Promise<readonly number[]> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  const parent = Number(/^PPid:\s*([0-9]+)$/m.exec(status)?.[1] ?? 0);
  return parent === 0 ? [id] : [id, ...(await withAncestors(parent))];
}

/** Ends and removes what has been left by those of us that were killed. */
async function sweep(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => /^patchwright-[0-9]+-[0-9]+$/.test(name));
  const left = names.filter((name) => !isAlive(Number(name.split('-')[1])));
  await Promise.all(left.map((name) => removeGroup(join(parent, name))));
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

type Limited = Pick<SandboxLimits, 'memoryBytes' | 'processes'>;

/** Bubblewrap has two processes of its own in the group. */
const ownProcesses = 2;

async function limit(
  kind: CgroupPlace['is'],
  folders: readonly string[],
  { memoryBytes, processes }: Limited,
): Promise<void> {
  const [memory = '', pids = memory] = folders;
  await writeFile(join(pids, 'pids.max'), String(processes + ownProcesses));
  if (kind === 'cgroup-v2') {
    await writeFile(join(memory, 'memory.max'), String(memoryBytes));
    await writeFile(join(memory, 'memory.oom.group'), '1');
    await ifThere(writeFile(join(memory, 'memory.swap.max'), '0', { flag: 'r+' }));
  } else {
    await writeFile(join(memory, 'memory.limit_in_bytes'), String(memoryBytes));
    await ifThere(
      writeFile(join(memory, 'memory.memsw.limit_in_bytes'), String(memoryBytes), { flag: 'r+' }),
    );
  }
}

/** Kernels without accounting of swap do not have the file; the memory limit holds all the same. */
async function ifThere(written: Promise<void>): Promise<void> {
  await written.catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}

function cgroup(folders: readonly string[]): Cgroup {
  const [memory = '', pids = memory] = folders;
  const memoryEvents = folders.length > 1 ? 'memory.oom_control' : 'memory.events';
  return {
    entries: folders.map((folder) => join(folder, 'cgroup.procs')),
    bites: async () => ({
      isOutOfMemory: (await counted(join(memory, memoryEvents), 'oom_kill')) > 0,
      hasTooManyProcesses: (await counted(join(pids, 'pids.events'), 'max')) > 0,
    }),
    remove: async () => {
      for (const folder of folders) await removeGroup(folder);
    },
  };
}

async function counted(file: string, name: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return Number(new RegExp(`^${name} ([0-9]+)$`, 'm').exec(text)?.[1] ?? 0);
}

/** What has been killed takes a moment to go. */
const patience = { tries: 500, ms: 10 };

async function removeGroup(folder: string): Promise<void> {
  for (let tries = 0; tries < patience.tries; tries += 1) {
    for (const id of await processesIn(folder)) kill(id);
    const isGone = await rmdir(folder).then(
      () => true,
      (error: unknown) => codeOf(error) === 'ENOENT',
    );
    if (isGone) return;
    await wait(tries < 10 ? 1 : patience.ms);
  }
  throw new Error(`the control group ${folder} cannot be emptied`);
}

async function processesIn(folder: string): Promise<readonly number[]> {
  const text = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '');
  /** Zero stands for a process that this one cannot see, and would mean our own group. */
  return text
    .split('\n')
    .map(Number)
    .filter((id) => id > 0);
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
