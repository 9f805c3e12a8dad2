import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { openEmbedded } from '../../src/adapters/database/embedded.ts';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { openSocket } from '../../src/adapters/server/socket.ts';
import type { Entry } from '../../src/core/transcript.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import { silent } from '../contracts/backends.ts';
import { begin, end } from '../contracts/ledger-samples.ts';
import type { Ending } from '../model-server.ts';
import { embeddedFolder } from '../services/embedded.ts';
import { withServices } from '../services/service.ts';
import { patchwright } from './run.ts';

const at = Date.UTC(2026, 0, 2, 3, 4, 5);
const cost = { tokensIn: 1_000, tokensCached: 600, tokensOut: 50, usd: 0.5, ms: 1_500 };

const conversation: readonly Entry[] = [
  {
    is: 'system',
    conversation: 'verify',
    model: 'scripted',
    system: 'You verify.',
    task: Array.from({ length: 20 }, (_, line) => `task, line ${line + 1}`).join('\n'),
    tools: ['read', 'submit'],
  },
  { is: 'mail', by: 'ada', text: 'Look at the \u001B[2Jsecond file.' },
  { is: 'said', step: 1, model: 'scripted', text: 'I will.', ended: 'calls', ...cost },
  { is: 'called', tool: 'read', input: '{"path":"b"}' },
  { is: 'observed', tool: 'read', how: 'seen', text: 'milk\nbread', ms: 12 },
  { is: 'nudge', about: 'steps nearly used up', text: 'End soon.' },
  { is: 'said', step: 2, model: 'scripted', text: '', ended: 'length', ...cost },
  { is: 'ended', how: 'limit', why: 'steps', steps: 2 },
];

const told = `
## verify, with scripted
  it is told: You verify.
  the task:
  | task, line 1
  | task, line 2
  | task, line 3
  | task, line 4
  | task, line 5
  | task, line 6
  | task, line 7
  | task, line 8
  | task, line 9
  | task, line 10
  | task, line 11
  | task, line 12
  | … 8 more lines (--whole shows all)
  tools: read, submit
  ada says: Look at the \\u{1B}[2Jsecond file.

1. 2026-01-02 03:04:05  scripted, 1,000 tokens in (600 cached), 50 out, $0.50, 1.5 s
  it says: I will.
  it calls read: {"path":"b"}
  read gives (seen, 12 ms):
  | milk
  | bread
  a hint, steps nearly used up: End soon.

2. 2026-01-02 03:04:05  scripted, 1,000 tokens in (600 cached), 50 out, $0.50, 1.5 s, cut off

Ended after 2 steps: limit (steps)

All attempts together: 3 questions, 1 without a good answer, 3,000 tokens in (1,800 cached), 150 out, dollars unknown, 4.5 s
  verify (scripted): 2 questions, 2,000 tokens in (1,200 cached), 100 out, $1.00, 3.0 s
  summary (other): 1 question, 1 without a good answer, 1,000 tokens in (600 cached), 50 out, dollars unknown, 1.5 s
`;

/** A run that has been worked on, and what it asked. */
async function workedOn(ledger: Ledger) {
  const run = await begin(ledger.runs, undefined, 'review', at);
  await end(ledger.runs, run, at + 60_000);
  const numbered = conversation.map((entry, number) => ({ number, entry }));
  await ledger.transcripts.append(run, numbered, at);
  const whose = { run: run.key, installation: null, repository: null };
  for (const prompt of ['verify', 'verify'])
    await ledger.spend.add({ ...whose, prompt, model: 'scripted', ...cost, outcome: 'said' }, at);
  const failed = { prompt: 'summary', model: 'other', ...cost, usd: null, outcome: 'unreadable' };
  await ledger.spend.add({ ...whose, ...failed }, at);
  const subject = run.subject.kind === 'pull' ? `octo/demo#${run.subject.ref.number}` : '';
  const head = `review on ${subject}: done
Job ${run.key}.${run.generation}, begun 2026-01-02 03:04:05, last moved 2026-01-02 03:05:05 UTC
`;
  return { run, subject, text: head + told };
}

