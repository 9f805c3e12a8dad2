import { symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxOrder } from '../../src/ports/sandbox.ts';
import type { Argv, Machine, Place } from './place.ts';

/** Something that an attack needs: a program of this machine, or a package by its version. */
interface Need {
  /** Programs that a jail is to show. */
  readonly tools: readonly string[];
  /** Says that it is there, inside. */
  readonly check?: Argv;
  /** Says so of this machine. */
  readonly isHere?: () => boolean;
  readonly version?: string;
}

const needs: Readonly<Record<string, Need>> = {
  /** Without a jail, only he may do some things at all. */
  administrator: { tools: [], isHere: () => process.getuid?.() === 0 },
  node: { tools: ['node'], check: ['node', '--version'] },
  npm: { tools: ['node', 'npm'], check: ['npm', '--version'] },
  python3: { tools: ['python3'], check: ['python3', '--version'] },
  pytest: { tools: ['python3'], check: ['python3', '-m', 'pytest', '--version'] },
  setuptools: { tools: ['python3'], check: ['python3', '-c', 'import setuptools'] },
  pylint: { tools: ['python3', 'pylint'], check: ['pylint', '--version'] },
  'fixture-tool': { tools: ['fixture-tool'], check: ['fixture-tool'] },
  make: { tools: ['make'], check: ['make', '--version'] },
  cargo: { tools: ['rustc', 'cargo'], check: ['cargo', '--version'] },
  ruby: { tools: ['ruby'], check: ['ruby', '--version'] },
  rubocop: { tools: ['ruby', 'rubocop'], check: ['rubocop', '--version'] },
  gradle: { tools: ['gradle', 'java'], check: ['gradle', '--version'] },
  maven: { tools: ['mvn', 'java'], check: ['mvn', '--version'] },
  'git-lfs': { tools: ['git', 'git-lfs'], check: ['git', 'lfs', 'version'] },
  eslint: { tools: ['node'], version: '10.15.0' },
  jest: { tools: ['node'], version: '30.5.2' },
  vitest: { tools: ['node'], version: '5.1.1' },
  vite: { tools: ['node'], version: '8.3.8' },
  mocha: { tools: ['node'], version: '12.0.3' },
  '@babel/core': { tools: ['node'], version: '8.1.2' },
  '@babel/cli': { tools: ['node'], version: '8.1.0' },
  /** The last line whose editor service loads plugins. */
  typescript: { tools: ['node'], version: '5.9.3' },
};

/** What a session is to be opened with. */
export function orderFor(names: readonly string[], place: Place): Partial<SandboxOrder> {
  const tools = [...new Set(names.flatMap((name) => needOf(name).tools))];
  const from = join(place.packages, 'node_modules');
  return { tools, ...(needsPackages(names) && { mounts: [{ from, to: 'node_modules' }] }) };
}

/** Without a jail nothing can be shown in another place. */
export async function linkPackages(names: readonly string[], { tree, packages }: Place): Promise<void> {
  if (needsPackages(names)) await symlink(join(packages, 'node_modules'), join(tree, 'node_modules'));
}

/** Why an attack cannot be made on this machine: what is not there, by its name. */
export async function missing(names: readonly string[], machine: Machine): Promise<string | undefined> {
  for (const name of names) {
    if (!known.has(name)) known.set(name, await isThere(name, machine));
    if (known.get(name) === false) return `${name} is not on this machine`;
  }
  return undefined;
}

const known = new Map<string, boolean>();

function needOf(name: string): Need {
  const need = needs[name];
  if (need === undefined) throw new Error(`${name} is no need that is known`);
  return need;
}

function needsPackages(names: readonly string[]): boolean {
  return names.some((name) => needOf(name).version !== undefined);
}

async function isThere(name: string, machine: Machine): Promise<boolean> {
  const { tools, check, isHere } = needOf(name);
  if (isHere !== undefined) return isHere();
  if (check === undefined) {
    installing ??= install(machine);
    await installing;
    return existsSync(join(machine.packages, 'node_modules', name));
  }
  await using session = await machine.sandbox.open({ tree: machine.packages, tools });
  const { ended } = await session.run({ argv: check });
  return ended.is === 'exited' && ended.exitCode === 0;
}

let installing: Promise<void> | undefined;

/** As the app would: in a jail that reaches nothing but the registries of this machine. */
async function install({ sandbox, packages }: Machine): Promise<void> {
  const dependencies = Object.fromEntries(
    Object.entries(needs).flatMap(([name, { version }]) => (version === undefined ? [] : [[name, version]])),
  );
  await writeFile(join(packages, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await using session = await sandbox.open({ tree: packages, tools: ['node', 'npm'], network: 'registries' });
  const argv = [
    'npm',
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--legacy-peer-deps',
  ] as const;
  const { ended, stderr } = await session.run({ argv });
  if (ended.is !== 'exited' || ended.exitCode !== 0)
    console.log(`packages were not installed: ${stderr.text}`);
}
