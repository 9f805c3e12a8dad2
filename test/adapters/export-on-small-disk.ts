import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckouts } from '../../src/adapters/git/checkout.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import { Failure } from '../../src/core/failure.ts';

/** `export-on-small-disk.ts GIT-DIRECTORY COMMIT FOLDER`: tells why the commit could not be exported, and what is left of it. */
const [gitDirectory = '', sha = '', directory = ''] = process.argv.slice(2);

const checkouts = await openCheckouts({ git: openGit({ environment: process.env }), directory });
const source = { sha, reach: <T>(work: (gitDirectory: string) => Promise<T>) => work(gitDirectory) };
try {
  await checkouts.open(source, new AbortController().signal);
} catch (error) {
  const left = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(directory, name)));
  console.log(JSON.stringify({ why: error instanceof Failure ? error.why : String(error), left }));
}
await checkouts[Symbol.asyncDispose]();
