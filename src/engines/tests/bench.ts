import { hunksOf } from '../../core/diff.ts';
import { codeSpan } from '../../core/fence.ts';
import { undone } from '../../core/undone.ts';
import type { SandboxSession } from '../../ports/sandbox.ts';
import {
  type Builder,
  chosenBuild,
  openBuilder,
  runBuiltTests,
  type TestBuild,
} from '../../project/build.ts';
import { filesOf, type RepositoryFiles } from '../../project/files.ts';
import { prepare } from '../../project/prepare.ts';
import type { Command, Project, ProjectRunner } from '../../project/project.ts';
import { runCommand } from '../../project/run-command.ts';
import type { TestRun } from '../../project/run-tests.ts';
import { runnerOf } from '../../project/runners.ts';
import { cleanName } from '../../project/test-result.ts';
import { testBuilds } from '../../project/test-builds.ts';
import type { Wanted } from '../../project/test-command.ts';
import type { Lab } from '../review/experiment.ts';
import type { Home } from './home.ts';
import type { TestParts, TestRequest } from './parts.ts';

/** Files by path; null takes one away. */
export type Files = ReadonlyMap<string, string | null>;

/** A project in the sandbox, installed, with the files of the head. What runs in it may spoil it: `mend` puts that right. */
export interface Bench {
  readonly runner: ProjectRunner;
  /** Puts these files in place of the head's, and the head's in place of those put before; false where that cannot be written. */
  put(files: Files): Promise<boolean>;
  /** Puts back what code that ran has changed of the project's files, and names one of them; undefined where there is none. */
  mend(): Promise<string | undefined>;
  run(what: Wanted, way?: Way): Promise<TestRun>;
  /** A measured run of a test file, made once for the files that are in place: many tests are tried in one file, and some take long. */
  fileRun(path: string, way?: Pick<Way, 'timeMs'>): Promise<TestRun>;
  /** What the project's own type check says of a file, each place once; nothing where there is no such check, or it does not work. */
  typeFaults(path: string): Promise<readonly string[]>;
  /** The change undone, in the files of the head: what it added is gone, and what it removed is there. */
  base(): Promise<Files>;
  readonly session: SandboxSession;
  readonly signal: AbortSignal;
}

/** How a run differs from the usual one. */
export interface Way {
  readonly isMeasured?: boolean;
  /** Runs tests in another order, where the runner can, and in other surroundings. */
  readonly seed?: number;
  readonly timeMs?: number;
}

export type Opened =
  | { readonly is: 'open'; readonly bench: Bench }
  | { readonly is: 'closed'; readonly because: string };

/** Installs a project and opens it for runs; all of it is let go of with `room`. `because` is a sentence. */
export async function openBench(
  home: Home,
  request: Pick<TestRequest, 'diff'>,
  parts: Pick<TestParts, 'lab' | 'head' | 'steps'>,
  room: AsyncDisposableStack,
): Promise<Opened> {
  const { lab, steps } = parts;
  if (lab === null) return closed('this request may not run code.');
  const state = await lab.sandbox.state();
  if (state.is === 'not-verified') return closed(`this machine has no sandbox that holds (${state.reason}).`);
  const { project, runner } = home;
  const workspace = room.use(await lab.scratch());
  const tree = workspace.directory;
  const packages = await install(project, tree, lab, steps.signal);
  if (packages.is === 'not-installed') return closed(packages.because);
  const { tools: needed } = runnerOf(runner.name);
  const tools = [...new Set([...(project?.tools ?? []), ...needed])];
  const session = room.use(await lab.sandbox.open({ tree, tools, installed: packages.folders }));
  const missing = needed.filter((tool) => session.missingTools.includes(tool));
  if (missing.length > 0) return closed(`this machine has no ${missing.join(' and no ')}.`);
  const builder = openBuilder(session);
  const build = await buildFor(home, filesOf(workspace), { session, builder, signal: steps.signal });
  const ground = { session, runner, build, builder, types: project?.types ?? null, signal: steps.signal };
  const originals = await originalsOf(lab);
  return { is: 'open', bench: benchOf({ ...ground, originals, base: () => baseFiles(request, parts) }) };
}

/** What makes the files that its tests import; null where they run on the sources, or nothing to build is known. */
async function buildFor(
  { project, runner }: Home,
  files: RepositoryFiles,
  place: Parameters<typeof chosenBuild>[1],
): Promise<TestBuild | null> {
  const builds = project && (await testBuilds(project, runner, files));
  return builds?.isDue === true ? await chosenBuild(builds, place) : null;
}

function closed(because: string): Opened {
  return { is: 'closed', because: `Nothing was run: ${because}` };
}

type Packages =
  | { readonly is: 'installed'; readonly folders: readonly string[] }
  | { readonly is: 'not-installed'; readonly because: string };

async function install(
  project: Project | undefined,
  tree: string,
  { sandbox }: Lab,
  signal: AbortSignal,
): Promise<Packages> {
  if (project === undefined || project.install === null) return { is: 'installed', folders: [] };
  const prepared = await prepare(sandbox, { tree, project, signal });
  signal.throwIfAborted();
  if (prepared.is === 'prepared') return { is: 'installed', folders: prepared.installed };
  const { command, because, output } = prepared;
  const last = lastSaid(output);
  return {
    is: 'not-installed',
    because: `the packages could not be installed with "${command}". ${because}${last === '' ? '' : ` The last that it said: ${codeSpan(last)}`}`,
  };
}

/** A package manager's last line, but for where it keeps its log, which is gone. */
function lastSaid(output: string): string {
  const lines = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/A complete log of this run/.test(line));
  return lines.at(-1)?.trim().slice(0, mostSaid) ?? '';
}

const mostSaid = 300;

