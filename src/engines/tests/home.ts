import { subjectOf } from '../../core/file-kind.ts';
import type { LanguageName } from '../../core/languages.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { type Detection, detectProjects } from '../../project/detect.ts';
import { detectHere } from '../../project/stand-ins.ts';
import type { Lab } from '../review/experiment.ts';
import { fileNameOf, filesOf, folderOf, pathIn } from '../../project/files.ts';
import type { Project, ProjectRunner } from '../../project/project.ts';
import { usualRunner } from '../../project/recognise.ts';
import { type RunnerName, runnerNames, runnerOf } from '../../project/runners.ts';
import type { Importer } from './importers.ts';
import type { Target } from './targets.ts';

/** Where and how tests of a project stand and are run. */
export interface Home {
  /** Undefined where there is nothing to install. */
  readonly project: Project | undefined;
  readonly runner: ProjectRunner;
  /** In sentences. */
  readonly assumed: readonly string[];
}

/** The home of a target's tests; undefined where tests of its language cannot be judged here. */
export async function homeOf(
  { path, tree }: Target,
  head: Workspace,
  { lab, framework: asked }: { readonly lab: Lab | null; readonly framework: RunnerName | null },
): Promise<Home | undefined> {
  const ecosystem = ecosystems[tree.language];
  if (ecosystem === undefined) return undefined;
  const { projects, assumed: general } = await detectIn(head, lab);
  const project = projectOf(path, ecosystem, projects);
  const assumed = [...(project?.assumed ?? []).map(({ text }) => text), ...general];
  if (asked !== null && runnerOf(asked).ecosystem === ecosystem)
    return { project, runner: runnerAsked(asked, project), assumed };
  const [first] = project?.runners ?? [];
  if (first !== undefined) return { project, runner: first, assumed };
  const guessed = await guessedRunner(path, ecosystem, head);
  return {
    project,
    runner: runnerLike(guessed.name, project, 'its tests'),
    assumed: [...assumed, ...guessed.assumed],
  };
}

/** The innermost project of the language round a path, of those with a runner where there is one. */
function projectOf(
  path: string,
  ecosystem: Project['ecosystem'],
  projects: readonly Project[],
): Project | undefined {
  const around = projects.filter(
    ({ folder, ...each }) => each.ecosystem === ecosystem && isInside(path, folder),
  );
  return around.findLast(({ runners }) => runners.length > 0) ?? around.at(-1);
}

function detectIn(head: Workspace, lab: Lab | null): Promise<Detection> {
  const files = filesOf(head);
  return lab === null ? detectProjects(files) : detectHere(files, lab.settings, lab.sandbox);
}

async function guessedRunner(
  path: string,
  ecosystem: keyof typeof usualRunners,
  head: Workspace,
): Promise<{ readonly name: RunnerName; readonly assumed: readonly string[] }> {
  const seen = await runnerSeen(head, ecosystem);
  if (seen !== undefined) return { name: seen, assumed: [] };
  const { name, with: language } = usualRunners[ecosystem];
  const said = `No test runner is set up for ${path}: ${name}, which comes with ${language}, is taken for granted.`;
  return { name, assumed: [said] };
}

function runnerAsked(name: RunnerName, project: Project | undefined): ProjectRunner {
  const own = project?.runners.find((each) => each.name === name);
  return own ?? runnerLike(name, project, 'what was asked for');
}

function runnerLike(name: RunnerName, project: Project | undefined, from: string): ProjectRunner {
  return usualRunner(name, project?.folder ?? '', from);
}

const mostSeen = 50;

/** The runner that test files are written for, where nothing else says it. */
async function runnerSeen(
  head: Pick<Workspace, 'files' | 'text'>,
  ecosystem: Project['ecosystem'],
): Promise<RunnerName | undefined> {
  const signs = runnerNames
    .filter((name) => runnerOf(name).ecosystem === ecosystem)
    .flatMap((name) => runnerOf(name).recognised.signs.map((sign) => ({ name, ...sign })));
  const paths = head.files().filter((path) => signs.some((sign) => sign.path.test(path)));
  for (const path of paths.slice(0, mostSeen)) {
    const read = await head.text(path);
    const text = read.is === 'text' ? read.text : '';
    const found = signs.find((sign) => sign.path.test(path) && sign.text?.test(text) !== false);
    if (found !== undefined) return found.name;
  }
  return undefined;
}

/** Languages whose tests can be judged by their code. */
const ecosystems: Readonly<Partial<Record<LanguageName, 'node' | 'python'>>> = {
  javascript: 'node',
  typescript: 'node',
  tsx: 'node',
  python: 'python',
};

/** What every installation of a language has. */
const usualRunners = {
  node: { name: 'node:test', with: 'Node' },
  python: { name: 'unittest', with: 'Python' },
} as const;

