import { readFile } from 'node:fs/promises';
import { promptFingerprint } from '../../core/prompt.ts';
import { type Failure, userFailure } from '../../core/failure.ts';
import type { Answer, Model, Prompt } from '../../ports/model.ts';
import { Recording, recordingPath } from './recording.ts';

interface ReplayOptions {
  /** The folder of the recordings. */
  readonly directory: string;
  /** The window and the count of the model that the recordings stand in for: prompts are cut by them, and must come out the same. */
  readonly window: number;
  readonly count: (text: string) => number;
}

/**
 * A model that gives recorded answers. A question that nobody recorded is a Failure `model-setup` that names its prompt;
 * a recorded answer that the prompt's reader refuses is not asked for again.
 */
export function replay(options: ReplayOptions): Model {
  const { window, count } = options;
  return { name: replayName, window, count, ask: (prompt, signal) => answer(options, prompt, signal) };
}

const replayName = 'recorded answers';

async function answer<T>(options: ReplayOptions, prompt: Prompt<T>, signal: AbortSignal): Promise<Answer<T>> {
  signal.throwIfAborted();
  const recording = await find(options.directory, prompt);
  const reading = prompt.read(recording.answer);
  if (reading.is === 'fault') {
    throw userFailure({ is: 'model-unreadable', prompt: prompt.name, tries: 1, fault: reading.fault });
  }
  const tokensIn = prompt.messages.reduce((tokens, { content }) => tokens + options.count(content), 0);
  const usage = { tokensIn, tokensCached: 0, tokensOut: options.count(recording.answer), usd: 0 };
  return { value: reading.value, usage, model: replayName };
}

async function find(directory: string, prompt: Prompt<unknown>): Promise<Recording> {
  const path = recordingPath(directory, prompt);
  const recording = parse(await read(path, prompt), path);
  const isIts = recording.prompt === prompt.name && recording.fingerprint === promptFingerprint(prompt);
  if (!isIts) throw setupFailure(`the recorded answer ${path} is to another question than its name says`);
  return recording;
}

async function read(path: string, prompt: Prompt<unknown>): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const unknown = `no answer is recorded for the prompt '${prompt.name}' as it is now (there is no ${path})`;
    throw setupFailure(`${unknown}; set PATCHWRIGHT_MODEL to ask a real model`, error);
  }
}

function parse(text: string, path: string): Recording {
  try {
    return Recording.parse(JSON.parse(text));
  } catch (error) {
    throw setupFailure(`the recorded answer ${path} is not readable`, error);
  }
}

function setupFailure(detail: string, cause?: unknown): Failure {
  return userFailure({ is: 'model-setup', detail }, cause);
}
