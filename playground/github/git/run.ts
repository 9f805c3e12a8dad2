import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';
import { runProcess } from './process.ts';

const configuration = fileURLToPath(new URL('gitconfig', import.meta.url));

/** The hooks that watch over pushes; no other hook is ever run. */
export const hooksPath = fileURLToPath(new URL('hooks', import.meta.url));

/** The environment of every git process: nothing of the user's configuration, no prompt, no pager. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: devNull,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: configuration,
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

/** Runs git in a bare repository and gives its standard output; throws with git's own words when it fails. */
export async function git(directory: string, argv: readonly string[], input?: Uint8Array | string) {
  const { code, stdout, stderr } = await gitResult(directory, argv, input);
  if (code !== 0) throw new Error(`git ${argv[0]} in ${directory} failed: ${stderr.trim()}`);
  return stdout;
}

/** Like `git`, as text without the trailing newline. */
export async function gitText(directory: string, argv: readonly string[], input?: Uint8Array | string) {
  const output = await git(directory, argv, input);
  return output.toString('utf8').replace(/\n$/, '');
}

/** Runs git and gives its exit code and both outputs, for the commands whose failure is an answer. */
export async function gitResult(directory: string, argv: readonly string[], input: Uint8Array | string = '') {
  const { code, stdout, stderr } = await runProcess({
    file: 'git',
    argv: ['-c', 'core.hooksPath=/dev/null', '--git-dir', directory, ...argv],
    env: gitEnvironment(),
    input,
  });
  return { code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr).toString('utf8') };
}
