import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { Call } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { Model } from '../../ports/model.ts';
import { ask } from './ask.ts';
import { converse } from './converse.ts';
import { countTokens } from './count.ts';
import type { Asker } from './exchange.ts';
import { openLine } from './line.ts';
import { providers } from './providers.ts';
import { type Directory, serverOf } from './server.ts';

export interface ModelOptions {
  /** `provider/model` for a provider that is known; otherwise wholly the model's name at OPENAI_BASE_URL. */
  readonly name: string;
  /** The settings that providers name: keys and addresses. */
  readonly variables: Directory['variables'];
  readonly providers?: Directory['providers'];
  /** How many tokens prompt and answer may have together; null where what is known of the model counts. */
  readonly window: number | null;
  readonly log: Log;
  readonly clock: Clock;
  /** Hears of every request, also of those that failed. */
  readonly onCall: (call: Call) => Promise<void>;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How long the server may be silent. Four minutes where it is not given: after five, Node's own fetch gives up. */
  readonly idleMs?: number;
}

/** Tokens that a model is taken to hold of which nothing is known. */
export const usualWindow = 128_000;

/**
 * A model behind an OpenAI-compatible server. Throws Failure `model-setup` for a name, an address or a key that cannot be;
 * nothing is sent yet. An aborted signal ends a question with the signal's reason.
 */
export function openModel(options: ModelOptions): Model {
  const { name, variables } = options;
  const server = serverOf(name, { variables, providers: options.providers ?? providers });
  const { fetch = globalThis.fetch, sleep = pause, idleMs = 240_000 } = options;
  const { stretch, window: known } = server.abilities;
  const window = options.window ?? known ?? usualWindow;
  const asker: Asker = { ...options, window, line: openLine({ server, fetch, idleMs }), sleep };
  return {
    name,
    window,
    count: (text) => Math.ceil(countTokens(text) * stretch),
    ask: (prompt, signal) => ask(asker, prompt, signal),
    converse: (conversation, signal) => converse(asker, conversation, signal),
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal });
}
