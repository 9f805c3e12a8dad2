import { type Failure, transientFailure } from '../../core/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Call } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { Usage } from '../../ports/model.ts';
import { type Heard, hear } from './heard.ts';
import type { Line } from './line.ts';
import type { Question } from './question.ts';
import { requestOf } from './request.ts';
import { sizeOf } from './size.ts';
import { checkReadWhole, usageOf } from './usage.ts';
import { judge, namingNear, tooLarge, type Verdict } from './verdict.ts';

/** Who asks: a line to a server, and everybody who wants to know of it. */
export interface Asker {
  readonly name: string;
  /** How many tokens prompt and answer may have together. */
  readonly window: number;
  readonly line: Line;
  readonly log: Log;
  readonly clock: Clock;
  /** Hears of every request, also of those that failed. */
  readonly onCall: (call: Call) => Promise<void>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What an answer was read as, and how the call is told. */
export interface Read<T> {
  readonly value: T;
  readonly outcome: string;
}

/** Reads what was heard to the end. */
export type Reader<T> = (heard: Heard) => Read<T>;

export interface Told<T> {
  readonly value: T;
  readonly usage: Usage;
}

/** Tokens of the question as it would be sent, near the window exactly. */
export function questionTokens({ line, window }: Asker, question: Question): number {
  const { stretch } = line.server.abilities;
  const request = requestOf(question, line.server, line.unknown);
  return Math.ceil(sizeOf(request, window / stretch) * stretch);
}

/** Throws Failure `budget` (`too-large`) where the window cannot hold the question and a word of an answer. */
export function checkFits(asker: Asker, question: Question): void {
  const { name, window } = asker;
  const tokens = questionTokens(asker, question);
  if (tokens < window) return;
  throw tooLarge(question.name, `${tokens} tokens, and the window of '${name}' holds ${window}`);
}

/** Waits before the second and third try where the server names none. */
const waitsMs: readonly number[] = [2_000, 8_000];

/** A longer wait is not spent here, where it would hold a worker: the job is put back instead. */
const longestWaitMs = 60_000;

/** Asks until there is an answer, with the waits between. Throws Failure, or the signal's reason. */
export async function exchange<T>(
  asker: Asker,
  question: Question,
  reader: Reader<T>,
  signal: AbortSignal,
): Promise<Told<T>> {
  for (const wait of [...waitsMs, undefined]) {
    const told = await call(asker, question, reader, signal);
    if ('value' in told) return told;
    const ms = told.afterMs ?? wait ?? longestWaitMs;
    const { detail, cause } = told;
    if (wait === undefined || ms > longestWaitMs) {
      throw transientFailure({ is: 'model-unavailable', detail }, ms, cause);
    }
    const fields = { prompt: question.name, model: asker.name, ms, detail };
    asker.log.warn(fields, 'the model is asked again after a wait');
    await asker.sleep(ms, signal).finally(() => signal.throwIfAborted());
  }
  throw new Error('the last try neither answers nor throws');
}

interface NotNow {
  readonly afterMs: number | null;
  readonly detail: string;
  readonly cause: unknown;
}

/** One request, reported. */
async function call<T>(
  asker: Asker,
  question: Question,
  reader: Reader<T>,
  signal: AbortSignal,
): Promise<Told<T> | NotNow> {
  const { clock, line } = asker;
  signal.throwIfAborted();
  const began = clock.now();
  const heard = readWhole(await hear(line, question, asker.window, signal), line);
  const now = clock.now();
  const usage = usageOf(heard.request, heard.said, line.server.abilities.prices);

  async function report(outcome: string): Promise<void> {
    await asker.onCall({ prompt: question.name, model: asker.name, ...usage, ms: now - began, outcome });
  }

  if (heard.error === undefined) {
    const { value, outcome } = reader(heard);
    await report(outcome);
    return { value, usage };
  }
  if (signal.aborted) {
    await report('cancelled');
    throw signal.reason;
  }
  const verdict = judge(heard.error, { server: line.server, prompt: question.name, now });
  await report(outcomeOf(verdict));
  if (verdict.is === 'over') throw await namingNear(heard.error, verdict.failure, line);
  return { ...verdict, cause: heard.error };
}

/** An answer to a prompt that was not read whole is none. */
function readWhole(heard: Heard, { server }: Line): Heard {
  if (heard.error !== undefined) return heard;
  try {
    checkReadWhole(heard.request, heard.said, server);
    return heard;
  } catch (error) {
    return { ...heard, error };
  }
}

function outcomeOf(verdict: Verdict): string {
  return verdict.is === 'again' ? 'model-unavailable' : reasonOf(verdict.failure);
}

function reasonOf({ why }: Failure): string {
  return 'reason' in why ? why.reason.is : why.kind;
}
