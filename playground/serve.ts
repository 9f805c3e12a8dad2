import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openLocalPull } from './github/local-pull.ts';
import { startGitHub, type LocalGitHub } from './github/start.ts';
import { pagesOf } from './pages/pages.ts';

const usage = `Starts a GitHub of your own on this machine.

  npm run github -- [--port PORT] [--host HOST] [--directory DIR] [--webhook URL]
                    [--repo DIR --base REV --head REV]

  --port PORT       where to listen; 3001 without it
  --host HOST       the address to listen on; 127.0.0.1 without it
  --directory DIR   where repositories and the App's key are kept; a new temporary folder without it
  --webhook URL     where the App listens; http://127.0.0.1:3000/api/github/webhooks without it
  --repo DIR        a local git repository to open a pull request from, with --base and --head
`;

const options = {
  port: { type: 'string', default: '3001' },
  host: { type: 'string', default: '127.0.0.1' },
  directory: { type: 'string' },
  webhook: { type: 'string', default: 'http://127.0.0.1:3000/api/github/webhooks' },
  repo: { type: 'string' },
  base: { type: 'string', default: 'HEAD~1' },
  head: { type: 'string', default: 'HEAD' },
  help: { type: 'boolean', default: false },
} as const;

await main();

async function main() {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(usage);
    return;
  }
  const directory = resolve(values.directory ?? (await mkdtemp(join(tmpdir(), 'local-github-'))));
  const { host, port } = values;
  const github = await startGitHub({ directory, host, port: Number(port), clock: { now: () => Date.now() } });
  github.mount(pagesOf(github));
  github.webhooks.setUrl(values.webhook);
  const key = join(directory, 'app.private-key.pem');
  await writeFile(key, github.app.privateKey, { mode: 0o600 });
  console.log(introduction(github, { key, webhook: values.webhook }));
  if (values.repo !== undefined) await openFirst(github, { ...values, repo: values.repo });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void github.close());
}

async function openFirst(
  github: LocalGitHub,
  { repo, base, head }: { repo: string; base: string; head: string },
) {
  const pull = await openLocalPull(github.state.data, github.as('you'), { directory: repo, base, head });
  console.log(`Opened ${github.url}/${pull.repository}/pull/${pull.number}`);
}

function introduction(github: LocalGitHub, facts: { key: string; webhook: string }) {
  const { url, app } = github;
  return `The local GitHub listens at ${url}

The App, for its environment:
  GITHUB_URL=${url}
  APP_ID=${app.id}
  PRIVATE_KEY_PATH=${facts.key}
  WEBHOOK_SECRET=${app.webhookSecret}
Webhooks go to ${facts.webhook}

Open a pull request from any local git repository:
  node playground/open-pull.ts --url ${url} --repo DIR --base REV --head REV

Do what else you like through the API, as the user 'you' (REST ${url}/api/v3):
  TOKEN=${github.as('you').token()}
  curl -H "authorization: bearer $TOKEN" ${url}/api/v3/repos/you/NAME/issues/1/comments -d '{"body": "/review"}'

All but the repositories is forgotten when it stops: press Ctrl+C.
`;
}
