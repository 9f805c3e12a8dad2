import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A server in a process of its own. */
export interface ServerProcess {
  /** Sends the signal to the server and to the processes that it has started. */
  signal(name: NodeJS.Signals): void;
  /** Sends the signal and waits for the server's end; harmless after it. */
  end(name: NodeJS.Signals): Promise<void>;
}

export interface ServerCommand {
  readonly argv: readonly string[];
  /** Where its output goes, and from there into the error where it never comes up. */
  readonly logFile: string;
  /** The working directory: one that the user below may enter. */
  readonly directory: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs the server under a shell that kills it when our end of a pipe closes, which happens however this process ends. The shell
 * ends when the server does.
 */
const guard = `
  exec 3<&0; log="$1"; shift
  "$@" </dev/null >>"$log" 2>&1 3<&- & server=$!
  echo $server
  (cat <&3; kill -9 $server) >/dev/null 2>&1 & watch=$!
  wait $server; kill $watch
`;

/** Starts the server and waits until it is up. */
export async function startServer(
  command: ServerCommand,
  isUp: () => Promise<boolean>,
): Promise<ServerProcess> {
  const { argv, logFile, directory, user, environment } = command;
  const shell = spawn('/bin/sh', ['-c', guard, 'guard', logFile, ...argv], {
    ...user,
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const server = serverOf(shell, await firstNumber(shell));
  const deadline = Date.now() + 30_000;
  while (!(await isUp())) {
    if (Date.now() > deadline || shell.exitCode !== null) {
      await server.end('SIGKILL');
      throw new Error(`${argv.join(' ')} did not come up:\n${readFileSync(logFile, 'utf8')}`);
    }
    await wait(20);
  }
  return server;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The tests end without waiting for a server that nobody stopped. */
async function firstNumber(shell: ChildProcess): Promise<number> {
  if (shell.stdout === null) throw new Error('no output');
  const [line] = (await once(shell.stdout, 'data')) as [Buffer];
  shell.stdout.destroy();
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return Number(line.toString());
}

function serverOf(shell: ChildProcess, pid: number): ServerProcess {
  function signal(name: NodeJS.Signals): void {
    for (const one of [pid, ...childrenOf(pid)]) send(one, name);
  }
  return {
    signal,
    end: async (name) => {
      if (shell.exitCode !== null) return;
      shell.ref();
      const ended = once(shell, 'exit');
      send(pid, name);
      send(pid, 'SIGCONT');
      await ended;
      shell.stdin?.destroy();
    },
  };
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
