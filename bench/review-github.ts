import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startGitHub } from '../playground/github/start.ts';
import { agreeable } from '../test/agreeable.ts';
import { startModelServer } from '../test/model-server.ts';

/** A pull request to open: so many new files of so many lines each. */
export interface Change {
  readonly files: number;
  readonly linesEach: number;
  readonly webhookUrl: string;
}

/** What the app needs to know of this GitHub and this model. */
export type Values = Readonly<Record<string, string>>;

/** A local GitHub and a model that answers at once, in a process of their own: each order is answered when its review is there. */
const directory = await mkdtemp(join(tmpdir(), 'patchwright-bench-'));
process.once(
  'disconnect',
  () => void rm(directory, { recursive: true, force: true }).then(() => process.exit()),
);
const model = await startModelServer({ after: () => undefined });
const github = await startGitHub({ directory, clock: { now: () => Date.now() } });
const ada = github.as('ada');
await ada.createRepository('octo/shop', { files: { 'readme.md': 'A shop.\n' } });
model.always('review', '<summary>\nNothing to say.\n</summary>');
model.otherwise(agreeable);
let pulls = 0;
process.on('message', (change: Change) => {
  void review(change).then((answer) => process.send?.(answer));
});
const { app } = github;
const values: Values = {
  APP_ID: String(app.id),
  PRIVATE_KEY: app.privateKey,
  WEBHOOK_SECRET: app.webhookSecret,
  GITHUB_URL: github.url,
  BOT_NAME: app.slug,
  HOST: '127.0.0.1',
  PORT: '0',
  DATA_DIR: join(directory, 'data'),
  OPENAI_BASE_URL: model.url,
  PATCHWRIGHT_MODEL: 'scripted',
  PUSH_WAIT_SECONDS: '0',
};
process.send?.(values);

/** Answers how the check ended, and what was asked of the model. */
async function review({ files, linesEach, webhookUrl }: Change): Promise<object> {
  github.webhooks.setUrl(webhookUrl);
  pulls += 1;
  const head = `change-${pulls}`;
  await ada.push('octo/shop', head, { files: madeFiles(files, linesEach) });
  const asked = model.asked.length;
  const pull = await ada.openPull('octo/shop', { head, title: `Change ${pulls}` });
  for (;;) {
    const [check] = github.state.checkRuns(pull);
    if (check?.status === 'completed') {
      return { conclusion: check.conclusion, title: check.title, questions: model.asked.length - asked };
    }
    await pause(20);
  }
}

function madeFiles(files: number, linesEach: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: files }, (_, file) => [
      `src/part-${file % 50}/change-${pulls}-${file}.ts`,
      Array.from(
        { length: linesEach },
        (_, line) => `export const value${line} = read(${pulls + file * line}, 'key');\n`,
      ).join(''),
    ]),
  );
}
