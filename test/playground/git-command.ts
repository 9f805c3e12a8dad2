import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

const environment = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Someone',
  GIT_AUTHOR_EMAIL: 'someone@example.com',
  GIT_COMMITTER_NAME: 'Someone',
  GIT_COMMITTER_EMAIL: 'someone@example.com',
};

/** Runs the git of this machine, with nobody's configuration. */
export async function git(directory: string, ...argv: readonly string[]) {
  const { stdout } = await run('git', ['-C', directory, ...argv], { env: environment });
  return stdout.trim();
}

export async function temporaryFolder(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'clone-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes a file and commits it; gives the commit. */
export async function commitFile(directory: string, path: string, content: string) {
  await mkdir(join(directory, path, '..'), { recursive: true });
  await writeFile(join(directory, path), content);
  await git(directory, 'add', '--all');
  await git(directory, 'commit', '--quiet', '--message', `Write ${path}`);
  return git(directory, 'rev-parse', 'HEAD');
}
