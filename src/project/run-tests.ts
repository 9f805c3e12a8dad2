import type { SandboxResult, SandboxSession } from '../ports/sandbox.ts';
import { commandText } from './command-line.ts';
import { type FileCoverage, readCoverage } from './measured/coverage.ts';
import { endingText } from './ending.ts';
import type { ProjectRunner } from './project.ts';
import { type Report, readReport } from './report.ts';
import { printed, runCommand } from './run-command.ts';
import type { CoverageRow, Runner } from './runner.ts';
import { runnerOf } from './runners.ts';
import type { TestResult } from './test-result.ts';
import { testsNamed } from './test-name.ts';
import { fill, type Plan, planOf, type Wanted } from './test-command.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface TestOrder {
  readonly what: Wanted;
  readonly isMeasured: boolean;
  readonly timeMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface TestRun {
  readonly verdict: Verdict;
  /** As a person would type it. */
  readonly command: string;
  /** Those that were asked for. */
  readonly tests: readonly TestResult[];
  /** In sentences, what of the reports was not taken. */
  readonly leftOut: readonly string[];
  readonly coverage: Coverage;
  /** In a sentence, why what was tested could not be built whole; null where it was, or nothing had to be. */
  readonly unbuilt: string | null;
  /** What was printed beside the report, where the results leave questions. */
  readonly output: string;
  readonly ms: number;
}

export type Coverage =
  | { readonly is: 'measured'; readonly files: readonly FileCoverage[] }
  | { readonly is: 'not-measured'; readonly because: string };

/** A report of more is not read. */
const mostReportBytes = 16_000_000;

/** Where reports are written, in the tree: what is in it before is removed, and what is in it afterwards as well. */
const reportFolder = '.patchwright';

/**
 * Runs tests in an open sandbox, which needs no network, and reads what came of them. Never throws for what the tests do. What ran in
 * the sandbox can have written the reports: they tell what its code said of itself, and no more.
 */
export async function runTests(
  session: SandboxSession,
  own: ProjectRunner,
  order: TestOrder,
): Promise<TestRun> {
  const runner = runnerOf(own.name);
  const missing = runner.tools.filter((tool) => session.missingTools.includes(tool));
  if (missing.length > 0) return untested(own, `This machine has no ${missing.join(' and no ')}.`);
  await session.remove(reportFolder);
  await session.write(`${reportFolder}/.gitignore`, '*\n');
  const { helper } = runner.report;
  if (helper !== undefined) await session.write(`${reportFolder}/${helper.name}`, helper.text);
  const measuring = await measuringOf(session, own, order);
  const plan = planOf(own, order.what, {
    root: session.root,
    reportFolder,
    ...(measuring.is === 'measuring' && { coverage: measuring.row }),
  });
  const result = await runCommand(session, {
    ...plan,
    timeMs: order.timeMs ?? usualMs,
    signal: order.signal,
  });
  const run = await readRun(session, { own, runner, order, plan, result, measuring });
  await session.remove(reportFolder);
  return run;
}

const usualMs = 600_000;

/** A run in which no test could be run, and why: a sentence. */
export function untested({ words }: ProjectRunner, because: string, output = ''): TestRun {
  const coverage = { is: 'not-measured', because } as const;
  const verdict = { is: 'no-report', because } as const;
  const none = { tests: [], leftOut: [], coverage, unbuilt: null, ms: 0 };
  return { verdict, command: commandText(words), ...none, output };
}

type Measuring =
  | { readonly is: 'measuring'; readonly row: CoverageRow }
  | { readonly is: 'not-measured'; readonly because: string };

/** The first way to measure whose needs are met. */
async function measuringOf(
  session: SandboxSession,
  own: ProjectRunner,
  order: TestOrder,
): Promise<Measuring> {
  if (!order.isMeasured) return { is: 'not-measured', because: 'It was not asked for.' };
  const rows: readonly CoverageRow[] = runnerOf(own.name).coverage;
  for (const row of rows) {
    const { ended } = await runCommand(session, {
      argv: row.probe,
      folder: own.folder,
      signal: order.signal,
    });
    if (ended.is === 'exited' && ended.exitCode === 0) return { is: 'measuring', row };
  }
  const needs = rows.map((row) => row.needs).join(' or ');
  const because =
    needs === ''
      ? `How to measure with ${own.name} is not known.`
      : `To measure with ${own.name}, ${needs} is needed, and it is not there.`;
  return { is: 'not-measured', because };
}

interface Ran {
  readonly own: ProjectRunner;
  readonly runner: Runner;
  readonly order: TestOrder;
  readonly plan: Plan;
  readonly result: SandboxResult;
  readonly measuring: Measuring;
}

