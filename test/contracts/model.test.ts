import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { countTokens } from '../../src/adapters/openai/count.ts';
import { record } from '../../src/adapters/recordings/record.ts';
import { type Recording, recordingPath } from '../../src/adapters/recordings/recording.ts';
import { replay } from '../../src/adapters/recordings/replay.ts';
import { promptFingerprint } from '../../src/core/prompt.ts';
import type { Dialect } from '../model-acts.ts';
import { modelContract, type ModelUnderTest } from './model.ts';
import { noon, openScripted } from './model-scripted.ts';

modelContract('a server that streams', (t) => openServed(t, {}));
modelContract('a server that streams and tells no usage', (t) => openServed(t, { tellsUsage: false }));
modelContract('a server that answers in one piece', (t) => openServed(t, { streams: false }));
modelContract('a server that answers in one piece and tells no usage', (t) =>
  openServed(t, { streams: false, tellsUsage: false }),
);
modelContract('a server that does not know stream_options', (t) =>
  openServed(t, { unknown: ['stream_options'] }),
);
modelContract('a server that turns streaming away', (t) =>
  openServed(t, { streams: false, unknown: ['stream_options', 'stream'] }),
);
modelContract('a recorder before a server', openRecorded);
modelContract('recorded answers', openReplayed);

async function openServed(test: TestContext, dialect: Partial<Dialect>): Promise<ModelUnderTest> {
  const { server, model } = await openScripted(test, { dialect });
  return { model, answer: async (prompt, text) => server.always(prompt.name, text) };
}

async function openRecorded(test: TestContext): Promise<ModelUnderTest> {
  const served = await openServed(test, {});
  const directory = await makeFolder(test);
  return {
    ...served,
    model: record(served.model, { directory, answeredBy: null, clock: { now: () => noon } }),
  };
}

async function openReplayed(test: TestContext): Promise<ModelUnderTest> {
  const directory = await makeFolder(test);
  return {
    model: replay({ directory, window: 10_000, count: countTokens }),
    async answer(prompt, text) {
      const recording: Recording = {
        prompt: prompt.name,
        fingerprint: promptFingerprint(prompt),
        model: 'scripted',
        answeredBy: 'written by hand',
        date: '2026-11-01',
        answer: text,
      };
      await writeFile(recordingPath(directory, prompt), JSON.stringify(recording));
    },
  };
}

async function makeFolder(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'recordings-'));
  test.after(() => rm(directory, { recursive: true }));
  return directory;
}
