import { z } from 'zod';
import type { Site } from './detect.ts';
import { fileNameOf, folderOf, foldersUp, pathIn } from './files.ts';
import { decidingFiles } from './install-inputs.ts';
import { installAssumptions, installCommand } from './install.ts';
import { managerOf } from './managers.ts';
import { assumptions, type Command, type Project, type ProjectRunner } from './project.ts';
import { runnerInScript, usualRunner } from './recognise.ts';
import { parseJson } from './reports/text.ts';
import type { Runner } from './runner.ts';
import { type RunnerName, runnerNames, runnerOf } from './runners.ts';

const Names = z.record(z.string(), z.unknown()).catch({});

const Manifest = z.object({
  scripts: z.record(z.string(), z.string()).catch({}),
  dependencies: Names,
  devDependencies: Names,
  workspaces: z
    .union([
      z.array(z.string()),
      z.object({ packages: z.array(z.string()) }).transform(({ packages }) => packages),
    ])
    .catch([]),
});
type Manifest = z.infer<typeof Manifest>;

/** A folder with a package.json; undefined where it holds nothing to install or run. */
export async function detectNode(site: Site): Promise<Project | undefined> {
  const manifest = await manifestOf(site, site.folder);
  if (manifest === undefined) return undefined;
  const home = await homeOf(site);
  const install = installCommand(home);
  const runners = await runnersOf(site, manifest);
  if (home !== site && runners.length === 0) return undefined;
  const silent =
    runners.length === 0
      ? [`No test runner that is known is found in ${pathIn(site.folder, 'package.json')}.`]
      : [];
  return {
    folder: site.folder,
    ecosystem: 'node',
    manager: home.manager,
    tools: managerOf(home.manager).tools,
    script: managerOf(home.manager).script,
    locked: await lockedBy(home),
    install,
    runners,
    build: task(home, site, manifest, /^(?:build|compile)$/),
    lint: task(home, site, manifest, /^(?:lint|eslint|lint:js|lint:ts)$/),
    types:
      task(home, site, manifest, /^(?:typecheck|type-check|types|check-types|check:types|tsc|lint:types)$/) ??
      typescript(site, manifest),
    assumed: [
      ...(home === site ? installAssumptions(home, install) : []),
      ...assumptions('test', [...silent, ...guesses(runners)]),
    ],
  };
}

async function manifestOf({ files }: Site, folder: string): Promise<Manifest | undefined> {
  return Manifest.safeParse(parseJson((await files.read(pathIn(folder, 'package.json'))) ?? '')).data;
}

/** Where its packages are installed: a folder above that has it among its workspaces, or itself. */
async function homeOf(site: Site): Promise<Site> {
  if (site.lockfile !== null) return site;
  for (const folder of foldersUp(site.folder).slice(1)) {
    const globs = await workspacesOf(site, folder);
    const own = site.folder.slice(folder === '' ? 0 : folder.length + 1);
    if (globs.some((glob) => fits(own, glob))) return siteAt(site, folder);
  }
  return site;
}

async function lockedBy(home: Site): Promise<readonly string[]> {
  const globs = await workspacesOf(home, home.folder);
  return decidingFiles(home, (folder) => globs.some((glob) => fits(folder, glob)));
}

async function workspacesOf(site: Site, folder: string): Promise<readonly string[]> {
  const listed = (await site.files.read(pathIn(folder, 'pnpm-workspace.yaml'))) ?? '';
  const globs = Array.from(listed.matchAll(/^\s*-\s*['"]?([^'"#\n]+?)['"]?\s*$/gm), ([, glob = '']) => glob);
  return [...((await manifestOf(site, folder))?.workspaces ?? []), ...globs];
}

