import { Command, CommanderError } from 'commander';
import { Failure } from '../core/failure.ts';
import { ownFailureSentence } from '../text/failures.ts';
import type { Stores } from './doctor-stores.ts';
import { addDoctor } from './doctor.ts';
import { addImplement } from './implement.ts';
import { addReview } from './review.ts';
import { addStart } from './start.ts';
import { addTests } from './tests.ts';
import { addTranscript } from './transcript.ts';

/** Runs the command line; answers the exit code: 0 done, 1 our fault, 2 something to correct, said on standard error. */
export async function runProgram(words: readonly string[]): Promise<number> {
  const program = new Command('patchwright')
    .description('Reviews pull requests, writes unit tests that it has run, and implements issues.')
    .exitOverride()
    .showHelpAfterError('(see patchwright --help)');
  addStart(program);
  addReview(program);
  addTests(program);
  addImplement(program);
  addDoctor(program, stores);
  addTranscript(program);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    return exitCode(error);
  }
}

/** Databases take a second to load, which only doctor should wait for. */
const stores: Stores = {
  postgres: async (url) => (await import('../adapters/database/inspect.ts')).inspectPostgres(url),
  embedded: async (folder) => (await import('../adapters/database/inspect.ts')).inspectEmbedded(folder),
  redis: async (url) => (await import('../adapters/bullmq/inspect.ts')).inspectRedis(url),
};

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Failure) {
    process.stderr.write(`patchwright: ${ownFailureSentence(error.why)}\n`);
    return 2;
  }
  process.stderr.write(
    `patchwright: something broke on our side.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return 1;
}
