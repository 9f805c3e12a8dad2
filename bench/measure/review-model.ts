import { existsSync } from 'node:fs';
import { openLog } from '../../src/adapters/log/log.ts';
import { modelOpener, yardstick } from '../../src/adapters/openai/opener.ts';
import { record } from '../../src/adapters/recordings/record.ts';
import { conversationQuestion, recordingPath } from '../../src/adapters/recordings/recording.ts';
import { replay } from '../../src/adapters/recordings/replay.ts';
import { readModelEnv, correct } from '../../src/config/env.ts';
import { Failure, userFailure } from '../../src/core/failure.ts';
import { promptFingerprint, type Question } from '../../src/core/prompt.ts';
import type { Model, Prompt, Usage } from '../../src/ports/model.ts';

/** What was asked, counted by our own yardstick, so that kept answers cost the same as fresh ones. */
export interface Tally {
  prompts: number;
  tokensIn: number;
  tokensOut: number;
  /** Questions that nobody has answered as they are now: name and fingerprint. */
  readonly stale: string[];
}

export function newTally(): Tally {
  return { prompts: 0, tokensIn: 0, tokensOut: 0, stale: [] };
}

/** Where answers are kept, and who is asked for those that are not; null where nobody is. */
export interface Answers {
  readonly directory: string;
  readonly live: Model | null;
}

interface Recorder {
  readonly isOn: boolean;
  readonly answeredBy: string | null;
}

/** Longer than anybody thinks about one question. */
const patienceMs = 1_200_000;

/** The model of PATCHWRIGHT_MODEL answers what is not kept; with the recorder on, its answers are kept. */
export function openAnswers(directory: string, { isOn, answeredBy }: Recorder): Answers {
  const env = correct(readModelEnv(process.env));
  const names = env.chains.strong;
  if (names.length === 0) return { directory, live: null };
  const clock = { now: () => Date.now() };
  const silent = openLog(
    'silent',
    () => [],
    () => undefined,
  );
  const model = modelOpener({ ...env, idleMs: patienceMs }, silent, clock)(names, () => Promise.resolve());
  return { directory, live: isOn ? record(model, { directory, answeredBy, clock }) : model };
}

/**
 * A model that gives the kept answers and asks for the others, and adds each to the tally. A question without an answer is named as
 * stale; the review goes on as if its answer could not be read.
 */
export function tallied({ directory, live }: Answers, tally: Tally): Model {
  const kept = replay({ ...yardstick, directory });
  async function answered<T>(question: Question, ask: (model: Model) => Promise<T>): Promise<T> {
    const isKept = existsSync(recordingPath(directory, question));
    if (!isKept && live === null) throw staleFailure(tally, question, 'no answer to it is kept');
    return ask(isKept || live === null ? kept : live).catch((error: unknown) => {
      const isRefused = isKept && error instanceof Failure;
      throw isRefused ? staleFailure(tally, question, 'its kept answer is not read any more') : error;
    });
  }
  const model: Model = {
    ...kept,
    name: live?.name ?? kept.name,
    ask: (prompt, signal) => answered(prompt, (by) => by.ask(prompt, signal)),
    converse: (conversation, signal) =>
      answered(conversationQuestion(conversation), (by) => by.converse(conversation, signal)),
  };
  return metered(model, tally);
}

/** The same model, which adds what is asked and answered to the tally. */
export function metered(model: Model, tally: Tally): Model {
  function count({ messages }: Question, said: string): Usage {
    const tokensIn = messages.reduce((sum, { content }) => sum + yardstick.count(content), 0);
    const tokensOut = yardstick.count(said);
    tally.prompts += 1;
    tally.tokensIn += tokensIn;
    tally.tokensOut += tokensOut;
    return { tokensIn, tokensCached: 0, tokensOut, usd: 0 };
  }
  return {
    ...model,
    ask: async (prompt, signal) => {
      const { listening, said } = overheard(prompt);
      const answer = await model.ask(listening, signal);
      return { ...answer, usage: count(prompt, said()) };
    },
    converse: async (conversation, signal) => {
      const said = await model.converse(conversation, signal);
      const words = [said.content, ...said.calls.map(({ tool, input }) => `${tool} ${input}`)];
      return { ...said, usage: count(conversationQuestion(conversation), words.join('\n')) };
    },
  };
}

/** The same prompt, and what its reader was given last. */
function overheard<T>(prompt: Prompt<T>) {
  let last = '';
  const listening: Prompt<T> = {
    ...prompt,
    read(text) {
      last = text;
      return prompt.read(text);
    },
  };
  return { listening, said: () => last };
}

function staleFailure({ stale }: Tally, question: Question, fault: string): Failure {
  stale.push(`${question.name} ${promptFingerprint(question)}: ${fault}`);
  return userFailure({ is: 'model-unreadable', prompt: question.name, tries: 1, fault });
}
