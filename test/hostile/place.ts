import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { openSandbox } from '../../src/adapters/bubblewrap/sandbox.ts';
import { findTool } from '../../src/adapters/bubblewrap/tools.ts';
import type { Sandbox, SandboxCommand, SandboxOrder, SandboxResult } from '../../src/ports/sandbox.ts';
import { groupsOf } from '../contracts/sandbox-world.ts';
import type { Harm, Told } from './attack.ts';
import { contents, lendsRights, tells } from './evidence.ts';
import { listen, type Trap } from './trap.ts';
import { markedBy, runTamely, startStandIn, type StandIn, type TameOrder } from './tame.ts';
import { mark, systemPlaces } from './payload.ts';
import { shownIn } from './watch.ts';

/** A machine in small: a repository, what lies around it, and what must not be touched. One attack at a time is made on it. */
export interface Place {
  /** The repository. */
  readonly tree: string;
  /** What stands for the whole machine: folders of others, a home, a toolchain. */
  readonly watched: string;
  /** A folder of the machine, with a file in it that holds the secret. */
  readonly outside: string;
  readonly secretFile: string;
  /** Stands in the environment of the app, in that file, and in that of a process. */
  readonly secret: string;
  /** A file that does not exist. */
  readonly canary: string;
  /** A folder of programs, of which `fixture-tool` is to be found by name. */
  readonly toolchain: string;
  /** A process of the machine that minds its own business. */
  readonly standIn: StandIn;
  /** A server of the machine; its socket file is `socket` outside. */
  readonly trap: Trap;
  readonly sandbox: Sandbox;
  /** For what an attack needs beside the repository. */
  readonly temporary: string;
  /** Where the app keeps what it needs for a moment. */
  readonly own: string;
  /** Installed packages, where the attack needs them. */
  readonly packages: string;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  runTamely(order: TameOrder): Promise<Told>;
  /** Runs one program in a jail. */
  run(argv: Argv, wish?: Wish): Promise<Told>;
  /** What has been done to this machine, and by whoever said this. */
  harm(told: Told): Promise<readonly Harm[]>;
}

export type Argv = readonly [string, ...string[]];

/** What is to be otherwise than usual. */
interface Wish {
  readonly order?: Partial<SandboxOrder>;
  readonly command?: Omit<SandboxCommand, 'argv'>;
}

/** The machine that all attacks are made on, one after the other. */
export interface Machine extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly packages: string;
  /** Makes everything anew, does the work, and clears up. */
  visit<Result>(work: (place: Place) => Promise<Result>): Promise<Result>;
}

export async function openMachine(): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-hostile-'));
  const paths = pathsIn(folder);
  for (const path of [paths.own, paths.packages]) await mkdir(path);
  const secret = `canary${randomUUID().replaceAll('-', '')}`;
  process.env['PATCHWRIGHT_CANARY'] = secret;
  await furnish(paths, secret);
  const sandbox = openSandbox({
    environment: { ...process.env, PATH: `${join(paths.toolchain, 'bin')}:${process.env['PATH']}` },
    folder: paths.own,
    node: process.execPath,
    architecture: process.arch,
  });
  const search = await searchPath();
  return {
    sandbox,
    packages: paths.packages,
    visit: async (work) => {
      await furnish(paths, secret);
      await using trap = await listen(join(paths.outside, 'socket'));
      await using standIn = await startStandIn(secret);
      const before = contents(paths.watched);
      const place: Place = {
        ...paths,
        secret,
        trap,
        standIn,
        sandbox,
        write: (files) => writeAll(paths.tree, files),
        runTamely: (order) => runTamely({ ...surroundingsIn(paths), PATH: search, secret }, order),
        run: (argv, wish) => run(sandbox, paths.tree, argv, wish),
        harm: async (told) => harmDone(place, before, told),
      };
      return await work(place);
    },
    [Symbol.asyncDispose]: async () => {
      delete process.env['PATCHWRIGHT_CANARY'];
      await removeAll(folder);
    },
  };
}

