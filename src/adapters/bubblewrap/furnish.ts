import { execFile } from 'node:child_process';
import { close, constants, open } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What is made for one run, and goes with it. */
export interface Furniture extends AsyncDisposable {
  /** For what is printed and for what is complained. */
  readonly outputs: readonly [Pipe, Pipe];
  /** A folder of devices for the jail alone; undefined where this machine's may be shown. */
  readonly devices: string | undefined;
}

/**
 * A real pipe. What Node makes for its children are sockets, which no program can open by the name of `/dev/stdout`; scripts do that.
 */
export interface Pipe {
  /** The descriptor to hand to a child. */
  readonly writeEnd: number;
  readonly readEnd: Socket;
  /** Leaves the pipe to the child, who must have been started. */
  readonly leave: () => Promise<void>;
}

/** The devices that programs use without asking. */
export const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty'] as const;

/**
 * Root owns the devices of this machine, and in a jail that root has started could take away everybody's right to use them: so it
 * gets some of its own.
 */
export async function furnish(folder: string, user: number | undefined): Promise<Furniture> {
  const place = await mkdtemp(join(folder, 'patchwright-run-'));
  try {
    const isRoot = user === 0;
    const copied = isRoot ? devices.map((name) => `/dev/${name}`) : [];
    await run('/bin/sh', ['-c', furnishing, 'sh', ...copied], { cwd: place, env });
    return {
      outputs: [await openPipe(join(place, 'stdout')), await openPipe(join(place, 'stderr'))],
      devices: isRoot ? place : undefined,
      [Symbol.asyncDispose]: () => rm(place, { recursive: true }),
    };
  } catch (error) {
    await rm(place, { recursive: true });
    throw error;
  }
}

/** In one process: to start one takes the longer the more memory this one has. */
const furnishing = 'mkfifo -m 600 stdout stderr && { [ $# = 0 ] || cp -a "$@" .; }';

const run = promisify(execFile);
const openFile = promisify(open);
const closeFile = promisify(close);

const env = { PATH: '/usr/bin:/bin' };

/** The end to read from is opened first and without waiting, so that the other one has somebody to write to. */
async function openPipe(path: string): Promise<Pipe> {
  const fd = await openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = await openFile(path, constants.O_WRONLY);
  const readEnd = new Socket({ fd, readable: true, writable: false });
  return { writeEnd, readEnd, leave: () => closeFile(writeEnd) };
}
