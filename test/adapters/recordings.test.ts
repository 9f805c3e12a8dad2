import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { countTokens } from '../../src/adapters/openai/count.ts';
import { record } from '../../src/adapters/recordings/record.ts';
import { conversationQuestion, recordingPath } from '../../src/adapters/recordings/recording.ts';
import { replay } from '../../src/adapters/recordings/replay.ts';
import { promptFingerprint } from '../../src/core/prompt.ts';
import type { Turn } from '../../src/ports/model.ts';
import { failureOf, numberPrompt, reading } from '../contracts/model.ts';
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

suite('recorded turns', () => {
  const opening = reading([{ role: 'user', content: 'What is there?' }]);

  test('are the words and calls of the model, with its name, the date and who wrote them', async (t) => {
    const directory = await makeFolder(t);
    const { server, model } = await openScripted(t);
    server.script('look', { is: 'calls', text: 'I look.', calls: [{ id: 'a', tool: 'list', input: '{}' }] });
    const recorder = record(model, { directory, answeredBy: 'written by hand', clock: { now: () => noon } });
    const said = await recorder.converse(opening, signal);
    const [file = ''] = await readdir(directory);
    assert.match(file, /^look-[0-9a-f]{16}\.json$/);
    assert.deepEqual(JSON.parse(await readFile(join(directory, file), 'utf8')), {
      prompt: 'look',
      fingerprint: file.slice(5, 21),
      model: 'scripted',
      answeredBy: 'written by hand',
      date: '2026-11-01',
      said: { content: 'I look.', calls: [{ id: 'a', tool: 'list', input: '{}' }], ended: 'calls' },
    });
    assert.deepEqual(await replayed(directory).converse(opening, signal), {
      ...said,
      usage: { tokensIn: 62, tokensCached: 0, tokensOut: 5, usd: 0 },
      model: 'recorded answers',
    });
  });

  test('are to one history with its tools: any other has none, and its prompt is named', async (t) => {
    const directory = await makeFolder(t);
    const { server, model } = await openScripted(t);
    server.script('look', 'Nothing.');
    await record(model, { directory, answeredBy: null, clock: { now: () => noon } }).converse(
      opening,
      signal,
    );
    const result = { role: 'tool', call: 'a', content: '' } as const;
    const others = [
      reading([{ role: 'user', content: 'What is here?' }]),
      { ...opening, tools: opening.tools.slice(1) },
      { ...opening, turns: [...opening.turns, called('{}'), result] },
      { ...opening, turns: [...opening.turns, called('{"path":"a"}'), result] },
    ];
    for (const other of others) {
      const { why } = await failureOf(replayed(directory).converse(other, signal));
      assert.ok(why.kind === 'user' && why.reason.is === 'model-setup');
      assert.match(why.reason.detail, /^no answer is recorded for the prompt 'look' as it is now/);
    }
    const fingerprints = others.map((other) => promptFingerprint(conversationQuestion(other)));
    assert.equal(new Set(fingerprints).size, others.length);
  });

  test('do not answer a question, nor an answer a conversation', async (t) => {
    const directory = await makeFolder(t);
    const question = conversationQuestion(opening);
    const about = { prompt: 'look', fingerprint: promptFingerprint(question), model: 'm', answeredBy: 'm' };
    const path = recordingPath(directory, question);
    await writeFile(path, JSON.stringify({ ...about, date: '2026-11-01', answer: 'Nothing.' }));
    const { why } = await failureOf(replayed(directory).converse(opening, signal));
    const reason = { is: 'model-setup', detail: `the recorded answer ${path} is not readable` };
    assert.deepEqual(why, { kind: 'user', reason });
  });
});

/** A turn that lists files. */
function called(input: string): Turn {
  return { role: 'assistant', content: '', calls: [{ id: 'a', tool: 'list', input }] };
}

function replayed(directory: string) {
  return replay({ directory, window: 10_000, count: countTokens });
}

async function makeFolder(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'recordings-'));
  test.after(() => rm(directory, { recursive: true }));
  return directory;
}