async function readRun(session: SandboxSession, ran: Ran): Promise<TestRun> {
  const { own, order, plan, result } = ran;
  const report = await reportOf(session, ran);
  const coverage = await coverageOf(session, ran);
  const all = report.is === 'report' ? report.tests.map((test) => withFile(test, order.what)) : [];
  const tests = wantedOf(all, order.what);
  const verdict =
    report.is === 'none' && result.ended.is === 'exited'
      ? noReport(report.because, result)
      : verdictOf(result.ended, all, tests);
  return {
    verdict,
    command: commandText(plan.argv),
    tests,
    leftOut: [...(report.is === 'report' ? report.leftOut : []), ...coverage.leftOut],
    coverage: coverage.coverage,
    unbuilt: null,
    output: verdict.is === 'passed' ? '' : printed(result),
    ms: result.ms,
  };

  function noReport(because: string, { ended }: SandboxResult): Verdict {
    return { is: 'no-report', because: `${own.name} ${endingText(ended)} and ${because}.` };
  }
}

type ReportRead = (Report & { readonly is: 'report' }) | { readonly is: 'none'; readonly because: string };

/** All files of the report as one. */
async function reportOf(session: SandboxSession, { own, runner, plan, result }: Ran): Promise<ReportRead> {
  const { format, from } = runner.report;
  const paths = from === 'folder' ? await filesIn(session, `${reportFolder}/report/`) : [plan.report];
  const place = { root: session.root, folder: own.folder };
  const reports = await Promise.all(
    paths.map(async (path) => {
      const file = await session.read(path, mostReportBytes);
      if (file.is === 'file') return readReport(format, new TextDecoder().decode(file.bytes), place);
      return from === 'file or output' ? readReport(format, result.stdout.text, place) : file;
    }),
  );
  const read = reports.filter((report) => report.is === 'report');
  const refused = reports.find((report) => report.is === 'refused');
  if (read.length > 0)
    return {
      is: 'report',
      tests: read.flatMap(({ tests }) => tests),
      leftOut: read.flatMap(({ leftOut }) => leftOut),
    };
  if (refused?.is === 'refused' && refused.reason === 'too-large')
    return none('its report is too large to be read');
  return none(refused === undefined && paths.length > 0 ? 'its report cannot be read' : 'wrote no report');
}

function none(because: string): ReportRead {
  return { is: 'none', because };
}

const mostReportFiles = 5_000;

async function filesIn(session: SandboxSession, folder: string): Promise<readonly string[]> {
  const changes = await session.changes();
  const files = changes.filter(
    ({ path, kind }) => kind === 'file' && path.startsWith(folder) && path.endsWith('.xml'),
  );
  return files.slice(0, mostReportFiles).map(({ path }) => path);
}

/** Of a run that was stopped, nothing is measured. */
async function coverageOf(session: SandboxSession, { own, order, plan, result, measuring }: Ran) {
  if (measuring.is === 'not-measured') return notMeasured(measuring.because);
  if (result.ended.is !== 'exited') return notMeasured(`The run ${endingText(result.ended)}.`);
  const { after, file, format } = measuring.row;
  if (after.length > 0)
    await runCommand(session, { argv: fill(after, plan), folder: own.folder, signal: order.signal });
  const report = await session.read(`${reportFolder}/${file}`, mostReportBytes);
  if (report.is === 'refused')
    return notMeasured(
      report.reason === 'too-large'
        ? 'The coverage report is too large to be read.'
        : 'No coverage report was written.',
    );
  const read = readCoverage(format, new TextDecoder().decode(report.bytes), {
    root: session.root,
    folder: own.folder,
  });
  if (read.is === 'unreadable') return notMeasured('The coverage report cannot be read.');
  const files = read.files.filter(({ path }) => !path.startsWith(`${reportFolder}/`));
  return { coverage: { is: 'measured', files }, leftOut: read.leftOut } as const;
}

function notMeasured(because: string) {
  return { coverage: { is: 'not-measured', because }, leftOut: [] } as const;
}

/** A runner that names no file has run the one that it was given. */
function withFile(test: TestResult, what: Wanted): TestResult {
  const files = what.is === 'files' ? what.files : what.is === 'test' ? [what.file] : [];
  const [only] = files;
  return test.file === null && only !== undefined && files.length === 1 ? { ...test, file: only } : test;
}

function wantedOf(tests: readonly TestResult[], what: Wanted): readonly TestResult[] {
  switch (what.is) {
    case 'all':
      return tests;
    case 'files':
      return tests.filter(({ file }) => file === null || what.files.includes(file));
    case 'test':
      return testsNamed(
        what.name,
        tests.filter(({ file }) => file === what.file),
      );
  }
}
