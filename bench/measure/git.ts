import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What git prints, in UTF-8, with every setting of the person at the keyboard left out. */
export async function git(
  directory: string,
  argv: readonly string[],
  { env = {}, input }: GitOptions = {},
): Promise<string> {
  const running = run('git', [...plain, '-C', directory, ...argv], {
    maxBuffer: 2 ** 30,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', ...env },
  });
  if (input !== undefined) running.child.stdin?.end(input);
  const { stdout } = await running;
  return stdout;
}

interface GitOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads. */
  readonly input?: string;
}

const plain = ['-c', 'core.quotepath=true', '-c', 'diff.renameLimit=0'];

/** Two commits that are compared. */
export interface Pair {
  readonly base: string;
  readonly head: string;
}

/** The newest commits of the first-parent line that have a parent, each with it. */
export async function firstParentPairs(directory: string, count: number): Promise<Pair[]> {
  const list = await git(directory, [
    'rev-list',
    '--first-parent',
    '--parents',
    `--max-count=${count + 1}`,
    'HEAD',
  ]);
  return list
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([head, base]) => (head && base ? [{ head, base }] : []))
    .slice(0, count);
}
