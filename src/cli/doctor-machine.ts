import { mkdtemp, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { openSandbox } from '../adapters/bubblewrap/sandbox.ts';
import { openGit } from '../adapters/git/run.ts';
import type { Values } from '../config/env.ts';
import type { SandboxState } from '../ports/sandbox.ts';
import { later, messageOf, ok, toDo, type Verdict } from './doctor-verdict.ts';

/** Whether files can be kept in the data folder, tried with one that goes again; or, until it is made, where it will be. */
export async function folderVerdict(dataDir: string): Promise<Verdict> {
  const folder = resolve(dataDir);
  const place = await existing(folder);
  try {
    const trial = await mkdtemp(join(place, '.patchwright-doctor-'));
    try {
      await writeFile(join(trial, 'trial'), 'Can be deleted.\n');
    } finally {
      await rm(trial, { recursive: true, force: true });
    }
  } catch (error) {
    return toDo(
      'data folder',
      `${folder} cannot be written: ${messageOf(error)}. Give the app's user the right to, or set DATA_DIR to another folder.`,
    );
  }
  const { bavail, bsize } = await statfs(place);
  const free = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
  return ok(
    'data folder',
    place === folder
      ? `${folder} can be written, ${free}`
      : `${folder} will be made at the first start, ${free}`,
  );
}

/** The folder itself, or the nearest one above it that is there. */
async function existing(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || folder === dirname(folder) ? folder : existing(dirname(folder));
}

const oldestGit = [2, 39] as const;

/** The git that the app itself would run. */
export async function gitVerdict(environment: Values): Promise<Verdict> {
  const remedy = `Install git ${oldestGit.join('.')} or newer, and have it on the PATH.`;
  const git = openGit({ environment, timeoutMs: 10_000 });
  try {
    const { exitCode, output, complaint } = await git({ args: ['--version'], directory: '/' });
    const [, version, major, minor] = /(([0-9]+)\.([0-9]+)\S*)/.exec(output) ?? [];
    if (exitCode !== 0 || version === undefined)
      return toDo(
        'git',
        `git cannot be run (${complaint || output.trim() || `exit code ${exitCode}`}). ${remedy}`,
      );
    const isOld = (Number(major) - oldestGit[0] || Number(minor) - oldestGit[1]) < 0;
    return isOld ? toDo('git', `git ${version} is too old. ${remedy}`) : ok('git', `version ${version}`);
  } catch (error) {
    return toDo('git', `git cannot be run (${messageOf(error)}). ${remedy}`);
  }
}

/** Whether code can be held here, which is tried: containers often forbid it. */
export async function sandboxVerdict(environment: Values): Promise<Verdict> {
  const { execPath, arch } = process;
  const sandbox = openSandbox({ environment, folder: tmpdir(), node: execPath, architecture: arch });
  const state = await sandbox.state();
  const use = 'reviews do without it, later features run code in it';
  return state.is === 'verified'
    ? ok('sandbox', `bubblewrap holds what was tried, by ${holders[state.by]}; ${use}`)
    : later('sandbox', `${state.reason}. R${use.slice(1).replace(',', ';')}.`);
}

const holders: Readonly<Record<Extract<SandboxState, { is: 'verified' }>['by'], string>> = {
  'cgroup-v2': 'control groups',
  'cgroup-v1': 'control groups of version 1',
  rlimits: 'limits on each process, having no control groups to use',
};
