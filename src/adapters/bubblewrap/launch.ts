import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxEnding, SandboxLimits, SandboxOutput } from '../../ports/sandbox.ts';
import { descriptors, systemFiles } from './jail.ts';
import { collector } from './output.ts';
import type { Pipe } from './furnish.ts';

export interface LaunchOrder {
  /** Where bubblewrap is. */
  readonly program: string;
  readonly args: readonly string[];
  readonly filter: Uint8Array;
  /** Files that bubblewrap writes its process id into before it starts: its control groups. */
  readonly entries: readonly string[];
  readonly input: string | Uint8Array;
  /** For what is printed and for what is complained. */
  readonly outputs: readonly [Pipe, Pipe];
  readonly limits: Pick<SandboxLimits, 'outputBytes' | 'keptBytes'>;
}

/** A jail in which a command runs. */
export interface Launched {
  /** The id, outside, of the process that all others inside descend from; undefined until there is one. */
  insider(): number | undefined;
  /** Kills everything inside. The first reason counts. */
  stop(reason: SandboxEnding): void;
  /** When nothing runs inside any more. */
  readonly over: Promise<Over>;
}

export interface Over {
  /** Why it was stopped; undefined where it ended by itself. */
  readonly stopped: SandboxEnding | undefined;
  /** As shells have it: 128 and more for signals. */
  readonly exitCode: number;
  /** Whether the jail stood and the command was given its turn. */
  readonly isStarted: boolean;
  readonly stdout: SandboxOutput;
  readonly stderr: SandboxOutput;
}

/** Starts bubblewrap with an empty environment: its own is readable inside, as that of process 1. */
export function launch(order: LaunchOrder): Launched {
  const child = startShell(order);
  send(child, 0, order.input);
  send(child, descriptors.filter, order.filter);
  for (const [index, { content }] of systemFiles.entries()) send(child, descriptors.files + index, content);
  const status = heard(child, descriptors.status, () => stopped !== undefined && kill());
  const started = heard(child, descriptors.started, () => undefined);
  let stopped: SandboxEnding | undefined;
  const outputs = listen(order.outputs, order.limits, () =>
    stop({ is: 'output-limit', limitBytes: order.limits.outputBytes }),
  );
  return { insider, stop, over: over() };

  function insider(): number | undefined {
    const id = /"child-pid": ([0-9]+)/.exec(status())?.[1];
    return id === undefined ? undefined : Number(id);
  }

  function stop(reason: SandboxEnding): void {
    stopped ??= reason;
    kill();
  }

  /** Bubblewrap alone could be killed before its child has bound its life to it: so not before that child is known. */
  function kill(): void {
    const root = insider();
    if (root === undefined || child.exitCode !== null) return;
    killIfThere(root);
    child.kill('SIGKILL');
  }

  async function over(): Promise<Over> {
    const [exitCode] = await Promise.all([closed(child), ...order.outputs.map(drained)]);
    const root = insider();
    if (root !== undefined) await gone(root);
    const [stdout, stderr] = outputs();
    return { stopped, exitCode, isStarted: started() !== '', stdout, stderr };
  }
}

/** No file of this machine is handed on: its owner, as whom we may run, could change it by its descriptor. */
function startShell({ entries, program, args, outputs }: LaunchOrder): ChildProcess {
  const [stdout, stderr] = outputs;
  const stdio: ('pipe' | 'ignore' | number)[] = Array.from({ length: descriptors.started + 1 }, () => 'pipe');
  stdio[1] = stdout.writeEnd;
  stdio[2] = stderr.writeEnd;
  for (const descriptor of inherited()) {
    while (stdio.length < descriptor) stdio.push('ignore');
    stdio[descriptor] = stderr.writeEnd;
  }
  const shell = ['-c', joinScript, 'sh', ...entries, '--', program, ...args];
  return spawn('/bin/sh', shell, { cwd: '/', env: {}, detached: true, stdio });
}

const closedOnStart = 0o2_000_000;

/** Descriptors that whoever started us has left open, and that Node does not know of: they become a second name of the errors. */
function inherited(): readonly number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor > descriptors.started && !isClosedOnStart(descriptor))
    .toSorted((one, other) => one - other);
}

function isClosedOnStart(descriptor: number): boolean {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    return (Number.parseInt(/^flags:\s*([0-7]+)$/m.exec(info)?.[1] ?? '', 8) & closedOnStart) !== 0;
  } catch {
    return true;
  }
}

/**
 * The shell enters the groups and becomes bubblewrap, so nothing of it is ever outside of them. The environment is emptied here once
 * more: Node hands on a variable of its own (NODE_V8_COVERAGE) even where it is given an empty one.
 */
const joinScript = `
while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done
shift
exec env -i "$@"
`;

/** Hands over bytes; what is not taken before the end does not matter. */
function send(child: ChildProcess, descriptor: number, content: string | Uint8Array): void {
  const stream = child.stdio[descriptor];
  if (!isWritable(stream)) return;
  stream.on('error', () => undefined);
  stream.end(content);
}

function isWritable(stream: Readable | Writable | null | undefined): stream is Writable {
  return stream !== null && stream !== undefined && 'end' in stream;
}

function isReadable(stream: Readable | Writable | null | undefined): stream is Readable {
  return stream !== null && stream !== undefined && 'read' in stream;
}

/** What bubblewrap or the jail's own shell has said; the command cannot reach these descriptors. */
function heard(child: ChildProcess, descriptor: number, onMore: () => void): () => string {
  const stream = child.stdio[descriptor];
  let text = '';
  if (isReadable(stream))
    stream
      .on('data', (chunk) => {
        text += String(chunk);
        onMore();
      })
      .on('error', () => undefined);
  return () => text;
}

function killIfThere(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function listen(
  outputs: LaunchOrder['outputs'],
  { outputBytes, keptBytes }: LaunchOrder['limits'],
  onTooMuch: () => void,
): () => readonly [SandboxOutput, SandboxOutput] {
  const collectors = [collector(keptBytes), collector(keptBytes)] as const;
  let bytes = 0;
  for (const [index, { add }] of collectors.entries())
    outputs[index]?.readEnd.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      add(chunk);
      if (bytes > outputBytes) onTooMuch();
    });
  return () => [collectors[0].output(), collectors[1].output()];
}

/** When nobody can write to it any more, and all is read. */
async function drained({ readEnd, leave }: Pipe): Promise<void> {
  const closing = new Promise<void>((resolve, reject) => {
    readEnd.once('close', () => resolve()).once('error', reject);
  });
  await leave();
  await closing;
}

function closed(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on('error', reject);
  child.on('close', (code) => resolve(code ?? 137));
  return promise;
}

const patience = { tries: 500, ms: 10 };

/** Process 1 of the jail goes last: the kernel ends all others first. Who adopts it may take a while to notice. */
async function gone(id: number): Promise<void> {
  for (let tries = 0; tries < patience.tries; tries += 1) {
    if (!isThere(id)) return;
    await wait(tries < 10 ? 1 : patience.ms);
  }
  throw new Error(`process ${id} of a sandbox does not end`);
}

function isThere(id: number): boolean {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
