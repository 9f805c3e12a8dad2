import { codeSpan } from '../../core/fence.ts';
import type { SandboxSession } from '../../ports/sandbox.ts';
import { endingText } from '../../project/ending.ts';
import type { Command, Project, ProjectRunner } from '../../project/project.ts';
import { runCommand } from '../../project/run-command.ts';
import { runTests, type TestRun } from '../../project/run-tests.ts';
import { cleanName, type TestResult } from '../../project/test-result.ts';

/** Where a project's own checks are run. */
export interface Bench {
  readonly session: SandboxSession;
  readonly signal: AbortSignal;
}

/** One of a project's checks that worked before anything was changed, and what it said then. */
export interface Check {
  /** What it comes to where nothing is worse, as the end of a sentence. */
  readonly held: string;
  readonly ms: number;
  /** Runs it once more: what is worse than before, in a sentence; undefined where nothing is. */
  readonly worse: (bench: Bench) => Promise<string | undefined>;
}

/** The whole suite may take so long before a change; a slower one is not run for a suggestion. */
const mostTestMs = 180_000;
const mostCommandMs = 120_000;

/** Runs a project's type check, linter and tests as they are now, and keeps those that can tell better from worse. */
export async function workingChecks(project: Project, bench: Bench): Promise<readonly Check[]> {
  const { types, lint, runners } = project;
  const found = [
    types && (await commandCheck('The type check', types, bench)),
    lint && (await commandCheck('The linter', lint, bench)),
    runners[0] && (await testCheck(runners[0], bench)),
  ];
  return found.flatMap((check) => check ?? []);
}

interface Remarks {
  readonly isClean: boolean;
  /** Lines that name a place, with every number taken out: places move, and what is said of them stays. */
  readonly lines: readonly { readonly text: string; readonly key: string }[];
  readonly ms: number;
}

/** Undefined where the command does not work here: then nobody can say what it would have found. */
async function commandCheck(name: string, command: Command, bench: Bench): Promise<Check | undefined> {
  const before = await remarksOf(command, bench);
  if (before === undefined || (!before.isClean && before.lines.length === 0)) return undefined;
  return {
    held: `${name.toLowerCase()} finds nothing new`,
    ms: before.ms,
    worse: async (at) => {
      const after = await remarksOf(command, at);
      if (after === undefined) return `${name} does not come to its end any more.`;
      const [first] = newLines(before, after);
      if (first !== undefined) return `${name} says: ${codeSpan(cleanName(first).slice(0, mostQuoted))}.`;
      return before.isClean && !after.isClean ? `${name} fails.` : undefined;
    },
  };
}

const mostQuoted = 200;

async function remarksOf(command: Command, { session, signal }: Bench): Promise<Remarks | undefined> {
  const env = { CI: 'true', NO_COLOR: '1' } as const;
  const result = await runCommand(session, { ...command, env, timeMs: mostCommandMs, signal });
  signal.throwIfAborted();
  const { ended, stdout, stderr, ms } = result;
  if (ended.is !== 'exited' || ended.exitCode > mostExitCode) return undefined;
  const lines = `${stdout.text}\n${stderr.text}`
    .split('\n')
    .filter((line) => /\d+[:,]\d+|:\d+:/.test(line))
    .map((text) => ({ text, key: cleanName(text).replaceAll(/\d+/g, '#') }));
  return { isClean: ended.exitCode === 0, lines, ms };
}

/** Above it a shell says that there was no such program, or that it could not be started. */
const mostExitCode = 125;

function newLines(before: Remarks, after: Remarks): readonly string[] {
  const known = before.lines.map(({ key }) => key);
  return after.lines.flatMap(({ text, key }) => {
    const at = known.indexOf(key);
    if (at !== -1) known.splice(at, 1);
    return at === -1 ? [text] : [];
  });
}

/** Undefined where not all of them pass: a test that failed before says nothing of a change. */
async function testCheck(runner: ProjectRunner, bench: Bench): Promise<Check | undefined> {
  const before = await testsOf(runner, bench);
  if (before.verdict.is !== 'passed') return undefined;
  const passed = before.tests.filter(hasPassed);
  return {
    held: passed.length === 1 ? '1 test passes, as before' : `${passed.length} tests pass, as before`,
    ms: before.ms,
    worse: async (at) => worseTests(passed, await testsOf(runner, at)),
  };
}

async function testsOf(runner: ProjectRunner, { session, signal }: Bench): Promise<TestRun> {
  const run = await runTests(session, runner, {
    what: { is: 'all' },
    isMeasured: false,
    timeMs: mostTestMs,
    signal,
  });
  signal.throwIfAborted();
  return run;
}

function hasPassed({ outcome }: TestResult): boolean {
  return outcome === 'passed';
}

function worseTests(passed: readonly TestResult[], { verdict, tests }: TestRun): string | undefined {
  const [failed, ...others] = tests.filter(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) {
    const more = others.length === 0 ? '' : `, and ${others.length} more`;
    return `The test ${codeSpan(failed.name)} fails${more}.`;
  }
  if (verdict.is === 'stopped') return `The test run ${endingText(verdict.ended)}.`;
  if (verdict.is !== 'passed') return 'The tests do not pass any more.';
  const still = new Set(tests.filter(hasPassed).map(keyOf));
  const missing = passed.find((test) => !still.has(keyOf(test)));
  return missing && `The test ${codeSpan(missing.name)} does not run any more.`;
}

function keyOf({ file, name }: TestResult): string {
  return JSON.stringify([file, name]);
}
