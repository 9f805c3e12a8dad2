import type { Change } from '../../core/change.ts';
import type { SandboxResult, SandboxSession } from '../../ports/sandbox.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { type Builder, openBuilder } from '../../project/build.ts';
import { detectHere } from '../../project/stand-ins.ts';
import { filesOf } from '../../project/files.ts';
import { prepare } from '../../project/prepare.ts';
import type { Project } from '../../project/project.ts';
import { type CommandOrder, runCommand } from '../../project/run-command.ts';
import { runnerOf } from '../../project/runners.ts';
import type { Lab } from '../review/experiment.ts';
import type { ImplementationParts } from './parts.ts';

/** Files by path; null takes one away. */
export type Files = ReadonlyMap<string, string | null>;

/** The repository in the jail, installed: commands run there, and what they leave behind is no part of the change. */
export interface Workshop {
  readonly session: SandboxSession;
  readonly builder: Builder;
  /** The root first. */
  readonly projects: readonly Project[];
  /** In sentences: what could not be installed. */
  readonly notes: readonly string[];
  /** Makes the files there those of the workspace, or others in their place, and takes away what commands have left beside them. */
  settle(instead?: Files): Promise<void>;
  /** Runs a command on the files of the workspace and on what commands before it have left. */
  command(order: CommandOrder): Promise<Commanded>;
}

export interface Commanded {
  readonly result: SandboxResult;
  /** Files of the repository that it has changed, as they are now. */
  readonly drifted: Files;
}

export type OpenedWorkshop =
  | { readonly is: 'open'; readonly workshop: Workshop }
  /** `because` is a sentence. */
  | { readonly is: 'closed'; readonly because: string };

/** Installs what is there to be installed, and opens it; all of it is let go of with `room`. */
export async function openWorkshop(
  { lab, workspace, base, steps }: Pick<ImplementationParts, 'lab' | 'workspace' | 'base' | 'steps'>,
  room: AsyncDisposableStack,
): Promise<OpenedWorkshop> {
  if (lab === null) return closed('this request may not run code.');
  const state = await lab.sandbox.state();
  if (state.is === 'not-verified') return closed(`this machine has no sandbox that holds (${state.reason}).`);
  const scratch = room.use(await lab.scratch());
  const { projects } = await detectHere(filesOf(scratch), lab.settings, lab.sandbox);
  const { installed, notes } = await install(projects, scratch.directory, lab, steps.signal);
  const needed = projects.flatMap(({ tools, runners }) => [
    ...tools,
    ...runners.flatMap(({ name }) => runnerOf(name).tools),
  ]);
  const tools = [...new Set(['node', 'python3', ...needed])];
  const session = room.use(await lab.sandbox.open({ tree: scratch.directory, tools, installed }));
  const builder = openBuilder(session);
  const files = await placing({ session, builder }, workspace, await base());
  return { is: 'open', workshop: { session, builder, projects, notes, ...files } };
}

function closed(because: string): OpenedWorkshop {
  return { is: 'closed', because: `Nothing was run: ${because}` };
}

/** Workspaces of a monorepo share an installation; more than a few of the others would take longer than they are worth. */
const mostInstallations = 3;

async function install(
  projects: readonly Project[],
  tree: string,
  { sandbox }: Lab,
  signal: AbortSignal,
): Promise<{ readonly installed: readonly string[]; readonly notes: readonly string[] }> {
  const due = new Map(
    projects.flatMap((project) =>
      project.install === null ? [] : [[JSON.stringify(project.install), project] as const],
    ),
  );
  const installed: string[] = [];
  const notes: string[] = [];
  for (const project of [...due.values()].slice(0, mostInstallations)) {
    const prepared = await prepare(sandbox, { tree, project, signal });
    signal.throwIfAborted();
    if (prepared.is === 'prepared') installed.push(...prepared.installed);
    if (prepared.is === 'not-prepared')
      notes.push(`The packages could not be installed with "${prepared.command}". ${prepared.because}`);
  }
  return { installed, notes };
}

type Jail = Pick<Workshop, 'session' | 'builder'>;
type Placing = Pick<Workshop, 'settle' | 'command'>;

/** What is right is what was settled, and of all else the commit. Files that are no text are left as they are. */
async function placing(jail: Jail, workspace: Workspace, base: Workspace): Promise<Placing> {
  const { session, builder } = jail;
  const own = new Set(base.files());
  let settled: ReadonlyMap<string, Wanted> = new Map();
  let isStrewn = false;
  async function touched(): Promise<ReadonlySet<string>> {
    const changed = (await session.changes()).map(({ path }) => path);
    return new Set([...settled.keys(), ...changed.filter((path) => own.has(path))]);
  }
  async function place(instead: Files): Promise<void> {
    const paths = await touched();
    settled = wantedFiles(workspace.changes(), instead);
    for (const path of paths.union(new Set(settled.keys())))
      await put(jail, path, settled.get(path) ?? (await original(base, path)));
  }
  async function drifted(): Promise<Files> {
    const files = new Map<string, string | null>();
    for (const path of await touched()) {
      const wanted = settled.get(path) ?? (await original(base, path));
      const there = await textIn(session, path);
      if (wanted !== undefined && there !== wanted.text) files.set(path, there);
    }
    return files;
  }
  return {
    settle: async (instead = new Map()) => {
      await place(instead);
      if (isStrewn) await tidy(jail, (path) => own.has(path) || settled.has(path));
      isStrewn = false;
    },
    command: async (order) => {
      await place(new Map());
      isStrewn = true;
      const result = await runCommand(session, order);
      builder.soil(null);
      return { result, drifted: await drifted() };
    },
  };
}

/**
 * What is in no commit and not in the change goes, whether git would ignore it or not: what tests see is what somebody has who checks it
 * out, installs and builds. Else a module that only a command has written, a forgotten `.env` or an old bundle would make them pass.
 */
async function tidy({ session, builder }: Jail, isKept: (path: string) => boolean): Promise<void> {
  const left = (await session.changes()).filter(({ path, change }) => change !== 'removed' && !isKept(path));
  for (const { path, kind } of left) if (kind !== 'other' && !cache.test(path)) await session.remove(path);
  builder.soil(null);
}

/** Caches hold what their tools check by themselves before they take it, and what takes long to make. */
const cache = /(?:^|\/)(?:target|\.gradle|__pycache__|\.[\w-]*cache)\//;

interface Wanted {
  readonly text: string | null;
  readonly mode: Change['mode'];
}

function wantedFiles(changes: readonly Change[], instead: Files): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { path, after, mode } of changes) wanted.set(path, { text: after, mode });
  for (const [path, text] of instead) wanted.set(path, { text, mode: wanted.get(path)?.mode ?? 'plain' });
  return wanted;
}

async function put({ session, builder }: Jail, path: string, wanted: Wanted | undefined): Promise<void> {
  if (wanted === undefined || (await textIn(session, path)) === wanted.text) return;
  builder.soil(path);
  await (wanted.text === null ? session.remove(path) : session.write(path, wanted.text, wanted.mode));
}

async function textIn(session: SandboxSession, path: string): Promise<string | null> {
  const there = await session.read(path);
  return there.is === 'file' ? new TextDecoder().decode(there.bytes) : null;
}

async function original(base: Workspace, path: string): Promise<Wanted | undefined> {
  const kept = await base.original(path);
  if (kept === null) return { text: null, mode: 'plain' };
  const there = await base.text(path);
  return there.is === 'text' ? { text: there.text, mode: kept.mode } : undefined;
}