/** Taken from a checkout in which nothing has run. */
async function originalsOf(lab: Lab): Promise<(path: string) => Promise<string | undefined>> {
  const kept = new Map<string, string | undefined>();
  await using fresh = await lab.scratch();
  const files = filesOf(fresh);
  for (const path of fresh.files().slice(0, mostKept)) kept.set(path, await files.read(path));
  return (path) => Promise.resolve(kept.get(path));
}

/** Files whose texts are remembered, so that what spoils them shows. */
const mostKept = 20_000;

interface Ground {
  readonly session: SandboxSession;
  readonly runner: ProjectRunner;
  readonly build: TestBuild | null;
  readonly builder: Builder;
  readonly types: Command | null;
  readonly originals: (path: string) => Promise<string | undefined>;
  readonly signal: AbortSignal;
  readonly base: () => Promise<Files>;
}

function benchOf(ground: Ground): Bench {
  const { session, runner, types, originals, signal, base } = ground;
  let placed: Files = new Map();
  const fileRuns = new Map<string, TestRun>();
  async function wantedText(path: string): Promise<string | null | undefined> {
    return placed.has(path) ? placed.get(path) : await originals(path);
  }
  async function differing(): Promise<readonly string[]> {
    const paths: string[] = [];
    for (const { path } of await session.changes()) {
      const wanted = await wantedText(path);
      if (wanted !== undefined && (await textIn(session, path)) !== wanted) paths.push(path);
    }
    return paths;
  }
  async function placeAll(paths: readonly string[]): Promise<boolean> {
    for (const path of new Set(paths))
      if (!(await place(ground, path, (await wantedText(path)) ?? null))) return false;
    return true;
  }
  return {
    runner,
    session,
    signal,
    base,
    run: (what, way) => runOn(ground, what, way),
    fileRun: async (path, way = {}) => {
      const key = JSON.stringify([path, ...placed]);
      const known = fileRuns.get(key);
      if (known !== undefined) return known;
      const done = await runOn(ground, { is: 'files', files: [path] }, { ...way, isMeasured: true });
      fileRuns.set(key, done);
      return done;
    },
    typeFaults: (path) =>
      types === null ? Promise.resolve([]) : typeFaultsIn(path, types, { session, signal }),
    put: async (files) => {
      const before = [...placed.keys()];
      placed = files;
      return placeAll([...before, ...files.keys()]);
    },
    mend: async () => {
      const changed = await differing();
      await placeAll(changed);
      if (changed.length > 0) fileRuns.clear();
      return changed[0];
    },
  };
}

async function runOn(
  { session, runner, build, builder, signal }: Ground,
  what: Wanted,
  { seed, isMeasured = false, timeMs = usualMs }: Way = {},
): Promise<TestRun> {
  const own = seed === undefined ? runner : shaken(runner, seed);
  const order = { what, isMeasured, timeMs, signal };
  const run = await runBuiltTests(session, { runner: own, build, builder }, order);
  signal.throwIfAborted();
  return run;
}

/** One test file has so long, and a suite more. */
const usualMs = 60_000;

const mostTypesMs = 120_000;

async function typeFaultsIn(
  path: string,
  types: Command,
  { session, signal }: Pick<Ground, 'session' | 'signal'>,
): Promise<readonly string[]> {
  const env = { CI: 'true', NO_COLOR: '1' } as const;
  const result = await runCommand(session, { ...types, env, timeMs: mostTypesMs, signal });
  signal.throwIfAborted();
  const own = types.folder === '' ? path : path.slice(types.folder.length + 1);
  const lines = `${result.stdout.text}\n${result.stderr.text}`.split('\n').map((line) => cleanName(line));
  return lines.filter((line) => line.includes(own) && /[:(]\d+/.test(line));
}

async function textIn(session: SandboxSession, path: string): Promise<string | null> {
  const there = await session.read(path);
  return there.is === 'file' ? new TextDecoder().decode(there.bytes) : null;
}

async function place({ session, builder }: Ground, path: string, text: string | null): Promise<boolean> {
  if ((await textIn(session, path)) === text) return true;
  builder.soil(path);
  const done = text === null ? await session.remove(path) : await session.write(path, text);
  return done.is === 'done' || (text === null && done.reason === 'absent');
}

/** The runner with tests in another order, where it can, in another time zone, and with another order of Python's sets. */
function shaken(runner: ProjectRunner, seed: number): ProjectRunner {
  const zones = ['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu'];
  const env = { TZ: zones[seed % zones.length] ?? 'UTC', PYTHONHASHSEED: String(seed), ...runner.env };
  const words = shuffles[runner.name]?.(seed) ?? [];
  return { ...runner, env, words: [...runner.words, ...words] };
}

/** How runners are told to shuffle. */
const shuffles: Readonly<Partial<Record<ProjectRunner['name'], (seed: number) => readonly string[]>>> = {
  vitest: (seed) => ['--sequence.shuffle.tests=true', `--sequence.seed=${seed}`],
  jest: (seed) => ['--randomize', `--seed=${seed}`],
  'node:test': (seed) => ['--test-randomize', `--test-random-seed=${seed}`],
};

/** What the diff does not tell of stays as it is. */
async function baseFiles(
  { diff }: Pick<TestRequest, 'diff'>,
  { head }: Pick<TestParts, 'head'>,
): Promise<Files> {
  const files = new Map<string, string | null>();
  for (const file of diff.filter((each) => hunksOf(each).length > 0 || each.status === 'renamed')) {
    const now = file.status === 'removed' ? undefined : await head.text(file.path);
    const before = undone(file, now?.is === 'text' ? now.text : null);
    if (before === undefined) continue;
    if (file.status === 'renamed') files.set(file.path, null);
    files.set(file.oldPath, before);
  }
  return files;
}
