import type { FileDiff } from '../core/diff.ts';
import type { AnalyzedChange } from '../ports/analyzer.ts';
import type { Sandbox, SandboxSession } from '../ports/sandbox.ts';
import { type CheckerMessage, readMessages } from './checker-messages.ts';
import { commandText } from './command-line.ts';
import { detectHere } from './stand-ins.ts';
import { endingText } from './ending.ts';
import { filesOf, folderOf, foldersUp } from './files.ts';
import { installedFolders } from './installation.ts';
import { prepare } from './prepare.ts';
import type { Command, Project, ProjectSettings } from './project.ts';
import { runCommand } from './run-command.ts';

export type Task = 'types' | 'lint';

/** A folder of our own with a copy of a tree, gone when it is disposed of. */
export interface TreeCopy extends AsyncDisposable {
  readonly tree: string;
}

export interface CheckParts {
  readonly sandbox: Sandbox;
  readonly copy: (directory: string) => Promise<TreeCopy>;
  /** Of the default branch. */
  readonly settings?: ProjectSettings;
  /** For each run of a checker. */
  readonly mostMs?: number;
}

/** What a project's checker said before and after the change. */
export interface Checked {
  readonly task: Task;
  /** As a person would type it. */
  readonly checker: string;
  readonly before: readonly CheckerMessage[];
  readonly after: readonly CheckerMessage[];
  /** In sentences. */
  readonly notRun: readonly string[];
}

/** Installs each project that the change touches, in a copy of the files before it, and runs its checkers there before and after. */
export async function checkProjects(
  { sandbox, copy, settings, mostMs = 300_000 }: CheckParts,
  change: AnalyzedChange,
  signal: AbortSignal,
): Promise<readonly Checked[]> {
  const { projects } = await detectHere(filesOf(change.head), settings, sandbox);
  const concerned = projects.filter((project) => concerns(project, projects, change));
  if (concerned.length === 0) return [];
  const state = await sandbox.state();
  if (state.is === 'not-verified') return concerned.flatMap((project) => notChecked(project, state.reason));
  await using ground = await copy((await change.base()).directory);
  const checked: Checked[] = [];
  let isChanged = false;
  for (const project of concerned) {
    signal.throwIfAborted();
    const checking = { sandbox, tree: ground.tree, project, change, signal, mostMs };
    if (isChanged) await turn(checking, 'base');
    checked.push(...(await checkProject(checking)));
    isChanged = true;
  }
  return checked;
}

/** Whether a changed file belongs to this project and to none further down. */
function concerns(project: Project, all: readonly Project[], { diff }: AnalyzedChange): boolean {
  if (project.lint === null && project.types === null) return false;
  const folders = new Set(all.map(({ folder }) => folder));
  return diff.some(
    ({ path, status }) =>
      status !== 'removed' &&
      foldersUp(folderOf(path)).find((folder) => folders.has(folder)) === project.folder,
  );
}

interface Checking {
  readonly sandbox: Sandbox;
  readonly tree: string;
  readonly project: Project;
  readonly change: AnalyzedChange;
  readonly signal: AbortSignal;
  readonly mostMs: number;
}

async function checkProject(checking: Checking): Promise<readonly Checked[]> {
  const because = await install(checking);
  if (because !== undefined) return notChecked(checking.project, because);
  const before = await runs(checking);
  await turn(checking, 'head');
  const isNew = isInstalledAnew(checking) ? await install(checking) : undefined;
  if (isNew !== undefined) return notChecked(checking.project, isNew);
  const after = await runs(checking);
  return after.map(({ task, command, messages, failed }) => {
    const known = before.find((each) => each.task === task);
    const because = failed ?? (known?.failed && `Before the change, ${known.failed}`);
    const isKnown = because === undefined;
    return {
      task,
      checker: commandText(command.argv),
      before: known?.messages ?? [],
      after: isKnown ? messages : [],
      notRun: isKnown ? [] : [because],
    };
  });
}

/** Why it cannot be installed; undefined where it is. */
async function install({ sandbox, tree, project, signal }: Checking): Promise<string | undefined> {
  if (project.install === null) return undefined;
  const prepared = await prepare(sandbox, { tree, project, signal });
  return prepared.is === 'prepared' ? undefined : prepared.because;
}

function isInstalledAnew({ project, change }: Checking): boolean {
  return change.diff.some(({ path }) => project.locked.includes(path));
}

/** Makes the tree what it is before or after the change, as far as that is text. */
async function turn({ sandbox, tree, project, change }: Checking, to: 'base' | 'head'): Promise<void> {
  const files = to === 'head' ? change.head : await change.base();
  await using session = await sandbox.open({ tree, installed: installedFolders(project) });
  for (const file of change.diff) {
    const { there, gone } = pathsOf(file, to);
    if (gone !== undefined) await session.remove(gone);
    const read = there === undefined ? undefined : await files.text(there);
    if (there !== undefined && read?.is === 'text') await session.write(there, read.text);
  }
}

function pathsOf({ path, oldPath, status }: FileDiff, to: 'base' | 'head') {
  const [from, into] = [status === 'added' ? undefined : oldPath, status === 'removed' ? undefined : path];
  const [there, gone] = to === 'head' ? [into, from] : [from, into];
  return { there, gone: gone === there || status === 'copied' ? undefined : gone };
}

interface Run {
  readonly task: Task;
  readonly command: Command;
  readonly messages: readonly CheckerMessage[];
  /** A sentence, where the checker did not come to an end that says something. */
  readonly failed: string | undefined;
}

async function runs({ sandbox, tree, project, signal, mostMs }: Checking): Promise<readonly Run[]> {
  const installed = installedFolders(project);
  await using session = await sandbox.open({ tree, tools: [...project.tools], installed });
  const done: Run[] = [];
  for (const task of ['types', 'lint'] as const) {
    const command = project[task];
    if (command !== null)
      done.push({ task, command, ...(await runChecker(session, command, { signal, timeMs: mostMs })) });
  }
  return done;
}

const printedFile = '.patchwright-checker';
const mostPrinted = 16_000_000;

/** Runs a checker once and reads what it says. `failed` is a sentence, where it did not come to an end that says something. */
export async function runChecker(
  session: SandboxSession,
  { argv, folder }: Command,
  limits: { readonly signal: AbortSignal; readonly timeMs: number },
): Promise<Pick<Run, 'messages' | 'failed'>> {
  const env = { CI: 'true', NO_COLOR: '1', FORCE_COLOR: '0' };
  const into = { path: `${session.root}/${printedFile}`, isWithErrors: true };
  const { ended } = await runCommand(session, { argv, folder, env, into, ...limits });
  const printed = await session.read(printedFile, mostPrinted);
  await session.remove(printedFile);
  const text = printed.is === 'file' ? new TextDecoder().decode(printed.bytes) : '';
  const messages = readMessages(text, { root: session.root, folder });
  const isSilent = ended.is !== 'exited' || (ended.exitCode !== 0 && messages.length === 0);
  const failed = isSilent
    ? `\`${commandText(argv)}\` ${endingText(ended)}${ended.is === 'exited' ? ' and said nothing of any line' : ''}.`
    : undefined;
  return { messages, failed };
}

function notChecked(project: Project, because: string): readonly Checked[] {
  return (['types', 'lint'] as const).flatMap((task) => {
    const command = project[task];
    if (command === null) return [];
    const checker = commandText(command.argv);
    const reason = because.replace(/\.$/, '');
    return [{ task, checker, before: [], after: [], notRun: [`\`${checker}\` was not run: ${reason}.`] }];
  });
}