/** A runner by the name that a person gives it. */
export function runnerNamed(name: string): RunnerName | undefined {
  const plain = name.toLowerCase().replaceAll(/[\s:_-]/g, '');
  return plain === 'node' ? 'node:test' : runnerNames.find((each) => each.replaceAll(/[\s:]/g, '') === plain);
}

/** Where a target's tests go: the file that holds them already, or the one that its neighbours would have. */
export interface TestPlace {
  readonly path: string;
  readonly isNew: boolean;
  /** The nearest other test file, whose ways a new one follows; null where there is none. */
  readonly example: string | null;
}

/**
 * Of the test files that import the target, a single one holds its tests whatever it is called; of several, the one that names it more
 * often than any other: where there is none, they merely use it.
 */
export function placeFor(
  target: Pick<Target, 'path'>,
  { runner }: Pick<Home, 'runner'>,
  paths: readonly string[],
  importers: readonly Importer[] = [],
): TestPlace {
  const near = testFiles(runner, paths).toSorted(
    (one, other) =>
      mirrored(one, target.path, runner.folder) - mirrored(other, target.path, runner.folder) ||
      distance(one, target.path) - distance(other, target.path),
  );
  const named = near.find(
    (path) => subjectOf(path) === subjectOf(target.path) && isSameKind(path, target.path),
  );
  const same = named ?? holderAmong(importers);
  if (same !== undefined)
    return { path: same, isNew: false, example: near.find((path) => path !== same) ?? null };
  const example = near.find((path) => isSameKind(path, target.path)) ?? near[0] ?? null;
  return { path: newPath(target, runner, example), isNew: true, example };
}

function holderAmong([first, next]: readonly Importer[]): string | undefined {
  return next === undefined || next.mentions < (first?.mentions ?? 0) ? first?.path : undefined;
}

/** The files of a runner's tests among some paths. */
export function testFiles({ name, folder }: ProjectRunner, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => runnerOf(name).tests.test(path) && isInside(path, folder));
}

function isInside(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** Whether two files are of one language, as far as one imports the other. */
export function isSameKind(one: string, other: string): boolean {
  const [first, second] = [endingOf(one), endingOf(other)];
  return first === second || (/^[cm]?[jt]sx?$/.test(first) && /^[cm]?[jt]sx?$/.test(second));
}

function endingOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** Steps between two folders, as if tests and sources of a project had the same root. */
function mirrored(test: string, source: string, home: string): number {
  const [one, other] = [test, source].map((path) =>
    path.slice(home === '' ? 0 : home.length + 1).replace(/^(?:tests?|__tests__|specs?|src|lib|app)\//, ''),
  );
  return distance(one ?? '', other ?? '');
}

/** Steps from one folder to the other. */
function distance(one: string, other: string): number {
  const [first, second] = [folderOf(one).split('/'), folderOf(other).split('/')];
  const shared = first.findIndex((name, at) => name !== second[at]);
  const common = shared === -1 ? first.length : shared;
  return first.length + second.length - 2 * common;
}

/** As the example is to its own subject: beside it, in a folder of its own, or in a tree that mirrors the source. */
function newPath({ path }: Pick<Target, 'path'>, runner: ProjectRunner, example: string | null): string {
  const stem = fileNameOf(path).replace(/\.[^.]+$/, '');
  const ending = endingOf(path);
  if (example === null) return usualPath({ path, stem, ending }, runner);
  const name = fileNameOf(example);
  const isBefore = /^test[_-]/.test(name);
  const mark = isBefore
    ? (/^test[_-]/.exec(name)?.[0] ?? '')
    : (/[._-](?:test|spec)s?(?=\.\w+$)/.exec(name)?.[0] ?? '');
  const own = isBefore ? `${mark}${stem}.${ending}` : `${stem}${mark}.${scriptEnding(ending, name)}`;
  return pathIn(folderLike(example, path, runner.folder), own);
}

/** What tests of a source file that is not a component end in. */
function scriptEnding(ending: string, example: string): string {
  return ending.endsWith('x') && !example.endsWith('x') ? ending.slice(0, -1) : ending;
}

function folderLike(example: string, path: string, home: string): string {
  const folder = folderOf(example);
  const [, root] = /^(.*?(?:^|\/)(?:tests?|__tests__|specs?))(?:\/|$)/.exec(folder) ?? [];
  if (root === undefined) return folderOf(path);
  if (root.endsWith('__tests__')) return pathIn(folderOf(path), '__tests__');
  const isMirror = folder !== root;
  const inner = folderOf(home === '' ? path : path.slice(home.length + 1)).replace(
    /^(?:src|lib|app)(?:\/|$)/,
    '',
  );
  return isMirror && inner !== '' ? pathIn(root, inner) : root;
}

function usualPath(
  { path, stem, ending }: { readonly path: string; readonly stem: string; readonly ending: string },
  { name, folder }: ProjectRunner,
): string {
  if (runnerOf(name).ecosystem === 'python') return pathIn(folder, `tests/test_${stem}.py`);
  return pathIn(folderOf(path), `${stem}.test.${ending}`);
}
