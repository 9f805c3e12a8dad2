import { openCheckouts } from '../../src/adapters/git/checkout.ts';
import { openGit } from '../../src/adapters/git/run.ts';

/** `hold-checkout.ts GIT-DIRECTORY COMMIT FOLDER`: says where it has the commit checked out, and holds it until it is killed. */
const [gitDirectory = '', sha = '', directory = ''] = process.argv.slice(2);

const checkouts = await openCheckouts({ git: openGit({ environment: process.env }), directory });
const checkout = await checkouts.open(
  { sha, reach: (work) => work(gitDirectory) },
  new AbortController().signal,
);
console.log(checkout.directory);
setInterval(() => undefined, 60_000);
