import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promptFingerprint } from '../../core/prompt.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Answer, Model, Prompt } from '../../ports/model.ts';
import { type Recording, recordingPath } from './recording.ts';

interface RecordOptions {
  /** Where the recordings go; made where it is missing. */
  readonly directory: string;
  /** Who answers where it is not the model itself, such as 'written by hand'; otherwise null. */
  readonly answeredBy: string | null;
  readonly clock: Clock;
}

/** The same model, which writes down each answer that could be read. */
export function record(model: Model, options: RecordOptions): Model {
  return { ...model, ask: (prompt, signal) => askAndKeep(model, options, prompt, signal) };
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

async function keep(
  { directory, answeredBy, clock }: RecordOptions,
  prompt: Prompt<unknown>,
  { model, answer }: Pick<Recording, 'model' | 'answer'>,
): Promise<void> {
  const recording: Recording = {
    prompt: prompt.name,
    fingerprint: promptFingerprint(prompt),
    model,
    answeredBy: answeredBy ?? model,
    date: new Date(clock.now()).toISOString().slice(0, 10),
    answer,
  };
  const path = recordingPath(directory, prompt);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(recording, null, 2)}\n`);
}
