import { z } from 'zod';
import type { Piece } from '../../agent/observation.ts';
import { type Observation, type Tool, tool } from '../../agent/tool.ts';
import { plainPath, repositoryText } from '../../agent/tools/pieces.ts';
import { countsPrinted } from '../../checks/claim-figures.ts';
import { endingText } from '../../project/ending.ts';
import { printed } from '../../project/run-command.ts';
import type { Wanted } from '../../project/test-command.ts';
import { desk } from './desk.ts';
import { countsOf, shownRun } from './shown-run.ts';
import { steady } from './steady.ts';
import { homeFor, testRun, typed } from './suites.ts';
import { beforeIn, type Work } from './work.ts';
import type { Files, Workshop } from './workshop.ts';

/** Tools that run something in the jail, on the files as they have become. */
export function runningTools(work: Work): readonly Tool<never>[] {
  return [runTool(work), testsTool(work)];
}

const mostMs = 120_000;

function runTool(work: Work): Tool<never> {
  return tool({
    name: 'run',
    description: `Runs a shell command in the repository as you have edited it: a script, a build, a linter, a formatter. No network, ${mostMs / 1_000} seconds at most. What a command changes counts only in files that you have edited yourself (so that formatters work); everything else it writes is not part of your change. For tests, use run_tests.`,
    changes: true,
    input: z.object({
      command: z.string().min(1).max(4_000),
      folder: z.string().default('').describe('From the root of the repository; the root unless given.'),
    }),
    run: (input) => withWorkshop(work, (workshop) => ran(input, workshop, work)),
  });
}

async function withWorkshop(
  { workshop, notes }: Work,
  run: (workshop: Workshop) => Promise<Observation<never>>,
): Promise<Observation<never>> {
  if (notes.kind === null) return failed('Not done: decide first, with plan, ask or decline.');
  const opened = await workshop();
  return opened.is === 'closed' ? failed(opened.because) : run(opened.workshop);
}

async function ran(
  { command, folder }: { readonly command: string; readonly folder: string },
  workshop: Workshop,
  work: Work,
): Promise<Observation<never>> {
  const { steps } = work.parts;
  const { result, drifted } = await workshop.command({
    argv: ['sh', '-c', command],
    folder: plainPath(folder),
    env: { CI: 'true', NO_COLOR: '1' },
    timeMs: mostMs,
    signal: steps.signal,
  });
  steps.signal.throwIfAborted();
  const output = steady(printed(result));
  const isPassed = result.ended.is === 'exited' && result.ended.exitCode === 0;
  note(work, { command, isPassed, tests: countsPrinted(output) });
  return {
    is: 'seen',
    pieces: [
      `It ${endingText(result.ended)}, and printed ${output === '' ? 'nothing.' : 'this:'}`,
      ...(output === '' ? [] : [repositoryText(desk(work), 'output', output)]),
      ...(await takenOver(drifted, work)),
    ],
  };
}

function note({ notes }: Work, ran: Work['notes']['commands'][number]): void {
  notes.commands = [...notes.commands, ran];
}

/** What a formatter made of files that the model has edited becomes its edit; what else was changed is put back. */
async function takenOver(drifted: Files, { parts: { workspace } }: Work): Promise<readonly Piece[]> {
  const own = new Set(workspace.changes().map(({ path }) => path));
  const pieces: string[] = [];
  for (const [path, text] of drifted) {
    const name = JSON.stringify(path);
    if (!own.has(path) || text === null) {
      pieces.push(`The command changed ${name}, which you have not edited: that is put back.`);
      continue;
    }
    await workspace.read(path);
    const result = await workspace.edit([{ kind: 'write', path, text }]);
    pieces.push(
      result.is === 'edited'
        ? `The command changed ${name}, and that is now part of your change.`
        : `The command changed ${name} so that it cannot be taken: that is put back.`,
    );
  }
  return pieces;
}

function testsTool(work: Work): Tool<never> {
  return tool({
    name: 'run_tests',
    description:
      'Runs tests on the repository as you have edited it, and tells which pass and how others fail: all, those of some files, or one by its name.',
    changes: true,
    input: z.object({
      files: z.array(z.string()).max(20).default([]).describe('Test files; all of the suite unless given.'),
      name: z
        .string()
        .optional()
        .describe('Of one test, with the names of its suites before it, joined by " > "; needs one file.'),
    }),
    run: ({ files, name }) =>
      withWorkshop(work, (workshop) => tested(files.map(plainPath), name, { workshop, work })),
  });
}

interface Place {
  readonly workshop: Workshop;
  readonly work: Work;
}

async function tested(
  files: readonly string[],
  name: string | undefined,
  { workshop, work }: Place,
): Promise<Observation<never>> {
  const main = workshop.projects.find(({ runners }) => runners.length > 0);
  const home = homeFor(files[0] ?? `${main?.folder ?? ''}/`.replace(/^\//, ''), workshop.projects);
  if (home === undefined) return failed('No test runner is known for that. Use run, with a command.');
  const { suite } = await beforeIn(home.project, home.runner, workshop, work);
  await workshop.settle();
  const way = { runner: home.runner, build: suite?.build ?? null };
  const run = await testRun(way, wanted(files, name), workshop, work.parts.steps.signal);
  const isPassed = run.verdict.is === 'passed';
  note(work, { command: typed(home.runner, files), isPassed, tests: countsOf(run) });
  return { is: 'seen', pieces: shownRun(run, desk(work)) };
}

function wanted(files: readonly string[], name: string | undefined): Wanted {
  const [file] = files;
  if (file === undefined) return { is: 'all' };
  return name === undefined || files.length > 1 ? { is: 'files', files } : { is: 'test', file, name };
}

function failed(text: string): Observation<never> {
  return { is: 'failed', pieces: [text] };
}
