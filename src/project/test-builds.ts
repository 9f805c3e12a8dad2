import { z } from 'zod';
import { joined } from '../core/imported-files.ts';
import { importedNames } from '../core/imported-names.ts';
import { commandText, scriptCommands } from './command-line.ts';
import { folderOf, foldersUp, pathIn, type RepositoryFiles } from './files.ts';
import { entryScripts, PackageEntry } from './package-entry.ts';
import type { Command, Project, ProjectRunner } from './project.ts';
import { parseJson } from './reports/text.ts';
import { runnerOf } from './runners.ts';
import { isOfSettings } from './settings.ts';

/** How what tests run on may be made of the sources. */
export interface TestBuilds {
  /** Files that tests import and no commit has, from the root: where there are any, something has to make them. */
  readonly made: readonly string[];
  /** The likelier first; that of the settings is the only one. */
  readonly commands: readonly Command[];
  /** Whether one of them is due, whatever the tests say without it. */
  readonly isDue: boolean;
}

const mostTests = 40;

/** What may have to be run before the tests of a project, by its settings, its manifest and what its tests import. */
export async function testBuilds(
  project: Project,
  runner: ProjectRunner,
  files: RepositoryFiles,
): Promise<TestBuilds> {
  const { build } = project;
  const manifest = await manifestOf(project, files);
  const made = project.ecosystem === 'node' ? await madeFiles(project, runner, { files, manifest }) : [];
  if (build !== null && isOfSettings(build)) return { made, commands: [build], isDue: true };
  const isDue = made.length > 0;
  const commands = isDue || !compilesItself(runner) ? builds(project, runner, { made, manifest }) : [];
  return { made, commands, isDue };
}

const Manifest = PackageEntry.extend({ scripts: z.record(z.string(), z.string()).catch({}) });
type Manifest = z.infer<typeof Manifest>;

const noManifest: Manifest = { name: '', main: '', scripts: {} };

async function manifestOf({ folder }: Project, files: RepositoryFiles): Promise<Manifest> {
  const text = await files.read(pathIn(folder, 'package.json'));
  return Manifest.safeParse(parseJson(text ?? '')).data ?? noManifest;
}

interface Place {
  readonly files: RepositoryFiles;
  readonly manifest: Manifest;
}

/** Files in folders that no commit has. One that is missing beside others is none that a build makes. */
async function madeFiles(
  { folder }: Project,
  { name }: ProjectRunner,
  { files, manifest }: Place,
): Promise<readonly string[]> {
  const paths = await files.list();
  const folders = new Set(paths.flatMap((path) => foldersUp(folderOf(path))));
  const tests = paths.filter((path) => isInside(path, folder) && runnerOf(name).tests.test(path));
  const imported: string[] = [];
  for (const path of tests.slice(0, mostTests)) {
    const names = importedNames(((await files.read(path)) ?? '').split('\n'), 'typescript');
    const sources = names.flatMap(({ sources: each }) => each);
    imported.push(...sources.flatMap((source) => meant(source, folderOf(path), { folder, manifest })));
  }
  return [...new Set(imported)].filter((path) => isInside(path, folder) && !folders.has(folderOf(path)));
}

/** The file that an import of the project's own means; its name and its folder mean what the manifest says. */
function meant(
  source: string,
  from: string,
  { folder, manifest }: Pick<Project, 'folder'> & Pick<Place, 'manifest'>,
): readonly string[] {
  const isOwn = source === manifest.name && source !== '';
  if (!isOwn && !/^\.{1,2}(?:\/|$)/.test(source)) return [];
  const path = isOwn ? folder : joined(from, source);
  if (path !== folder) return [path];
  const [entry] = entryScripts(manifest);
  return entry === undefined ? [] : [joined(folder, entry)];
}

function isInside(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** Runners that read sources as they are written, by themselves or with what they are started with. */
function compilesItself({ name, words, env }: ProjectRunner): boolean {
  const started = [...words, ...Object.values(env)].join(' ');
  return (
    name === 'vitest' ||
    name === 'jest' ||
    /\b(?:tsx|ts-node|tsimp|esbuild|swc|babel|sucrase)\b/.test(started)
  );
}

interface Known {
  readonly made: readonly string[];
  readonly manifest: Manifest;
}

/** In order: what the script of the tests does first, what runs before it by its name, what names the folder that is made, and builds. */
function builds(project: Project, runner: ProjectRunner, { made, manifest }: Known): readonly Command[] {
  const { folder, build } = project;
  const { scripts } = manifest;
  const [program, ...words] = project.script;
  const fitting = Object.keys(scripts).filter((name) => !isOther(scripts[name] ?? ''));
  const names = [
    ...fitting.filter((name) => name === 'pretest'),
    ...fitting.filter((name) => !preparing.test(name) && makes(scripts[name] ?? '', made, folder)),
    ...fitting.filter((name) => preparing.test(name)),
  ];
  const run = [...new Set(names)].flatMap((name): readonly Command[] =>
    program === undefined ? [] : [{ argv: [program, ...words, name], folder, from: placeOf(name, folder) }],
  );
  const own = Object.keys(scripts).find((name) => runner.from === placeOf(name, folder));
  return [...firstSteps(scripts[own ?? ''] ?? '', runner), ...run, ...(build === null ? [] : [build])];
}

function placeOf(script: string, folder: string): string {
  return `${pathIn(folder, 'package.json')}, scripts.${script}`;
}

const preparing = /^(?:prepare|prepack|build:(?:cjs|esm|test|tests))$/;

/** Scripts that do something else under such names, or never end. */
function isOther(script: string): boolean {
  return /--watch\b|\bpublish\b|^(?:husky|is-ci|lefthook|patch-package|simple-git-hooks)\b/.test(script);
}

/** Whether a script names the folder that a file lies in, and does not only take it away. */
function makes(script: string, made: readonly string[], folder: string): boolean {
  const [top = ''] = (made[0] ?? '').slice(folder === '' ? 0 : folder.length + 1).split('/');
  const commands = scriptCommands(script).filter(
    ({ words: [program = ''] }) => !/^(?:rm|rimraf|del)/.test(program),
  );
  return top !== '' && commands.some(({ words }) => words.some((word) => word.split(/[/=]/).includes(top)));
}

/** `npm run build && mocha`: all before the runner but what only judges. */
function firstSteps(script: string, { folder, from, words: own }: ProjectRunner): readonly Command[] {
  const commands = scriptCommands(script).map(({ words }) => words);
  const at = commands.findIndex((words) => words.some((word) => word === own[0]));
  const steps = commands.slice(0, Math.max(0, at)).filter((words) => !judging.test(words.join(' ')));
  if (steps.length === 0) return [];
  return [{ argv: ['sh', '-c', steps.map(commandText).join(' && ')], folder, from }];
}

const judging = /\b(?:e?slint|lint|xo|standard|prettier|format|audit|typecheck|check)\b|--noEmit\b/;
