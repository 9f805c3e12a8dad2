import { isTestPath } from '../core/file-kind.ts';
import type { SandboxSession } from '../ports/sandbox.ts';
import { commandText } from './command-line.ts';
import { endingText } from './ending.ts';
import type { Command, ProjectRunner } from './project.ts';
import { printed, runCommand } from './run-command.ts';
import { runTests, type TestOrder, type TestRun, untested } from './run-tests.ts';
import { isOfSettings } from './settings.ts';
import type { TestBuilds } from './test-builds.ts';

/** What makes the files that tests run on. */
export interface TestBuild {
  readonly command: Command;
  /** Some of those files, from the root; none where it is not known which they are. */
  readonly made: readonly string[];
}

/** Builds in a session, and no oftener than something has changed there. */
export interface Builder {
  /** This file was written or removed, or any may have been: what is built of it has to be built anew. */
  soil(path: string | null): void;
  /** Builds where that is due, in the jail and without a network. */
  build(build: TestBuild, signal: AbortSignal): Promise<Built>;
}

export type Built =
  | { readonly is: 'built' }
  /** It failed, and nothing old is left to mislead: compilers write files where only types are wrong. `because` is a sentence. */
  | { readonly is: 'faulty'; readonly because: string }
  | { readonly is: 'failed'; readonly because: string; readonly output: string };

const mostMs = 300_000;

export function openBuilder(session: SandboxSession): Builder {
  const done = new Map<string, { readonly build: TestBuild; readonly built: Built }>();
  return {
    soil: (path) => {
      for (const [key, { build }] of done) if (path === null || isMadeOf(build, path)) done.delete(key);
    },
    build: async (build, signal) => {
      const key = JSON.stringify(build);
      const built = done.get(key)?.built ?? (await run(build, session, signal));
      done.set(key, { build, built });
      return built;
    },
  };
}

/** Tests that import what is built are no part of it. */
function isMadeOf({ made }: TestBuild, path: string): boolean {
  return made.length === 0 || !isTestPath(path);
}

const startFile = '.patchwright-build';

async function run(
  { command, made }: TestBuild,
  session: SandboxSession,
  signal: AbortSignal,
): Promise<Built> {
  await session.write(startFile, '');
  const env = { CI: 'true', NO_COLOR: '1' };
  const result = await runCommand(session, { ...command, env, timeMs: mostMs, signal });
  signal.throwIfAborted();
  const isRight = result.ended.is === 'exited' && result.ended.exitCode === 0;
  const isOld = !isRight && (made.length === 0 || (await isOlder(made, session, signal)));
  await session.remove(startFile);
  if (isRight) return { is: 'built' };
  const because = `\`${commandText(command.argv)}\`, which builds what the tests run on, ${endingText(result.ended)}.`;
  return isOld ? { is: 'failed', because, output: printed(result) } : { is: 'faulty', because };
}

/** Whether one of these files is there, and was written before the start. */
async function isOlder(
  made: readonly string[],
  session: SandboxSession,
  signal: AbortSignal,
): Promise<boolean> {
  const script = `start=$1; shift; for file; do [ -e "$file" ] && ! [ "$file" -nt "$start" ] && exit 0; done; exit 1`;
  const { ended } = await session.run({ argv: ['sh', '-c', script, 'sh', startFile, ...made], signal });
  return ended.is === 'exited' && ended.exitCode === 0;
}

/** The first build that makes what tests import, or that the settings name; where all fail, one of them, which says so. */
export async function chosenBuild(
  { commands, made }: TestBuilds,
  {
    session,
    builder,
    signal,
  }: { readonly session: SandboxSession; readonly builder: Builder; readonly signal: AbortSignal },
): Promise<TestBuild | null> {
  let failing: TestBuild | null = null;
  for (const command of commands) {
    const build = { command, made };
    builder.soil(null);
    const { is } = await builder.build(build, signal);
    const isMade = isOfSettings(command) || (await isOneThere(made, session));
    if (isMade && is !== 'failed') return build;
    if (is !== 'built') failing ??= build;
  }
  return failing;
}

async function isOneThere(made: readonly string[], session: SandboxSession): Promise<boolean> {
  for (const path of made) if ((await session.read(path)).is === 'file') return true;
  return false;
}

/** Runs tests on what is built of the sources as they are. Where that fails, nothing is tested, and the run says so. */
export async function runBuiltTests(
  session: SandboxSession,
  { runner, build, builder }: TestWay,
  order: TestOrder & { readonly signal: AbortSignal },
): Promise<TestRun> {
  if (build === null) return runTests(session, runner, order);
  const built = await builder.build(build, order.signal);
  if (built.is === 'failed') return untested(runner, `Nothing was tested: ${built.because}`, built.output);
  const run = await runTests(session, runner, order);
  return built.is === 'built' ? run : { ...run, unbuilt: built.because };
}

/** How tests of a project are run. */
export interface TestWay {
  readonly runner: ProjectRunner;
  /** Null where nothing has to be built before. */
  readonly build: TestBuild | null;
  readonly builder: Builder;
}
