import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { countTokens } from '../../src/adapters/openai/count.ts';
import { record } from '../../src/adapters/recordings/record.ts';
import { recordingPath } from '../../src/adapters/recordings/recording.ts';
import { replay } from '../../src/adapters/recordings/replay.ts';
import { failureOf, numberPrompt } from '../contracts/model.ts';
import { noon, openScripted } from '../contracts/model-scripted.ts';

const prompt = numberPrompt('count', 'How many?');
const { signal } = new AbortController();

suite('recorded answers', () => {
  test('are the words of the model, with its name, the date and who wrote them', async (t) => {
    const directory = join(await makeFolder(t), 'answers');
    const { server, model } = await openScripted(t);
    server.script('count', 'Many.', '“42”\n');
    const recorder = record(model, { directory, answeredBy: 'written by hand', clock: { now: () => noon } });
    await recorder.ask(prompt, signal);
    assert.deepEqual(await readdir(directory), ['count-aabb1277524eaf34.json']);
    assert.deepEqual(JSON.parse(await readFile(recordingPath(directory, prompt), 'utf8')), {
      prompt: 'count',
      fingerprint: 'aabb1277524eaf34',
      model: 'scripted',
      answeredBy: 'written by hand',
      date: '2026-11-01',
      answer: '“42”\n',
    });
  });

  test('answer the same question without a server, for nothing', async (t) => {
    const directory = await makeFolder(t);
    const { server, model } = await openScripted(t);
    server.script('count', 'It is 42.');
    await record(model, { directory, answeredBy: null, clock: { now: () => noon } }).ask(prompt, signal);
    assert.deepEqual(await replayed(directory).ask(prompt, signal), {
      value: 42,
      usage: { tokensIn: 9, tokensCached: 0, tokensOut: 5, usd: 0 },
      model: 'recorded answers',
    });
  });

  test('leave nothing behind of an answer that could not be read', async (t) => {
    const directory = await makeFolder(t);
    const { server, model } = await openScripted(t);
    server.always('count', 'Many.');
    await failureOf(
      record(model, { directory, answeredBy: null, clock: { now: () => noon } }).ask(prompt, signal),
    );
    assert.deepEqual(await readdir(directory), []);
  });

  test('say which prompt has none', async (t) => {
    const directory = await makeFolder(t);
    const { why } = await failureOf(replayed(directory).ask(prompt, signal));
    const detail =
      `no answer is recorded for the prompt 'count' as it is now (there is no ${recordingPath(directory, prompt)}); ` +
      'set PATCHWRIGHT_MODEL to ask a real model';
    assert.deepEqual(why, { kind: 'user', reason: { is: 'model-setup', detail } });
  });

  test('are to one question: another text of it has none', async (t) => {
    const directory = await makeFolder(t);
    assert.notEqual(
      recordingPath(directory, prompt),
      recordingPath(directory, numberPrompt('count', 'How many!')),
    );
  });

  const damaged = { 'no JSON': 'It is 42.', 'a part': '{"prompt": "count"}' };
  for (const [name, text] of Object.entries(damaged)) {
    test(`are named when a file holds ${name}`, async (t) => {
      const directory = await makeFolder(t);
      const path = recordingPath(directory, prompt);
      await writeFile(path, text);
      const { why } = await failureOf(replayed(directory).ask(prompt, signal));
      const reason = { is: 'model-setup', detail: `the recorded answer ${path} is not readable` };
      assert.deepEqual(why, { kind: 'user', reason });
    });
  }

  test('are named when a file was renamed to answer another question', async (t) => {
    const directory = await makeFolder(t);
    const path = recordingPath(directory, prompt);
    const other = {
      prompt: 'count',
      fingerprint: '0000000000000000',
      model: 'm',
      answeredBy: 'm',
      date: '2026-11-01',
    };
    await writeFile(path, JSON.stringify({ ...other, answer: '42' }));
    const { why } = await failureOf(replayed(directory).ask(prompt, signal));
    const detail = `the recorded answer ${path} is to another question than its name says`;
    assert.deepEqual(why, { kind: 'user', reason: { is: 'model-setup', detail } });
  });
});

function replayed(directory: string) {
  return replay({ directory, window: 10_000, count: countTokens });
}

async function makeFolder(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'recordings-'));
  test.after(() => rm(directory, { recursive: true }));
  return directory;
}
