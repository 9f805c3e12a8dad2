import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** What of the operator's environment we look at: where programs are, and where the home is that their settings lie in. */
export interface Surroundings {
  readonly PATH?: string | undefined;
  readonly HOME?: string | undefined;
}

/** A program of this machine, and what it needs to be shown inside to run there. */
export interface Tool {
  /** The folder that has it under its name, for PATH. */
  readonly folder: string;
  /** Files and folders outside of /usr, to be shown at their own place. */
  readonly shown: readonly string[];
}

/**
 * Finds a program as a shell would, then where it really lies; undefined where this machine does not have it. Of several that PATH
 * has, the first with all the modules counts, and the first of all where none has them.
 */
export async function findTool(
  name: string,
  surroundings: Surroundings,
  modules: readonly string[] = [],
): Promise<Tool | undefined> {
  const path = (await withModules(name, modules, surroundings)) ?? (await onPath(name, surroundings));
  if (path === undefined) return undefined;
  const question = questions.find(({ names }) => names.includes(name));
  const answer = question && (await ask(path, question.args, surroundings));
  if (answer === undefined) return besides(path, await realpath(path), surroundings);
  const { program, prefixes } = question?.read(answer) ?? { program: path, prefixes: [] };
  const shown = prefixes.filter((prefix) => isWorthShowing(prefix, surroundings));
  return { folder: dirname(program), shown: [...new Set(shown)] };
}

/** What a program says of its version; undefined where it does not. */
export async function versionOf(
  name: string,
  { folder }: Tool,
  surroundings: Surroundings,
): Promise<string | undefined> {
  return (await ask(join(folder, name), ['--version'], surroundings))?.join(' ');
}

/** The program by its full path, as PATH has it. */
export async function onPath(name: string, surroundings: Surroundings): Promise<string | undefined> {
  return (await allOnPath(name, surroundings))[0];
}

async function allOnPath(name: string, { PATH = '' }: Surroundings): Promise<readonly string[]> {
  if (!/^[A-Za-z0-9_.+-]+$/.test(name)) return [];
  const folders = PATH.split(':').filter((folder) => folder.startsWith('/'));
  const found = await Promise.all(
    folders.map(async (folder) => {
      const path = join(folder, name);
      return access(path, constants.X_OK).then(
        () => [path],
        () => [],
      );
    }),
  );
  return found.flat();
}

/** Fails where Python does not find one of the modules. */
const hasModules =
  'import importlib.util, sys; sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))';

async function withModules(
  name: string,
  modules: readonly string[],
  surroundings: Surroundings,
): Promise<string | undefined> {
  if (modules.length === 0) return undefined;
  for (const path of await allOnPath(name, surroundings))
    if ((await ask(path, ['-I', '-c', hasModules, ...modules], surroundings)) !== undefined) return path;
  return undefined;
}

interface Question {
  readonly names: readonly string[];
  readonly args: readonly string[];
  readonly read: (lines: readonly string[]) => {
    readonly program: string;
    readonly prefixes: readonly string[];
  };
}

/** Programs that may be found as a shim, which only they can see through. */
const questions: readonly Question[] = [
  {
    names: ['python', 'python3'],
    args: ['-I', '-c', 'import sys; print(sys.executable); print(sys.prefix); print(sys.base_prefix)'],
    read: ([program = '', ...prefixes]) => ({ program, prefixes }),
  },
  { names: ['go'], args: ['env', 'GOROOT'], read: ([root = '']) => inBin(root, 'go') },
  /** It brings cargo with it. */
  { names: ['rustc'], args: ['--print', 'sysroot'], read: ([root = '']) => inBin(root, 'rustc') },
  {
    names: ['ruby'],
    args: ['-e', 'puts RbConfig.ruby, RbConfig::CONFIG["prefix"]'],
    read: ([program = '', ...prefixes]) => ({ program, prefixes }),
  },
];

function inBin(root: string, name: string) {
  return { program: join(root, 'bin', name), prefixes: [root] };
}

const run = promisify(execFile);

/** Asks outside of any repository, whose settings could answer instead. Undefined where it says nothing. */
async function ask(
  path: string,
  args: readonly string[],
  { PATH = '', HOME = '/' }: Surroundings,
): Promise<readonly string[] | undefined> {
  try {
    const { stdout } = await run(path, args, {
      cwd: '/',
      env: { PATH, HOME, LANG: 'C.UTF-8' },
      timeout: 10_000,
    });
    return stdout.trim().split('\n');
  } catch {
    return undefined;
  }
}

/** `bin/NAME` comes with the folder above `bin`; a program that lies by itself comes alone. */
async function besides(path: string, real: string, surroundings: Surroundings): Promise<Tool> {
  const folder = await realpath(dirname(path));
  const prefix = dirname(folder);
  if (basename(folder) === 'bin' && real.startsWith(`${prefix}/`))
    return { folder, shown: worthShowing(prefix, real, surroundings) };
  const shown =
    basename(dirname(real)) === 'bin' ? worthShowing(dirname(dirname(real)), real, surroundings) : [real];
  return { folder: dirname(real), shown };
}

function worthShowing(prefix: string, real: string, surroundings: Surroundings): readonly string[] {
  if (isWorthShowing(prefix, surroundings)) return [prefix];
  return isInSystem(real) ? [] : [real];
}

/**
 * /usr is shown anyway. A home, what it lies in, and what lies in it at first hand hold more than a toolchain: keys and passwords
 * beside `~/.cargo/bin` and `~/.local/bin`.
 */
function isWorthShowing(prefix: string, { HOME = '/' }: Surroundings): boolean {
  const isBroad = prefix === '/' || `${HOME}/`.startsWith(`${prefix}/`) || dirname(prefix) === HOME;
  return prefix.startsWith('/') && !isBroad && !isInSystem(prefix);
}

function isInSystem(path: string): boolean {
  return /^\/(?:usr|bin|sbin|lib|lib64)(?:\/|$)/.test(path);
}
