import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Recording } from '../../src/adapters/recordings/recording.ts';
import { agreeable } from '../agreeable.ts';
import { compiled } from '../compiled.ts';
import { startModelServer } from '../model-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const answer = `<summary>
Adds coupons and keeps exchange rates. A fixed coupon does nothing.
</summary>
<finding>
path: src/price.js
side: new
severity: high
category: bug
confidence: 0.9
title: A fixed coupon takes nothing off
<quote>
\`\`\`
  return Math.max(cents - coupon.cents, cents);
\`\`\`
</quote>
<body>
The larger of the two is always \`cents\`.
</body>
<suggestion>
\`\`\`
  return Math.max(cents - coupon.cents, 0);
\`\`\`
</suggestion>
</finding>
<finding>
path: src/orders.js
side: new
severity: medium
category: concurrency
confidence: 0.8
title: saveAll answers before anything is saved
<quote>
\`\`\`
    orders.forEach(async (order) => {
      await this.save(order);
      saved += 1;
    });
\`\`\`
</quote>
<body>
\`forEach\` waits for nobody.
</body>
</finding>`;

const review = `
Review by patchwright[bot]

Changes Add coupons and keep exchange rates.

4 findings on lines of the change.

Written by Patchwright with \`scripted\`. It never approves: that is for people.

src/price.js:14
  High, bug: A fixed coupon takes nothing off

  The larger of the two is always \`cents\`.

  Suggested change:
      -   return Math.max(cents - coupon.cents, cents);
      +   return Math.max(cents - coupon.cents, 0);

src/orders.js:13
  High, security: A statement of SQL is put together from values

  A quote in a value ends the text and begins a statement of its own. Pass the values as parameters
  of the query instead. (CWE-89)

  How this was checked: weaknesses: sql-from-text (CWE-89)

src/orders.js:29-32
  Medium, concurrency: saveAll answers before anything is saved

  \`forEach\` waits for nobody.

src/orders.js:29-32
  Medium, bug: \`forEach\` does not wait for what is asynchronous

  The code behind runs before the work is done, and errors of it are lost. Use \`for (const … of …)\`
  with \`await\`, or \`await Promise.all(items.map(…))\`.

  How this was checked: weaknesses: async-for-each

Check Patchwright review: 4 findings in 4 files (neutral)
`;

/** `npm run demo` in an environment without a model, but for the settings given. */
function start(t: TestContext, words: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['playground/demo.ts', ...words], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...compiled, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => void child.kill('SIGKILL'));
  return child;
}

type Child = ReturnType<typeof start>;

/** All that it said, and how it ended. */
async function ended(child: Child) {
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, output, complaint };
}

async function demo(t: TestContext, words: readonly string[], settings?: Readonly<Record<string, string>>) {
  return ended(start(t, words, settings));
}

async function temporaryFolder(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'demo-test-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Where the pages are, once the demo has told. */
function pageOf(child: Child) {
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = '';
  child.stdout.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
    const [, address] = /Conversation {2}(\S+)[^]*Ctrl\+C/.exec(heard) ?? [];
    if (address !== undefined) resolve(address);
  });
  return promise;
}

/** From the review on: what comes before it has times and ports in it. */
function reviewIn(output: string) {
  return output.slice(output.indexOf('\nReview by'));
}

suite('the demo', () => {
  test('shows the review that a model gives of the sample, and keeps what it said', async (t) => {
    const answers = await temporaryFolder(t);
    const server = await startModelServer(t);
    server.always('review', answer);
    server.otherwise(agreeable);
    const { code, complaint, output } = await demo(
      t,
      ['--once', '--record', answers, '--answered-by', 'Ann'],
      { PATCHWRIGHT_MODEL: 'scripted', OPENAI_BASE_URL: server.url },
    );
    assert.deepEqual([code, complaint, reviewIn(output)], [0, '', review]);
    const file = (await readdir(answers)).find((name) => name.startsWith('review-')) ?? '';
    const recording = Recording.parse(JSON.parse(await readFile(join(answers, file), 'utf8')));
    assert.deepEqual(
      [recording.prompt, recording.model, recording.answeredBy, recording.answer],
      ['review', 'scripted', 'Ann', answer],
    );
  });

  test('without a model shows the recorded review, says so, and stays until it is stopped', async (t) => {
    const child = start(t, []);
    const told = ended(child);
    const page = await (await fetch(await pageOf(child))).text();
    child.kill('SIGINT');
    const { code, complaint, output } = await told;
    assert.deepEqual([code, complaint], [0, '']);
    const notice = /No model is set up: the answers were recorded on [\d-]+, written by hand\./;
    assert.match(output, notice);
    assert.match(page, notice);
    const places = [...reviewIn(output).matchAll(/^(?:src|test)\/\S+/gm)].map(([place]) => place);
    for (const defect of [
      'src/orders.js:13',
      'src/price.js:14',
      'src/rates.js:13',
      'test/price.test.js:14',
    ]) {
      assert.ok(places.includes(defect), `${defect} is not among ${places.join(', ')}`);
    }
    assert.equal(page.match(/<section class="thread"/g)?.length, places.length);
  });

  test('ends with 1 and the reason when the model cannot be used', async (t) => {
    const server = await startModelServer(t);
    server.always('review', { is: 'status', status: 401, error: { message: 'Who are you?' } });
    server.otherwise(agreeable);
    const settings = { PATCHWRIGHT_MODEL: 'scripted', OPENAI_BASE_URL: server.url };
    const { code, complaint } = await demo(t, ['--once'], settings);
    assert.equal(code, 1);
    assert.match(
      complaint,
      /^\ndemo: No review came\. Not done: The model cannot be used as it is set up: .*\n/,
    );
  });

  test("with a repository of one's own and no model ends with 2 and says what to set", async (t) => {
    const { code, complaint, output } = await demo(t, ['--repo', '.', '--base', 'main~1', '--head', 'main']);
    const sentence =
      'demo: There is no model to review .: set PATCHWRIGHT_MODEL (or give --model NAME), and OPENAI_BASE_URL or OPENAI_API_KEY for its server. Without --repo there is a sample that needs none.\n';
    assert.deepEqual([code, complaint, output], [2, sentence, '']);
  });
});
