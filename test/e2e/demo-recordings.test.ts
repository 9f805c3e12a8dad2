import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AnyRecording } from '../../src/adapters/recordings/recording.ts';
import type { Act } from '../model-acts.ts';
import { startModelServer } from '../model-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const kept = join(root, 'fixtures/answers');

suite('the recorded answers', () => {
  test('are to what the demo asks now, and named where they are not', async (t) => {
    const recordings = await readKept();
    const [[, sample] = []] = recordings;
    assert.ok(sample);
    const older = 'review-0123456789abcdef.json';
    const planted = [...recordings, [older, { ...sample, fingerprint: '0123456789abcdef' }] as const];
    const sentence = `${older}: the prompt 'review' has changed since ${sample.date}`;
    assert.deepEqual(await drifted(t, planted), [sentence]);
  });
});

type Named = readonly (readonly [file: string, recording: AnyRecording])[];

async function readKept(): Promise<Named> {
  const files = (await readdir(kept)).filter((file) => file.endsWith('.json'));
  const texts = await Promise.all(files.map((file) => readFile(join(kept, file), 'utf8')));
  return texts.map((text, at) => [files[at] ?? '', AnyRecording.parse(JSON.parse(text))]);
}

/** The recordings whose question the demo does not ask, when their own answers are what it hears. */
async function drifted(t: TestContext, recordings: Named): Promise<readonly string[]> {
  const server = await startModelServer(t);
  for (const [, recording] of recordings) server.always(recording.prompt, actOf(recording));
  const asked = new Set(await demonstrated(t, server.url));
  return recordings.flatMap(([file, { prompt, date }]) =>
    asked.has(file) ? [] : [`${file}: the prompt '${prompt}' has changed since ${date}`],
  );
}

function actOf(recording: AnyRecording): Act {
  if ('answer' in recording) return { is: 'text', text: recording.answer };
  const { content, calls } = recording.said;
  return calls.length === 0 ? { is: 'text', text: content } : { is: 'calls', text: content, calls };
}

/** The files that the demo writes of what it asked. */
async function demonstrated(t: TestContext, url: string): Promise<readonly string[]> {
  const directory = await temporaryFolder(t);
  const env = { PATH: process.env['PATH'], PATCHWRIGHT_MODEL: 'scripted', OPENAI_BASE_URL: url };
  const words = ['playground/demo.ts', '--once', '--record', directory];
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  t.after(() => void child.kill('SIGKILL'));
  assert.deepEqual(await once(child, 'close'), [0, null]);
  return readdir(directory);
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-recordings-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