function fits(folder: string, glob: string): boolean {
  const plain = glob.replace(/^\.\//, '').replace(/\/$/, '').slice(0, 200);
  const pattern = plain
    .split(/(\*\*\/?|\*)/)
    .map((part) => (part.startsWith('**') ? '.*' : part === '*' ? '[^/]*' : RegExp.escape(part)));
  return new RegExp(`^${pattern.join('')}$`).test(folder);
}

async function siteAt(site: Site, folder: string): Promise<Site> {
  for (const manager of ['pnpm', 'bun', 'yarn berry', 'yarn', 'npm'] as const) {
    const { lockfiles, lockfileText } = managerOf(manager);
    const lockfile = lockfiles.map((name) => pathIn(folder, name)).find((path) => site.paths.includes(path));
    if (lockfile === undefined) continue;
    if (lockfileText?.test((await site.files.read(lockfile)) ?? '') !== false)
      return { ...site, folder, manager, lockfile };
  }
  return { ...site, folder };
}

/** Those that scripts start, `test` first, or other scripts that these call; without any, those that are configured or depended upon. */
async function runnersOf(site: Site, { scripts, dependencies, devDependencies }: Manifest) {
  const named = Object.keys(scripts).filter((name) =>
    /(?:^|:)(?:tests?|unit|spec|mocha|jest|vitest|ava|tap|cover|coverage)(?:$|[:-])/.test(name),
  );
  const ordered = named.sort((one, other) => rank(one) - rank(other));
  const called = ordered.flatMap((name) => calledBy(name, scripts));
  const started = [...ordered, ...called].flatMap((name) => {
    const from = `${pathIn(site.folder, 'package.json')}, scripts.${name}`;
    return runnerInScript(scripts[name] ?? '', site.folder, from) ?? [];
  });
  const own = started.filter(({ name }, at) => started.findIndex((other) => other.name === name) === at);
  const fitting = own.filter(({ name }) => runnerOf(name).ecosystem === 'node');
  if (fitting.length > 0) return fitting;
  const packages = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  const guessed = runnerNames.find((name) => isSaidToBe(runnerOf(name), packages, site));
  if (guessed !== undefined) return [usualRunner(guessed, site.folder, guess(guessed))];
  return (await usesNodeTest(site)) ? [usualRunner('node:test', site.folder, guess('node:test'))] : [];
}

/** The scripts that a script has run, and those that these do, in their order. */
function calledBy(name: string, scripts: Manifest['scripts']): readonly string[] {
  const found = new Set([name]);
  for (const each of found) {
    const calls = (scripts[each] ?? '').matchAll(
      /\b(?:npm|yarn|pnpm|bun)\s+(?:run(?:-script)?\s+)?(?:-\S+\s+)*([\w:.-]+)/g,
    );
    for (const [, called = ''] of calls) if (called in scripts) found.add(called);
  }
  return [...found].slice(1);
}

function rank(script: string): number {
  const order = ['test', 'test:unit', 'unit', 'tests'].indexOf(script);
  return order === -1 ? 4 : order;
}

function guess(name: RunnerName): string {
  return name === 'node:test' ? 'the imports of its tests' : 'its configuration or packages';
}

function guesses(runners: readonly ProjectRunner[]): readonly string[] {
  return runners
    .filter(({ from }) => !from.includes('scripts.'))
    .map(
      ({ name, from, words }) =>
        `No script runs the tests: by ${from} they are ${name}'s, run as "${words.join(' ')}".`,
    );
}

function isSaidToBe(
  { ecosystem, recognised }: Runner,
  packages: ReadonlySet<string>,
  { paths, folder }: Site,
): boolean {
  if (ecosystem !== 'node') return false;
  const configured = recognised.signs.filter(({ text }) => text === undefined);
  const own = paths
    .filter((path) => folderOf(path) === folder)
    .map((path) => path.slice(folder === '' ? 0 : folder.length + 1));
  return (
    recognised.packages.some((name) => packages.has(name)) ||
    configured.some((sign) => own.some((path) => sign.path.test(path)))
  );
}

const mostReadTests = 20;

async function usesNodeTest({ files, paths, folder }: Site): Promise<boolean> {
  const [sign] = runnerOf('node:test').recognised.signs;
  const homes = new Set(paths.filter((path) => fileNameOf(path) === 'package.json').map(folderOf));
  const own = paths.filter((path) => foldersUp(folderOf(path)).find((each) => homes.has(each)) === folder);
  for (const path of own.filter((path) => sign?.path.test(path)).slice(0, mostReadTests))
    if (sign?.text?.test((await files.read(path)) ?? '')) return true;
  return false;
}

/** A script of the manifest, by its manager. Those that watch never end. */
function task(home: Site, { folder }: Site, { scripts }: Manifest, names: RegExp): Command | null {
  const name = Object.keys(scripts).find((script) => names.test(script));
  if (name === undefined || /--watch\b/.test(scripts[name] ?? '')) return null;
  const [program, ...words] = managerOf(home.manager).script;
  if (program === undefined) return null;
  return {
    argv: [program, ...words, name],
    folder,
    from: `${pathIn(folder, 'package.json')}, scripts.${name}`,
  };
}

function typescript({ paths, folder }: Site, { devDependencies, dependencies }: Manifest): Command | null {
  const config = pathIn(folder, 'tsconfig.json');
  const isThere = 'typescript' in devDependencies || 'typescript' in dependencies;
  if (!isThere || !paths.includes(config)) return null;
  return { argv: ['tsc', '--noEmit', '-p', 'tsconfig.json'], folder, from: config };
}
