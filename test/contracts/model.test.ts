import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { chainOf } from '../../src/adapters/openai/chain.ts';
import { countTokens } from '../../src/adapters/openai/count.ts';
import { record } from '../../src/adapters/recordings/record.ts';
import { providers } from '../../src/adapters/openai/providers.ts';
import {
  conversationQuestion,
  type Recording,
  recordingPath,
  type TurnRecording,
} from '../../src/adapters/recordings/recording.ts';
import { replay } from '../../src/adapters/recordings/replay.ts';
import { promptFingerprint } from '../../src/core/prompt.ts';
import { transientFailure } from '../../src/core/failure.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Act, Dialect } from '../model-acts.ts';
import { modelContract, type ModelUnderTest, type ScriptedTurn } from './model.ts';
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
modelContract('a server that does not number the pieces of a call', (t) => openServed(t, { indexes: false }));
modelContract('a server that gives calls no ids', (t) => openServed(t, {}, { ids: false }));
modelContract('a server that neither numbers the pieces of a call nor gives it an id', (t) =>
  openServed(t, { indexes: false }, { ids: false }),
);
modelContract('a server that turns tools away', (t) =>
  openServed(t, { unknown: ['tools'] }, { isToolText: true }),
);
modelContract('a server that is known to have no tools', (t) =>
  openServed(t, { knowsTools: false }, { isToolText: true }),
);
modelContract('a server that wants its answers limited', (t) => openServed(t, {}, { limit: 9_999 }));
modelContract('a chain of a server that is away and one that is not', openChained);
modelContract('a recorder before a server', openRecorded);
modelContract('recorded answers', openReplayed);

interface Way {
  /** Whether calls come with ids. */
  readonly ids?: boolean;
  /** Whether calls are written into the text. */
  readonly isToolText?: boolean;
  /** How many tokens an answer is limited to, where it is. */
  readonly limit?: number;
}

async function openServed(
  test: TestContext,
  { knowsTools = true, ...dialect }: Partial<Dialect> & { readonly knowsTools?: boolean },
  way: Way = {},
): Promise<ModelUnderTest> {
  const { elsewhere, named } = providers;
  const tools = knowsTools ? 'native' : 'none';
  const answer = { parameter: 'max_tokens', tokens: way.limit ?? null } as const;
  const other = { ...elsewhere, abilities: { ...elsewhere.abilities, tools, answer } } as const;
  const { server, model } = await openScripted(test, { dialect, providers: { named, elsewhere: other } });
  test.after(() => {
    const asked = server.asked.some(({ body }) => body.tools !== undefined);
    assert.ok(knowsTools || !asked, 'A server without tools was sent some');
  });
  return {
    model,
    answer: async (prompt, text) => server.always(prompt.name, text),
    say: async ({ name }, turn) => server.always(name, actOf(turn, way)),
  };
}

function actOf({ content, calls }: ScriptedTurn, { ids = true, isToolText = false }: Way): Act {
  if (calls.length === 0) return { is: 'text', text: content };
  if (!isToolText) {
    return {
      is: 'calls',
      text: content,
      calls: calls.map((call, at) => (ids ? { id: `id-${at}`, ...call } : call)),
    };
  }
  const sections = calls.map(
    ({ tool, input }) => `<call>\ntool: ${tool}\n\`\`\`\`json\n${input}\n\`\`\`\`\n</call>`,
  );
  return { is: 'text', text: [content, ...sections].join('\n') };
}

async function openChained(test: TestContext): Promise<ModelUnderTest> {
  const served = await openServed(test, {});
  const away: Model = { ...served.model, ask: isAway, converse: isAway };
  return { ...served, model: chainOf([away, served.model]) };
}

async function isAway(): Promise<never> {
  throw transientFailure({ is: 'model-unavailable', detail: 'It is away.' }, 60_000);
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
    async say(conversation, { content, calls }) {
      const question = conversationQuestion(conversation);
      const recording: TurnRecording = {
        prompt: conversation.name,
        fingerprint: promptFingerprint(question),
        model: 'scripted',
        answeredBy: 'written by hand',
        date: '2026-11-01',
        said: {
          content,
          calls: calls.map((call, at) => ({ id: `id-${at}`, ...call })),
          ended: calls.length === 0 ? 'finished' : 'calls',
        },
      };
      await writeFile(recordingPath(directory, question), JSON.stringify(recording));
    },
  };
}

async function makeFolder(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'recordings-'));
  test.after(() => rm(directory, { recursive: true }));
  return directory;
}
