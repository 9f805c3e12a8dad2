import { z } from 'zod';
import type { Sandbox, SandboxSession } from '../../src/ports/sandbox.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { detectProjects } from '../../src/project/detect.ts';
import { filesOf } from '../../src/project/files.ts';
import { prepare } from '../../src/project/prepare.ts';
import type { Project, ProjectRunner } from '../../src/project/project.ts';
import { printed, runCommand } from '../../src/project/run-command.ts';
import { runTests } from '../../src/project/run-tests.ts';
import { runnerOf } from '../../src/project/runners.ts';
import { parseJson } from '../../src/project/reports/text.ts';
import type { ImplementCase } from './implement-cases.ts';

/** What the hidden tests say of the files that they are put over. */
export interface Judgement {
  readonly isPassed: boolean;
  readonly passed: number;
  /** Names of those that fail. */
  readonly failed: readonly string[];
  /** What is wrong with the run itself, or the time that was taken; empty where there is nothing to say. */
  readonly because: string;
}

export interface Bench {
  readonly sandbox: Sandbox;
  /** The files of the case's commit, with its packages where they are known; disposed of by whoever asked. */
  readonly scratch: () => Promise<Workspace>;
  /** Keeps the packages of the first of them for the others, once they are installed. */
  readonly keep: () => Promise<void>;
}

/** Files by path; null takes one away. */
export type Placed = ReadonlyMap<string, string | null>;

/** Puts a change and then what is hidden over a fresh checkout, builds, and runs what is hidden in the jail. */
export async function judge(
  { settings, hidden }: ImplementCase,
  changes: Placed,
  { sandbox, scratch, keep }: Bench,
): Promise<Judgement> {
  await using workspace = await scratch();
  const { projects } = await detectProjects(filesOf(workspace), settings);
  const [project] = projects;
  const [runner] = project?.runners ?? [];
  if (project === undefined || runner === undefined) return lost('no runner is known for it');
  const tree = workspace.directory;
  const prepared = await prepare(sandbox, { tree, project });
  if (prepared.is === 'not-prepared') return lost(`${prepared.because}\n${prepared.output}`);
  await keep();
  const tools = [...new Set([...project.tools, ...runnerOf(runner.name).tools])];
  await using session = await sandbox.open({ tree, tools, installed: prepared.installed });
  await put(session, changes);
  if (hidden.is === 'tests') await put(session, hidden.files);
  const fault = await buildFault(session, project);
  return hidden.is === 'time'
    ? await timed(session, hidden)
    : await tested(session, runner, { ...hidden, fault });
}

const mostMs = 600_000;

interface Hidden {
  readonly tests: readonly string[];
  /** What is wrong with the build. */
  readonly fault: string;
}

async function tested(
  session: SandboxSession,
  runner: ProjectRunner,
  { tests: files, fault }: Hidden,
): Promise<Judgement> {
  const what = { is: 'files', files } as const;
  const { verdict, tests, output } = await runTests(session, runner, {
    what,
    isMeasured: false,
    timeMs: mostMs,
  });
  const failed = tests.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  const passed = tests.filter(({ outcome }) => outcome === 'passed').length;
  if (verdict.is === 'passed' && passed > 0) return { isPassed: true, passed, failed, because: '' };
  const because = verdict.is === 'passed' || verdict.is === 'failed' ? '' : `${verdict.because}\n${output}`;
  return { isPassed: false, passed, failed, because: `${because}${fault}`.trim() };
}

function lost(because: string): Judgement {
  return { isPassed: false, passed: 0, failed: [], because };
}

async function put(session: SandboxSession, files: Placed): Promise<void> {
  for (const [path, text] of files) {
    const done = text === null ? await session.remove(path) : await session.write(path, text);
    if (done.is === 'refused') throw new Error(`${path} cannot be written: ${done.reason}`);
  }
}

/** What the build printed where it failed: types that are wrong need not keep tests from running. */
async function buildFault(session: SandboxSession, { build }: Project): Promise<string> {
  if (build === null) return '';
  const result = await runCommand(session, { ...build, env: { CI: 'true', NO_COLOR: '1' }, timeMs: mostMs });
  const isBuilt = result.ended.is === 'exited' && result.ended.exitCode === 0;
  return isBuilt ? '' : `\nThe build fails: ${printed(result)}`;
}

const Timed = z.object({ ms: z.number(), isRight: z.boolean() });

async function timed(
  session: SandboxSession,
  { script, mostMs: most }: { readonly script: string; readonly mostMs: number },
): Promise<Judgement> {
  await session.write(scriptName, script);
  const result = await runCommand(session, { argv: ['node', scriptName], folder: '', timeMs: mostMs });
  const { data } = Timed.safeParse(parseJson(result.stdout.text));
  if (data === undefined) return lost(`the script did not come to its end: ${printed(result)}`);
  const isPassed = data.isRight && data.ms <= most;
  const because = data.isRight ? `${data.ms} ms` : `${data.ms} ms, and what it gives is another line`;
  return { isPassed, passed: isPassed ? 1 : 0, failed: isPassed ? [] : ['the time it takes'], because };
}

const scriptName = 'hidden-timing.cjs';
