import { managerNames, managerOf } from './managers.ts';
import type { Command, Project, ProjectSettings } from './project.ts';
import { runnerInScript } from './recognise.ts';

export const settingsFile = '.github/patchwright.yml';

/** The projects with what the settings say of them: commands of the repository are those of its first project. */
export function overridden(found: readonly Project[], { commands, setup }: ProjectSettings) {
  const [first, ...others] = found;
  if (first === undefined) return { projects: [], assumed: [] };
  const { folder } = first;
  const runner = commands.test === null ? undefined : runnerInScript(commands.test, folder, saying('test'));
  const isUnknown = commands.test !== null && runner === undefined;
  const project: Project = {
    ...first,
    tools: commands.install === null ? first.tools : toolsOf(commands.install, first),
    install: chosen('install', commands.install, first),
    build: chosen('build', commands.build, first),
    lint: chosen('lint', commands.lint, first),
    types: chosen('types', commands.types, first),
    runners: commands.test === null ? first.runners : runner === undefined ? [] : [runner],
    assumed: first.assumed.filter(({ of }) => commands[of] === null),
  };
  const all = [project, ...others];
  return {
    projects: setup.scripts ? all.map(withScripts) : all,
    assumed: isUnknown ? [unknown] : [],
  };
}

/** Who installs in another way needs the language, and the managers that this way names. */
function toolsOf(install: string, { tools }: Project): readonly string[] {
  const words = new Set(install.split(/[^\w.-]+/));
  const named = managerNames.flatMap((name) => managerOf(name).tools).filter((tool) => words.has(tool));
  return [...new Set([...tools.slice(0, 1), ...named])];
}

const unknown =
  `commands.test of ${settingsFile} starts no test runner that is known here. ` +
  'Name one in it (vitest, jest, mocha, ava, tap, node --test, pytest, ...), so that its results can be read.';

function saying(key: string): string {
  return `${settingsFile}, commands.${key}`;
}

/** Whether a command is one that the settings name. */
export function isOfSettings({ from }: Command): boolean {
  return from.startsWith(`${settingsFile}, `);
}

type Task = 'install' | 'build' | 'lint' | 'types';

function chosen(task: Task, text: string | null, project: Project): Command | null {
  return text === null
    ? project[task]
    : { argv: ['sh', '-c', text], folder: project.folder, from: saying(task) };
}

/** Without the options that keep scripts of packages from running. */
function withScripts(project: Project): Project {
  const { install } = project;
  if (install === null || install.from === saying('install')) return project;
  const [program, ...words] = install.argv;
  const off = new Set(managerOf(project.manager).scriptsOff);
  return { ...project, install: { ...install, argv: [program, ...words.filter((word) => !off.has(word))] } };
}
