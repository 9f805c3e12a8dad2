import { Failure } from '../src/core/failure.ts';
import { failureSentence } from '../src/text/failures.ts';
import { readChange } from './demo/change.ts';
import { openTerminal } from './demo/terminal.ts';
import { readWords, usage, type Wanted } from './demo/wanted.ts';

process.exitCode = await main(process.argv.slice(2));

/** Gives the exit code: 0 reviewed or stopped, 1 no review came, 2 something to correct, said on standard error. */
async function main(words: readonly string[]): Promise<number> {
  const read = readWords(words, process.env);
  if (read.is === 'fault') {
    console.error(`demo: ${read.fault}`);
    return 2;
  }
  if (read.is === 'help') {
    console.log(usage);
    return 0;
  }
  try {
    return await demonstrate(read.wanted);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`demo: ${failureSentence(error.why)}`);
    return 2;
  }
}

/** The app takes a few seconds to load: what is wrong with the range is told before, and so is that something happens. */
async function demonstrate(wanted: Wanted): Promise<number> {
  const change = await readChange(wanted.change);
  const terminal = openTerminal(process.stdout);
  terminal.step('Loading Patchwright');
  const { run } = await import('./demo/run.ts');
  return run({ wanted, change, terminal, values: process.env });
}
