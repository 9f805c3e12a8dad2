import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { promptFingerprint, type Question } from '../../core/prompt.ts';
import { type Failure, userFailure } from '../../core/failure.ts';
import type { Answer, Conversation, Model, Prompt, Said, Usage } from '../../ports/model.ts';
import { conversationQuestion, Recording, recordingPath, TurnRecording } from './recording.ts';

interface ReplayOptions {
  /** The folder of the recordings. */
  readonly directory: string;
  /** The window and the count of the model that the recordings stand in for: prompts are cut by them, and must come out the same. */
  readonly window: number;
  readonly count: (text: string) => number;
}

/**
 * A model that gives recorded answers and turns. A question that nobody recorded is a Failure `model-setup` that names its prompt;
 * a recorded answer that the prompt's reader refuses is not asked for again.
 */
export function replay(options: ReplayOptions): Model {
  const { window, count } = options;
  return {
    name: replayName,
    window,
    count,
    ask: (prompt, signal) => answer(options, prompt, signal),
    converse: (conversation, signal) => turn(options, conversation, signal),
  };
}

const replayName = 'recorded answers';

async function answer<T>(options: ReplayOptions, prompt: Prompt<T>, signal: AbortSignal): Promise<Answer<T>> {
  signal.throwIfAborted();
  const recording = await find(options.directory, prompt, Recording);
  const reading = prompt.read(recording.answer);
  if (reading.is === 'fault') {
    throw userFailure({ is: 'model-unreadable', prompt: prompt.name, tries: 1, fault: reading.fault });
  }
  return { value: reading.value, usage: usageOf(options, prompt, recording.answer), model: replayName };
}

async function turn(options: ReplayOptions, conversation: Conversation, signal: AbortSignal): Promise<Said> {
  signal.throwIfAborted();
  const question = conversationQuestion(conversation);
  const { said } = await find(options.directory, question, TurnRecording);
  const spoken = [said.content, ...said.calls.map(({ tool, input }) => `${tool} ${input}`)].join('\n');
  return { ...said, usage: usageOf(options, question, spoken), model: replayName };
}

function usageOf({ count }: ReplayOptions, { messages }: Question, said: string): Usage {
  const tokensIn = messages.reduce((tokens, { content }) => tokens + count(content), 0);
  return { tokensIn, tokensCached: 0, tokensOut: count(said), usd: 0 };
}

async function find<T extends { readonly prompt: string; readonly fingerprint: string }>(
  directory: string,
  question: Question,
  schema: z.ZodType<T>,
): Promise<T> {
  const path = recordingPath(directory, question);
  const recording = parse(await read(path, question), path, schema);
  const isIts = recording.prompt === question.name && recording.fingerprint === promptFingerprint(question);
  if (!isIts) throw setupFailure(`the recorded answer ${path} is to another question than its name says`);
  return recording;
}

async function read(path: string, { name }: Question): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const unknown = `no answer is recorded for the prompt '${name}' as it is now (there is no ${path})`;
    throw setupFailure(`${unknown}; set PATCHWRIGHT_MODEL to ask a real model`, error);
  }
}

function parse<T>(text: string, path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw setupFailure(`the recorded answer ${path} is not readable`, error);
  }
}

function setupFailure(detail: string, cause?: unknown): Failure {
  return userFailure({ is: 'model-setup', detail }, cause);
}