function pathsIn(folder: string) {
  const watched = join(folder, 'machine');
  const outside = join(watched, 'outside');
  return {
    watched,
    outside,
    secretFile: join(outside, 'secret'),
    canary: join(outside, 'canary'),
    home: join(watched, 'home'),
    toolchain: join(watched, 'toolchain'),
    tree: join(folder, 'tree'),
    temporary: join(folder, 'temporary'),
    own: join(folder, 'own'),
    packages: join(folder, 'packages'),
  } as const;
}

type Paths = ReturnType<typeof pathsIn>;

/** What tools write for themselves is no evidence: it goes elsewhere. */
function surroundingsIn({ home, temporary }: Paths) {
  const own = { npm_config_cache: join(temporary, 'npm'), CARGO_HOME: join(temporary, 'cargo') };
  return { HOME: home, TMPDIR: temporary, ...own };
}

/** Without their shims: those look for more in a home than a tame form has. */
async function searchPath(): Promise<string> {
  const { PATH, HOME } = process.env;
  const names = ['node', 'npm', 'python3', 'rustc', 'git'];
  const tools = await Promise.all(names.map((name) => findTool(name, { PATH, HOME })));
  const usual = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  const own = tools.flatMap((tool) => tool?.folder ?? []).filter((folder) => !usual.includes(folder));
  return [...own, ...usual].join(':');
}

async function furnish(paths: Paths, secret: string): Promise<void> {
  for (const path of [paths.watched, paths.tree, paths.temporary]) await removeAll(path);
  for (const path of [paths.tree, paths.temporary]) await mkdir(path);
  await writeAll(paths.watched, {
    'outside/secret': secret,
    'outside/package.json': '{ "name": "x", "version": "1.0.0" }',
    'home/.ssh/id_ed25519': secret,
    'home/.npmrc': '',
  });
  const tool = join(paths.toolchain, 'bin', 'fixture-tool');
  await mkdir(dirname(tool), { recursive: true });
  await writeFile(tool, '#!/bin/sh\necho the tool\n', { mode: 0o755 });
}

/** Unlike that of Node, this one goes down to folders that no path can name. */
async function removeAll(path: string): Promise<void> {
  await promisify(execFile)('rm', ['-rf', '--', path]);
}

async function writeAll(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function run(
  sandbox: Sandbox,
  tree: string,
  argv: Argv,
  { order = {}, command = {} }: Wish = {},
): Promise<Told> {
  await using session = await sandbox.open({ tree, ...order, limits: { timeMs: 120_000, ...order.limits } });
  return told(await session.run({ argv, ...command }));
}

/** An ending by its name; what it is about is tested where sandboxes are. */
export function told({ ended, stdout, stderr }: SandboxResult): Told {
  const name = ended.is === 'not-verified' ? `${ended.is}: ${ended.reason}` : ended.is;
  return { ended: name, output: `${stdout.text}\n${stderr.text}`, harm: [] };
}

async function harmDone(
  place: Place,
  before: ReadonlyMap<string, string>,
  { output, harm }: Told,
): Promise<readonly Harm[]> {
  const after = contents(place.watched);
  const isWritten =
    !isDeepStrictEqual(before, after) || systemPlaces.some((path) => existsSync(join(path, mark)));
  const heard = [output, place.trap.received(), ...contents(place.tree).values()];
  const left = [
    ...(await markedBy(place.secret, place.standIn.pid)),
    ...(await shownIn(join(basename(dirname(place.tree)), basename(place.tree)))),
    ...(await readdir(place.own)),
    ...(await groupsOf(process.pid)),
  ];
  const found: readonly (readonly [Harm, boolean])[] = [
    ['writes', isWritten],
    ['reads', heard.some((text) => tells(text, place.secret))],
    ['connects', place.trap.visits() > 0],
    ['signals', !place.standIn.isThere()],
    ['lingers', left.length > 0],
    ['lends', lendsRights(place.tree)],
    ['achieves', output.includes('achieved')],
  ];
  return [...found.flatMap(([name, isDone]) => (isDone ? [name] : [])), ...harm];
}
