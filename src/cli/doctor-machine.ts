import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openGit } from '../adapters/git/run.ts';
import type { Values } from '../config/env.ts';
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

const run = promisify(execFile);

/** Nothing of the machine but to read it: no network, no other processes. */
const closedOff = [
  '--unshare-all',
  '--die-with-parent',
  '--ro-bind',
  '/',
  '/',
  '--proc',
  '/proc',
  '--dev',
  '/dev',
];

/** Whether bubblewrap is there and may do its work here: containers often forbid it. */
export async function sandboxVerdict(): Promise<Verdict> {
  try {
    const { stdout } = await run('bwrap', ['--version'], { timeout: 10_000 });
    await run('bwrap', [...closedOff, '--', 'true'], { timeout: 10_000 });
    return ok('sandbox', `${stdout.trim()} holds; reviews do without it, later features run code in it`);
  } catch (error) {
    return later('sandbox', `${whyNot(error)} Reviews do without it; later features run code in it.`);
  }
}

function whyNot(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    return 'bubblewrap is not there: install it (on Debian, the package bubblewrap).';
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return `bubblewrap cannot hold anything here (${said || messageOf(error)}): allow user namespaces to the app's user or container.`;
}
