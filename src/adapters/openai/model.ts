import { setTimeout } from 'node:timers/promises';
import { type Failure, transientFailure, userFailure } from '../../core/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Spend } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { Answer, Message, Model, Prompt, Reading, Usage } from '../../ports/model.ts';
import { countTokens } from './count.ts';
import { hear, promptTokens, readAnswer, usageOf } from './heard.ts';
import { type Line, openLine } from './listen.ts';
import { type Server, serverOf, setupFailure } from './providers.ts';
import { judge, tooLarge } from './verdict.ts';

export interface ModelOptions {
  /** `provider/model` for a provider of ours; otherwise wholly the model's name at `baseUrl`. */
  readonly name: string;
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
  /** How many tokens prompt and answer may have together. */
  readonly window: number;
  readonly log: Log;
  readonly clock: Clock;
  /** Hears of every request, also of those that failed. */
  readonly onCall: (call: Call) => Promise<void>;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How long the server may be silent. Four minutes where it is not given: after five, Node's own fetch gives up. */
  readonly idleMs?: number;
}

/**
 * One request as it is paid. `outcome` is `read`, `unreadable`, `cancelled`, or the reason of the Failure that it led to
 * or would have led to, had it been the last try, such as `model-unavailable`.
 */
export type Call = Omit<Spend, 'run'>;

/**
 * A model behind an OpenAI-compatible server. Throws Failure `model-setup` for a name, an address or a key that cannot be;
 * nothing is sent yet. An aborted signal ends a question with the signal's reason.
 */
export function openModel(options: ModelOptions): Model {
  const { name, window } = options;
  const server = serverOf(name, options.baseUrl);
  const apiKey = checkedKey(server, options.apiKey);
  const { fetch = globalThis.fetch, sleep = pause, idleMs = 240_000 } = options;
  const line = openLine({ server, apiKey, fetch, idleMs });
  const asker = { ...options, line, sleep };
  return { name, window, count: countTokens, ask: (prompt, signal) => ask(asker, prompt, signal) };
}

function checkedKey({ host, keyVariable, needsKey }: Server, apiKey: string | null): string | null {
  if (apiKey === null && needsKey) throw setupFailure(`${host} wants a key: set ${keyVariable}`);
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw setupFailure(`${keyVariable} holds spaces, line breaks or other characters that no key has`);
  }
  return apiKey;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal });
}

interface Asker extends ModelOptions {
  readonly line: Line;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const mostTries = 3;

async function ask<T>(asker: Asker, prompt: Prompt<T>, signal: AbortSignal): Promise<Answer<T>> {
  checkFits(asker, prompt);
  let question = prompt;
  let usage: Usage = { tokensIn: 0, tokensCached: 0, tokensOut: 0, usd: 0 };
  for (let tries = 1; ; tries++) {
    const { reading, text, ...answer } = await persist(asker, question, signal, waitsMs);
    usage = sum(usage, answer.usage);
    if (reading.is === 'value') return { value: reading.value, usage, model: asker.name };
    question = { ...prompt, messages: [...prompt.messages, ...objection(text, reading.fault)] };
    if (tries === mostTries || promptTokens(question) >= asker.window) {
      throw userFailure({ is: 'model-unreadable', prompt: prompt.name, tries, fault: reading.fault });
    }
  }
}

function checkFits({ name, window }: Asker, prompt: Prompt<unknown>): void {
  const tokens = promptTokens(prompt);
  if (tokens < window) return;
  throw tooLarge(prompt.name, `${tokens} tokens, and the window of '${name}' holds ${window}`);
}

function sum(one: Usage, other: Usage): Usage {
  return {
    tokensIn: one.tokensIn + other.tokensIn,
    tokensCached: one.tokensCached + other.tokensCached,
    tokensOut: one.tokensOut + other.tokensOut,
    usd: one.usd === null || other.usd === null ? null : one.usd + other.usd,
  };
}

/** The end of the next question: what the model said, and what is wrong with it. Roles keep taking turns. */
function objection(text: string, fault: string): readonly Message[] {
  return [
    { role: 'assistant', content: quoted(text) },
    {
      role: 'user',
      content: `That answer could not be used. ${fault}\n\nGive the whole answer again, in the form asked for.`,
    },
  ];
}

/** Some servers refuse an empty message; and of an answer that ran on, the beginning is enough. */
function quoted(text: string): string {
  if (text.trim() === '') return '(nothing)';
  return text.length > 20_000 ? `${text.slice(0, 20_000)} (and so on)` : text;
}

/** Waits before the second and third try where the server names none. */
const waitsMs: readonly number[] = [2_000, 8_000];

/** A longer wait is not spent here, where it would hold a worker: the job is put back instead. */
const longestWaitMs = 60_000;

interface Told<T> {
  readonly reading: Reading<T>;
  readonly text: string;
  readonly usage: Usage;
}

/** Asks until there is an answer, with the waits between. Throws Failure, or the signal's reason. */
async function persist<T>(
  asker: Asker,
  prompt: Prompt<T>,
  signal: AbortSignal,
  waits: readonly number[],
): Promise<Told<T>> {
  const told = await call(asker, prompt, signal);
  if ('reading' in told) return told;
  const [wait, ...laterWaits] = waits;
  const ms = told.afterMs ?? wait ?? longestWaitMs;
  const { detail, cause } = told;
  if (wait === undefined || ms > longestWaitMs) {
    throw transientFailure({ is: 'model-unavailable', detail }, ms, cause);
  }
  const fields = { prompt: prompt.name, model: asker.name, ms, detail };
  asker.log.warn(fields, 'the model is asked again after a wait');
  await asker.sleep(ms, signal).finally(() => signal.throwIfAborted());
  return persist(asker, prompt, signal, laterWaits);
}

interface NotNow {
  readonly afterMs: number | null;
  readonly detail: string;
  readonly cause: unknown;
}

/** One request, reported. */
async function call<T>(asker: Asker, prompt: Prompt<T>, signal: AbortSignal): Promise<Told<T> | NotNow> {
  const { name: model, clock, line } = asker;
  signal.throwIfAborted();
  const began = clock.now();
  const { said, error } = await hear(line, prompt, signal);
  const now = clock.now();
  const usage = usageOf(prompt, said);

  async function report(outcome: string): Promise<void> {
    await asker.onCall({ prompt: prompt.name, model, ...usage, ms: now - began, outcome });
  }

  if (error === undefined) {
    const reading = readAnswer(prompt, said);
    await report(reading.is === 'value' ? 'read' : 'unreadable');
    return { reading, text: said.text, usage };
  }
  if (signal.aborted) {
    await report('cancelled');
    throw signal.reason;
  }
  const verdict = judge(error, { server: line.server, prompt: prompt.name, now });
  await report(verdict.is === 'again' ? 'model-unavailable' : reasonOf(verdict.failure));
  if (verdict.is === 'over') throw verdict.failure;
  return { ...verdict, cause: error };
}

function reasonOf({ why }: Failure): string {
  return 'reason' in why ? why.reason.is : why.kind;
}
