import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';

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
export function gitResult(directory: string, argv: readonly string[], input?: Uint8Array | string) {
  return new Promise<{ code: number | null; stdout: Buffer; stderr: string }>((resolve, reject) => {
    const child = spawn('git', ['-c', 'core.hooksPath=/dev/null', '--git-dir', directory, ...argv], {
      env: gitEnvironment(),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') });
    });
    // A process that ends before it read its input closes the pipe; its exit code tells the story.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
