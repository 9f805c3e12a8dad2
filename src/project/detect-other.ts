import type { Site } from './detect.ts';
import { pathIn } from './files.ts';
import { decidingFiles } from './install-inputs.ts';
import { installAssumptions, installCommand } from './install.ts';
import { managerOf } from './managers.ts';
import { assumptions, type Command, type Project } from './project.ts';
import { usualRunner } from './recognise.ts';
import type { Ecosystem } from './runner.ts';
import { type RunnerName, runnerNames, runnerOf } from './runners.ts';

/** A folder in another language than JavaScript, by its manifests and its tests. */
export async function detectOther(site: Site): Promise<Project | undefined> {
  const { ecosystem, tools } = managerOf(site.manager);
  const found = await runnerIn(site, ecosystem);
  const install = installCommand(site);
  const { build, lint, types } = await tasksOf(site, ecosystem);
  return {
    folder: site.folder,
    ecosystem,
    manager: site.manager,
    tools,
    script: [],
    locked: decidingFiles(site, () => false),
    install,
    runners: found === undefined ? [] : [usualRunner(found.name, site.folder, found.from)],
    build,
    lint,
    types,
    assumed: [...installAssumptions(site, install), ...assumptions('test', unsure(site, found))],
  };
}

interface FoundRunner {
  readonly name: RunnerName;
  readonly from: string;
}

const mostRead = 50;

/** The first runner of the language that a file is a sign of: its configuration, a dependency, or a test. */
async function runnerIn(site: Site, ecosystem: Ecosystem): Promise<FoundRunner | undefined> {
  const inside = site.paths
    .filter((path) => site.folder === '' || path.startsWith(`${site.folder}/`))
    .map((path) => path.slice(site.folder === '' ? 0 : site.folder.length + 1));
  const names = runnerNames.filter((name) => runnerOf(name).ecosystem === ecosystem);
  for (const name of names) {
    const from = (await dependency(site, name, inside)) ?? (await sign(site, name, inside));
    if (from !== undefined) return { name, from };
  }
  return undefined;
}

const manifests =
  /^(?:requirements[^/]*\.txt|[^/]*requirements\.txt|pyproject\.toml|Pipfile|setup\.cfg|setup\.py|Gemfile|composer\.json|[^/]*\.gemspec)$/;

async function dependency({ files, folder }: Site, name: RunnerName, inside: readonly string[]) {
  const { packages } = runnerOf(name).recognised;
  if (packages.length === 0) return undefined;
  const pattern = new RegExp(
    `(?:^|[\\s"'\\[])(?:${packages.map((each) => RegExp.escape(each)).join('|')})(?![\\w-])`,
    'm',
  );
  for (const path of inside.filter((path) => manifests.test(path)))
    if (pattern.test((await files.read(pathIn(folder, path))) ?? '')) return pathIn(folder, path);
  return undefined;
}

async function sign({ files, folder }: Site, name: RunnerName, inside: readonly string[]) {
  for (const { path, text } of runnerOf(name).recognised.signs) {
    const fitting = inside.filter((each) => path.test(each)).slice(0, mostRead);
    for (const each of fitting)
      if (text === undefined || text.test((await files.read(pathIn(folder, each))) ?? ''))
        return pathIn(folder, each);
  }
  return undefined;
}

function unsure({ folder }: Site, found: FoundRunner | undefined): readonly string[] {
  const where = folder === '' ? 'the repository' : folder;
  if (found === undefined) return [`No test runner that is known is found in ${where}.`];
  const { start, checked } = runnerOf(found.name);
  const said = `The tests of ${where} are taken for ${found.name}'s, by ${found.from}, and run as "${start.slice(0, 3).join(' ')}".`;
  return checked === 'by running'
    ? [said]
    : [said, `How ${found.name} is run and read has been checked on recorded output only.`];
}

interface TaskRow {
  readonly task: 'build' | 'lint' | 'types';
  readonly ecosystem: Ecosystem;
  readonly path: RegExp;
  readonly text?: RegExp;
  readonly argv: readonly [string, ...string[]];
}

/** What languages without scripts in their manifests are built and checked with, by the file that says so. */
const taskRows: readonly TaskRow[] = [
  { task: 'lint', ecosystem: 'python', path: /^\.?ruff\.toml$/, argv: ['ruff', 'check', '.'] },
  {
    task: 'lint',
    ecosystem: 'python',
    path: /^pyproject\.toml$/,
    text: /^\[tool\.ruff/m,
    argv: ['ruff', 'check', '.'],
  },
  { task: 'lint', ecosystem: 'python', path: /^\.flake8$/, argv: ['flake8'] },
  { task: 'types', ecosystem: 'python', path: /^mypy\.ini$/, argv: ['mypy', '.'] },
  {
    task: 'types',
    ecosystem: 'python',
    path: /^pyproject\.toml$/,
    text: /^\[tool\.mypy/m,
    argv: ['mypy', '.'],
  },
  { task: 'types', ecosystem: 'python', path: /^pyrightconfig\.json$/, argv: ['pyright'] },
  { task: 'build', ecosystem: 'go', path: /^go\.mod$/, argv: ['go', 'build', './...'] },
  { task: 'lint', ecosystem: 'go', path: /^go\.mod$/, argv: ['go', 'vet', './...'] },
  { task: 'build', ecosystem: 'rust', path: /^Cargo\.toml$/, argv: ['cargo', 'build', '--offline'] },
  { task: 'lint', ecosystem: 'rust', path: /^Cargo\.toml$/, argv: ['cargo', 'clippy', '--offline'] },
  {
    task: 'build',
    ecosystem: 'java',
    path: /^pom\.xml$/,
    argv: ['mvn', '--batch-mode', '--offline', 'compile'],
  },
  { task: 'lint', ecosystem: 'ruby', path: /^\.rubocop\.yml$/, argv: ['bundle', 'exec', 'rubocop'] },
  { task: 'lint', ecosystem: 'php', path: /^phpcs\.xml(?:\.dist)?$/, argv: ['phpcs'] },
  { task: 'types', ecosystem: 'php', path: /^phpstan\.neon(?:\.dist)?$/, argv: ['phpstan', 'analyse'] },
];

async function tasksOf(site: Site, ecosystem: Ecosystem) {
  const commands = await Promise.all(
    taskRows
      .filter((row) => row.ecosystem === ecosystem)
      .map(async (row) => ({ task: row.task, command: await commandOf(row, site) })),
  );
  function first(task: TaskRow['task']): Command | null {
    return commands.find((each) => each.task === task && each.command !== null)?.command ?? null;
  }
  return { build: first('build'), lint: first('lint'), types: first('types') };
}

async function commandOf(
  { path, text, argv }: TaskRow,
  { files, paths, folder }: Site,
): Promise<Command | null> {
  const from = paths.find(
    (each) =>
      each.startsWith(folder === '' ? '' : `${folder}/`) &&
      path.test(each.slice(folder === '' ? 0 : folder.length + 1)),
  );
  if (from === undefined || (text !== undefined && !text.test((await files.read(from)) ?? ''))) return null;
  return { argv, folder, from };
}
