import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promptFingerprint, type Question } from '../../core/prompt.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Answer, Conversation, Model, Prompt, Said } from '../../ports/model.ts';
import { conversationQuestion, type Recording, recordingPath, type TurnRecording } from './recording.ts';

interface RecordOptions {
  /** Where the recordings go; made where it is missing. */
  readonly directory: string;
  /** Who answers where it is not the model itself, such as 'written by hand'; otherwise null. */
  readonly answeredBy: string | null;
  readonly clock: Clock;
}

/** The same model, which writes down each answer that could be read, and each turn that it took. */
export function record(model: Model, options: RecordOptions): Model {
  return {
    ...model,
    ask: (prompt, signal) => askAndKeep(model, options, prompt, signal),
    converse: (conversation, signal) => converseAndKeep(model, options, conversation, signal),
  };
}

async function askAndKeep<T>(
  model: Model,
  options: RecordOptions,
  prompt: Prompt<T>,
  signal: AbortSignal,
): Promise<Answer<T>> {
  let said = '';
  const listening: Prompt<T> = {
    ...prompt,
    read(text) {
      said = text;
      return prompt.read(text);
    },
  };
  const answer = await model.ask(listening, signal);
  await keep(options, prompt, { model: answer.model, answer: said });
  return answer;
}

async function converseAndKeep(
  model: Model,
  options: RecordOptions,
  conversation: Conversation,
  signal: AbortSignal,
): Promise<Said> {
  const said = await model.converse(conversation, signal);
  const { content, calls, ended } = said;
  await keep(options, conversationQuestion(conversation), {
    model: said.model,
    said: { content, calls, ended },
  });
  return said;
}

type Kept = Pick<Recording, 'model' | 'answer'> | Pick<TurnRecording, 'model' | 'said'>;

async function keep(
  { directory, answeredBy, clock }: RecordOptions,
  question: Question,
  kept: Kept,
): Promise<void> {
  const { model, ...answer } = kept;
  const recording = {
    prompt: question.name,
    fingerprint: promptFingerprint(question),
    model,
    answeredBy: answeredBy ?? model,
    date: new Date(clock.now()).toISOString().slice(0, 10),
    ...answer,
  };
  const path = recordingPath(directory, question);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(recording, null, 2)}\n`);
}
