import { posix } from 'node:path';
import {
  environmentNames,
  type SandboxCommand,
  type SandboxOrder,
  type SandboxResult,
  type SandboxSession,
} from '../../ports/sandbox.ts';
import { changesBetween, makeRemovable, snapshot, type Snapshot } from './changes.ts';
import { type DiskWatch, watchDisk } from './disk.ts';
import { type Exit, type JailExit, noExit, openExit } from './exit.ts';
import type { Ground } from './ground.ts';
import { treeRoot } from './jail.ts';
import { narrowed } from './limits.ts';
import { notRun, runInJail, type RunOrder } from './run.ts';
import type { Tools } from './toolbox.ts';
import { makeFolderIn, readIn, removeIn, writeIn } from './tree.ts';

/** Opens a folder for commands. Nothing is looked at before the first of them. */
export async function openSession(ground: Ground, order: SandboxOrder): Promise<SandboxSession> {
  const { tree } = order;
  const room: Room = {
    ground,
    order,
    disk: watchDisk(tree, narrowed(ground.limits, order.limits ?? {})),
    tools: await ground.tools(order.tools ?? []),
    ended: new AbortController(),
    exit: later(() => openExit(ground)),
    before: later(() => look(order)),
  };
  const turns = openTurns();
  return {
    root: treeRoot,
    missingTools: room.tools.missing,
    run: (command) => turns.take(() => run(room, command)),
    read: (path, maxBytes = 1_000_000) => turns.take(() => readIn(tree, path, maxBytes)),
    write: (path, content, mode = 'plain') => changing(() => writeIn(tree, path, content, mode)),
    remove: (path) => changing(() => removeIn(tree, path)),
    changes: () => turns.take(async () => changesBetween(await room.before.get(), await look(order))),
    [Symbol.asyncDispose]: async () => {
      room.ended.abort();
      await turns.end();
      await (await room.exit.begun())?.[Symbol.asyncDispose]();
      if (process.getuid?.() !== 0) await makeRemovable(tree);
    },
  };

  function changing<Done>(work: () => Promise<Done>): Promise<Done> {
    return turns.take(async () => {
      await room.before.get();
      return work();
    });
  }
}

/** What a session has. */
interface Room {
  readonly ground: Ground;
  readonly order: SandboxOrder;
  readonly disk: DiskWatch;
  readonly tools: Tools;
  readonly ended: AbortController;
  readonly exit: Later<Exit>;
  /** What lay in the tree before anything was done to it. */
  readonly before: Later<Snapshot>;
}

/** Something that is made when first asked for. */
interface Later<Value> {
  get(): Promise<Value>;
  begun(): Promise<Value> | undefined;
}

function later<Value>(make: () => Promise<Value>): Later<Value> {
  let value: Promise<Value> | undefined;
  return {
    get: () => {
      value ??= make();
      return value;
    },
    begun: () => value,
  };
}

/** One thing after the other: files are not read while a command may write them. */
function openTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take: <Done>(work: () => Promise<Done>): Promise<Done> => {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return mine;
    },
    end: () => last,
  };
}

function look({ tree, mounts = [], installed = [] }: SandboxOrder): Promise<Snapshot> {
  return snapshot(tree, new Set([...mounts.map(({ to }) => to), ...installed]));
}

async function run(room: Room, command: SandboxCommand): Promise<SandboxResult> {
  const { ground, order } = room;
  const held = await ground.holding();
  if (held.is === 'not-verified') return notRun(held.reason);
  await room.before.get();
  const refused = await refusedMount(order);
  if (refused !== undefined) return notRun(refused);
  const network = order.network ?? 'none';
  const exit = network === 'registries' ? await room.exit.get() : noExit;
  return runInJail({ ...held.holding, filter: ground.filters[network] }, jailed(room, command, exit));
}

function jailed(
  { ground, order, disk, tools, ended }: Room,
  command: SandboxCommand,
  exit: JailExit,
): RunOrder {
  const { tree, mounts = [], limits = {} } = order;
  const { argv, cwd = '', env = {}, input = '', signal = ended.signal } = command;
  return {
    tree,
    shown: [...mounts.map(({ from, to }) => ({ from, to: posix.join(treeRoot, to) })), ...exit.shown],
    toolchains: [...tools.shown, ...exit.files],
    env: { ...fixedEnvironment(tools.folders), ...exit.env, ...allowed(env) },
    cwd,
    limits: narrowed(narrowed(ground.limits, limits), timeOf(command)),
    argv: [...exit.argv, ...argv],
    input,
    signal: AbortSignal.any([ended.signal, signal]),
    disk,
    isWatched: true,
  };
}

function timeOf({ timeMs }: SandboxCommand) {
  return timeMs === undefined ? {} : { timeMs };
}

function fixedEnvironment(folders: readonly string[]): Record<string, string> {
  return {
    PATH: [...folders, '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':'),
    HOME: '/tmp/home',
    TMPDIR: '/tmp',
    LANG: 'C.UTF-8',
    USER: 'sandbox',
  };
}

/** Names are looked at again: what asks may have come from a file. */
function allowed(env: NonNullable<SandboxCommand['env']>): Record<string, string> {
  return Object.fromEntries(
    environmentNames.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}

/** Folders to show others at are made by us: bubblewrap would follow links that hostile code has laid. */
async function refusedMount({ tree, mounts = [] }: SandboxOrder): Promise<string | undefined> {
  for (const { to } of mounts) {
    const made = await makeFolderIn(tree, to);
    if (made.is === 'refused') return `nothing can be shown at ${to} of the tree: ${made.reason}`;
  }
  return undefined;
}