/** A data folder, and the ledger's folder in it. */
async function dataFolder(test: Ending): Promise<{ readonly data: string; readonly ledger: string }> {
  const data = await mkdtemp(join(tmpdir(), 'patchwright-transcript-'));
  test.after(() => rm(data, { recursive: true, force: true }));
  return { data, ledger: join(data, 'ledger') };
}

suite('patchwright transcript, on the embedded database', () => {
  test('prints what was said and done, and what it cost, whether or not a server has the folder', async (context) => {
    const { data, ledger } = await dataFolder(context);
    await mkdir(data, { recursive: true });
    await rename(await embeddedFolder(), ledger);
    const database = await openEmbedded(ledger);
    const { run, subject, text } = await workedOn(database.ledger);
    const counts = { waiting: 0, active: 0, delayed: 0, failed: 0 };
    const queue = { counts: () => Promise.resolve(counts) };
    const parts = { folder: ledger, ledger: database.ledger, queue, pid: 4711, since: at, log: silent };
    const socket = await openSocket(parts);
    const running = await patchwright(['transcript', run.key], { DATA_DIR: data });
    const unknown = await patchwright(['transcript', run.key.slice(0, 10)], { DATA_DIR: data });
    await socket.close();
    await database.close();
    const closed = await patchwright(['transcript', `${run.key}.${run.generation}`], { DATA_DIR: data });
    assert.deepEqual(running, { code: 0, output: text, error: '' });
    assert.deepEqual(closed, { code: 0, output: text, error: '' });
    const line = `  ${run.key}.${run.generation}  review on ${subject}, done, 2026-01-02 03:05:05 UTC`;
    assert.deepEqual(unknown, {
      code: 2,
      output: '',
      error: `patchwright: There is no job "${run.key.slice(0, 10)}".
Did you mean one of these?
${line}
The latest are:
${line}
`,
    });
  });

  test('says that nothing has run where there is no database, and makes none', async (context) => {
    const { data } = await dataFolder(context);
    const { code, error } = await patchwright(['transcript', 'r1'], { DATA_DIR: data });
    assert.deepEqual([code, error], [2, 'patchwright: There is no job "r1".\nNothing has run here yet.\n']);
    const again = await patchwright(['transcript', 'r1'], { DATABASE_URL: 'mysql://localhost/ledger' });
    assert.equal(again.code, 2);
    assert.match(again.error, /DATABASE_URL must be an address that begins with postgres/);
  });
});

await withServices(['postgres'], 'patchwright transcript, on PostgreSQL', ([startPostgres]) => {
  test('prints all of it as text or as JSON, by run and by attempt', async () => {
    assert.ok(startPostgres);
    await using postgres = await startPostgres();
    const settings = { DATABASE_URL: postgres.url };
    const empty = await patchwright(['transcript', 'r1'], settings);
    assert.equal(empty.error, 'patchwright: There is no job "r1".\nNothing has run here yet.\n');
    const database = await openPostgres(postgres.url);
    const { run, text } = await workedOn(database.ledger);
    const later = { key: run.key, generation: run.generation + 1 };
    await database.ledger.transcripts.append(later, [{ number: 0, entry: { is: 'from tomorrow' } }], at);
    await database.close();
    const attempt = await patchwright(['transcript', `${run.key}.${run.generation}`], settings);
    assert.equal(attempt.output, text);
    const whole = await patchwright(['transcript', run.key, '--whole'], settings);
    assert.match(
      whole.output,
      /\n# Attempt \d+\n\n## verify[^]*line 13\n[^]*\n# Attempt \d+\n {2}\(an entry that this version cannot read\)\n/,
    );
    const json = await patchwright(['transcript', run.key, '--json'], settings);
    const kept = JSON.parse(json.output);
    assert.deepEqual(
      kept.entries.slice(0, conversation.length).map(({ entry }: { entry: Entry }) => entry),
      conversation,
    );
    assert.deepEqual([kept.job, kept.spend.length], [`${run.key}.${run.generation}`, 3]);
    const unknown = await patchwright(['transcript', `${run.key}.7`], settings);
    assert.equal(
      unknown.error,
      `patchwright: The job ${run.key} has no attempt 7. What is known of it: ${run.key}.${run.generation}, ${run.key}.${run.generation + 1}.\n`,
    );
  });
});
