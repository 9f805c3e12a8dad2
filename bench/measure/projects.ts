import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openSandbox } from '../../src/adapters/bubblewrap/sandbox.ts';
import { noLeeway, readRepositoryConfig } from '../../src/config/repository.ts';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import { commandText } from '../../src/project/command-line.ts';
import { detectProjects } from '../../src/project/detect.ts';
import type { RepositoryFiles } from '../../src/project/files.ts';
import { prepare } from '../../src/project/prepare.ts';
import type { Project, ProjectRunner } from '../../src/project/project.ts';
import { runTests, type TestRun } from '../../src/project/run-tests.ts';

/**
 * `--repo DIR [--repo DIR ...] [--only FOLDER]`: says how each repository is installed and tested, installs and tests a copy of it in the
 * sandbox, and prints what came of it. Holds where every runner of every project gave named results and none of them disagreed with
 * its exit code.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...argv],
    options: { repo: { type: 'string', multiple: true, default: [] }, only: { type: 'string' } },
  });
  if (values.repo.length === 0) throw new Error('Say which repository: --repo DIR');
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-projects-'));
  const sandbox = openSandbox({
    environment: process.env,
    folder,
    node: process.execPath,
    architecture: process.arch,
  });
  let holds = true;
  try {
    for (const repo of values.repo) {
      const tree = join(folder, basename(repo));
      await exported(repo, tree);
      if (!(await measured(sandbox, tree, values.only))) holds = false;
      await rm(tree, { recursive: true });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return holds;
}

const run = promisify(execFile);

/** HEAD of a git repository; a plain folder as it is. */
async function exported(repo: string, tree: string): Promise<void> {
  await mkdir(tree);
  const archive = `${tree}.tar`;
  try {
    await run('git', ['-C', repo, 'archive', '--output', archive, 'HEAD']);
    await run('tar', ['-xf', archive, '-C', tree]);
  } catch {
    await cp(repo, tree, { recursive: true, verbatimSymlinks: true });
  } finally {
    await rm(archive, { force: true });
  }
}

async function measured(sandbox: Sandbox, tree: string, only: string | undefined): Promise<boolean> {
  const files = filesOf(tree);
  const start = performance.now();
  const settings = readRepositoryConfig(await files.read('.github/patchwright.yml'), noLeeway);
  const { projects, hints, assumed } = await detectProjects(files, settings.config);
  console.log(
    `${basename(tree)}: ${projects.length} projects, ${hints.length} hints, found in ${seconds(performance.now() - start)}`,
  );
  for (const sentence of assumed) console.log(`  ${sentence}`);
  for (const { text, from } of hints.slice(0, 10)) console.log(`  hint of ${from}: ${text.split('\n')[0]}`);
  const chosen = projects.filter(({ folder }) => only === undefined || folder === only);
  const installed = new Map<string, Promise<boolean>>();
  let holds = chosen.length > 0;
  for (const project of chosen) {
    describe(project);
    const key = JSON.stringify(project.install);
    const isReady = await (installed.get(key) ?? install(sandbox, tree, project));
    installed.set(key, Promise.resolve(isReady));
    for (const runner of isReady ? project.runners : [])
      holds = (await test(sandbox, tree, { project, runner })) && holds;
    if (!isReady && project.runners.length > 0) holds = false;
  }
  return holds;
}

function filesOf(tree: string): RepositoryFiles {
  return {
    list: async () => {
      const entries = await readdir(tree, { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      return paths.map((path) => path.slice(tree.length + 1)).sort();
    },
    read: (path) => readFile(join(tree, path), 'utf8').catch(() => undefined),
  };
}

function describe({ folder, manager, install, runners, build, lint, types }: Project): void {
  console.log(`\n${folder || 'the root'} (${manager})`);
  for (const [what, command] of Object.entries({ install, build, lint, types }))
    if (command !== null) console.log(`  ${what}: ${commandText(command.argv)}   [${command.from}]`);
  for (const { name, words, from } of runners)
    console.log(`  tests: ${name}: ${commandText(words)}   [${from}]`);
}

async function install(sandbox: Sandbox, tree: string, project: Project): Promise<boolean> {
  const start = performance.now();
  const prepared = await prepare(sandbox, { tree, project });
  if (prepared.is === 'prepared') console.log(`  installed in ${seconds(performance.now() - start)}`);
  else console.log(`  not installed: ${prepared.because}\n${indented(prepared.output)}`);
  return prepared.is === 'prepared';
}

interface Tested {
  readonly project: Project;
  readonly runner: ProjectRunner;
}

async function test(sandbox: Sandbox, tree: string, { project, runner }: Tested): Promise<boolean> {
  await using session = await sandbox.open({ tree, tools: [...project.tools] });
  const result = await runTests(session, runner, { what: { is: 'all' }, isMeasured: true });
  print(runner, result);
  return result.verdict.is === 'passed' || result.verdict.is === 'failed';
}

function print({ name }: ProjectRunner, { verdict, tests, leftOut, coverage, output, ms }: TestRun): void {
  const counts = (['passed', 'failed', 'skipped', 'todo'] as const).map(
    (outcome) => `${tests.filter((each) => each.outcome === outcome).length} ${outcome}`,
  );
  console.log(`  ${name}: ${verdict.is} in ${seconds(ms)}; ${counts.join(', ')}; ${coverageText(coverage)}`);
  if ('because' in verdict) console.log(`    ${verdict.because}`);
  for (const sentence of leftOut) console.log(`    ${sentence}`);
  for (const each of tests.filter(({ outcome }) => outcome === 'failed').slice(0, 10))
    console.log(`    failed: ${each.file}: ${each.name}: ${each.message.split('\n')[0]}`);
  if (verdict.is !== 'passed' && verdict.is !== 'failed') console.log(indented(output));
}

function coverageText(coverage: TestRun['coverage']): string {
  if (coverage.is === 'not-measured') return `not measured: ${coverage.because}`;
  const lines = coverage.files.flatMap((file) => file.lines);
  const branches = coverage.files.flatMap((file) => file.branches);
  return `${coverage.files.length} files, ${ran(lines)} lines, ${ran(branches)} branches`;
}

function ran(places: readonly { readonly hits: number }[]): string {
  return `${places.filter(({ hits }) => hits > 0).length} of ${places.length}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    | ');
}
