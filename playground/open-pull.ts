import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const usage = `Opens a pull request on a running local GitHub from any local git repository.

  node playground/open-pull.ts --repo DIR --base REV --head REV
                               [--url http://127.0.0.1:3001] [--name owner/name]
                               [--title TEXT] [--body TEXT] [--draft] [--as LOGIN]
`;

const options = {
  repo: { type: 'string' },
  base: { type: 'string' },
  head: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:3001' },
  name: { type: 'string' },
  title: { type: 'string' },
  body: { type: 'string' },
  draft: { type: 'boolean', default: false },
  as: { type: 'string', default: 'you' },
} as const;

const Opened = z.object({ url: z.string() });
const Refused = z.object({ message: z.string() });

await main();

async function main() {
  const { url, repo, ...values } = parseArgs({ options }).values;
  if (repo === undefined || values.base === undefined || values.head === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const answer = await fetch(`${url}/_local/pulls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ directory: resolve(repo), ...values }),
  });
  const body: unknown = await answer.json();
  if (answer.ok) {
    console.log(Opened.parse(body).url);
    return;
  }
  console.error(`The local GitHub refused: ${Refused.parse(body).message}`);
  process.exitCode = 2;
}
