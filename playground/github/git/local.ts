import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gitEnvironment } from './run.ts';

const run = promisify(execFile);

/** The commit that a revision names in somebody's local repository, bare or with a work tree. */
export async function resolveIn(directory: string, revision: string) {
  const argv = [
    '-C',
    directory,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ];
  try {
    const { stdout } = await run('git', argv, { env: gitEnvironment() });
    return stdout.trim();
  } catch (cause) {
    throw new Error(`${directory} has no commit ${revision}, or is no git repository.`, { cause });
  }
}
