import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { z } from 'zod';
import type { Database } from '../adapters/database/database.ts';
import { type RunFacts, runFacts } from '../adapters/server/run-facts.ts';
import { askRun } from '../adapters/server/socket.ts';
import { settings } from '../config/settings.ts';
import { type Failure, userFailure } from '../core/failure.ts';
import { nearest } from '../core/nearest.ts';
import { attemptKey, type Run } from '../core/run.ts';
import { Entry } from '../core/transcript.ts';
import { type Kept, transcriptText, unknownAttemptText, unknownRunText } from '../text/transcript.ts';
import { messageOf } from './doctor-verdict.ts';

interface Options {
  readonly whole?: true;
  readonly json?: true;
}

export function addTranscript(program: Command): void {
  program
    .command('transcript')
    .description('Print what was said and done in a job, and what it cost.')
    .argument('<job>', "the job's run or one attempt of it, as logs, checks and errors name it")
    .option('--whole', 'all of each text, not its first lines alone')
    .option('--json', 'print what is kept, as JSON')
    .action(printTranscript);
}

async function printTranscript(job: string, options: Options): Promise<void> {
  const [key = '', attempt] = job.split('.');
  const facts = await factsOf(key);
  if (facts.run === null)
    return refuse(unknownRunText(job, near(key, facts.latest), facts.latest.slice(0, mostListed)));
  const wanted = attempt === undefined ? undefined : Number(attempt);
  const kept = facts.said
    .filter(({ generation }) => wanted === undefined || generation === wanted)
    .map(({ generation, at, entry }): Kept => ({ generation, at, entry: Entry.safeParse(entry).data }));
  if (wanted !== undefined && kept.length === 0 && wanted !== facts.run.generation) {
    const known = facts.said.map(({ generation }) => generation);
    return refuse(unknownAttemptText(facts.run, wanted, known));
  }
  const { run, spend } = facts;
  const text =
    options.json === true ? asJson(facts, kept) : transcriptText(run, kept, spend, options.whole === true);
  process.stdout.write(`${text}\n`);
}

const mostListed = 10;

/** Runs whose keys begin as it was given, or are nearly the same. */
function near(key: string, latest: readonly Run[]): readonly Run[] {
  const alike = nearest(
    key,
    latest.map((run) => run.key),
  );
  return latest
    .filter((run) => run.key === alike || (key.length >= 4 && run.key.startsWith(key)))
    .slice(0, mostListed);
}

function asJson({ run, spend }: RunFacts, kept: readonly Kept[]): string {
  return JSON.stringify({ job: run && attemptKey(run), run, entries: kept, spend }, null, 2);
}

function refuse(text: string): never {
  process.stderr.write(`patchwright: ${text}\n`);
  throw new CommanderError(2, 'patchwright.transcript', 'no such job');
}

const Chosen = z.object({ DATABASE_URL: settings.DATABASE_URL.schema, DATA_DIR: settings.DATA_DIR.schema });

/** From wherever the ledger is: a server, the embedded database, or the process that has that open. */
async function factsOf(key: string): Promise<RunFacts> {
  const set = Chosen.safeParse(process.env);
  if (!set.success) {
    const faults = set.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw userFailure({ is: 'settings', faults });
  }
  const { DATABASE_URL: url, DATA_DIR: directory } = set.data;
  return url === null ? embeddedFacts(resolve(directory, 'ledger'), key) : postgresFacts(url, key);
}

/** The folder belongs to one process: where one runs, it is asked instead. */
async function embeddedFacts(folder: string, key: string): Promise<RunFacts> {
  const asked = await askRun(folder, key);
  switch (asked.is) {
    case 'answered':
      return asked.answer;
    case 'silent':
      throw unreadable(
        `a process listens in ${folder}, but does not answer as it should (${asked.why}). Is it of another version?`,
      );
    case 'nobody':
      return closedFacts(folder, key);
  }
}

async function closedFacts(folder: string, key: string): Promise<RunFacts> {
  if (!existsSync(join(folder, 'database'))) return nothing;
  const { openEmbedded } = await import('../adapters/database/embedded.ts');
  return readFrom(await opening(openEmbedded(folder)), key);
}

const nothing: RunFacts = { run: null, spend: [], said: [], latest: [] };

/** Opening brings tables up to date, which is for the servers to do, and not for somebody who reads. */
async function postgresFacts(url: string, key: string): Promise<RunFacts> {
  const { inspectPostgres } = await import('../adapters/database/inspect.ts');
  const { made, known } = await opening(inspectPostgres(url));
  if (made === 0) return nothing;
  if (made !== known)
    throw unreadable(
      `the tables in DATABASE_URL are of version ${made}, and this Patchwright knows version ${known}. Use the version that runs there.`,
    );
  const { openPostgres } = await import('../adapters/database/postgres.ts');
  return readFrom(await opening(openPostgres(url)), key);
}

async function readFrom(database: Database, key: string): Promise<RunFacts> {
  try {
    return await runFacts(database.ledger, key);
  } finally {
    await database.close();
  }
}

/** A database that cannot be opened is for the operator to mend. */
async function opening<T>(opened: Promise<T>): Promise<T> {
  try {
    return await opened;
  } catch (error) {
    throw unreadable(messageOf(error), error);
  }
}

function unreadable(detail: string, cause?: unknown): Failure {
  return userFailure({ is: 'cannot-start', detail }, cause);
}
