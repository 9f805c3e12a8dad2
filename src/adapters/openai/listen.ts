import OpenAI, { APIError } from 'openai';
import { Stream } from 'openai/streaming';
import { z } from 'zod';
import type { Message } from '../../ports/model.ts';
import { patientFetch } from './patient-fetch.ts';
import { type Server, setupFailure, webPage } from './providers.ts';

/** Some of an answer. A server that does not stream gives one piece. */
export interface Piece {
  /** False for a piece without a choice, as the one that only tells the usage. */
  readonly chosen: boolean;
  readonly text: string;
  readonly refusal: string;
  /** Why the model stopped, in the last piece of its text. */
  readonly finish: string | null;
  readonly usage: PieceUsage | null;
}

interface LineOptions {
  readonly server: Server;
  readonly apiKey: string | null;
  readonly fetch: typeof globalThis.fetch;
  /** How long the server may be silent, in milliseconds. */
  readonly idleMs: number;
}

/** A server, and what it has shown not to know: that is not asked of it again. */
export interface Line {
  readonly client: OpenAI;
  readonly server: Server;
  readonly unknown: Set<Streaming>;
}

type Streaming = 'stream' | 'stream_options';

export interface Question {
  /** The prompt's name, sent as a header for the logs of gateways. */
  readonly name: string;
  readonly messages: readonly Message[];
}

/** The package's own waiting, logging and reading of the environment are off: ours are visible and in one place. */
export function openLine({ server, apiKey, fetch, idleMs }: LineOptions): Line {
  const client = new OpenAI({
    baseURL: server.baseUrl,
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    ...(apiKey === null ? { defaultHeaders: { authorization: null } } : {}),
    maxRetries: 0,
    logLevel: 'off',
    timeout: 2 * idleMs,
    fetch: patientFetch(fetch, idleMs),
  });
  return { client, server, unknown: new Set() };
}

/** Asks once and gives the answer piece by piece. Throws the package's errors, and Failure `model-setup`. */
export async function* listen(line: Line, question: Question, signal: AbortSignal): AsyncIterable<Piece> {
  const stop = new AbortController();
  try {
    const response = await post(line, question, AbortSignal.any([signal, stop.signal]));
    const type = response.headers.get('content-type') ?? '';
    if (type.includes('text/html')) throw setupFailure(webPage(line.server));
    if (type.includes('json')) yield piece(await response.json(), line.server);
    else {
      for await (const chunk of Stream.fromSSEResponse<unknown>(response, stop))
        yield piece(chunk, line.server);
    }
  } finally {
    stop.abort();
  }
}

async function post(line: Line, question: Question, signal: AbortSignal): Promise<Response> {
  const body = { model: line.server.model, messages: [...question.messages], ...streaming(line.unknown) };
  const headers = { 'x-patchwright-prompt': question.name };
  try {
    return await line.client.chat.completions.create(body, { signal, headers }).asResponse();
  } catch (error) {
    const unknown = unknownTo(error);
    if (unknown === undefined || !(unknown in body)) throw error;
    line.unknown.add(unknown);
    return post(line, question, signal);
  }
}

function streaming(unknown: ReadonlySet<Streaming>) {
  if (unknown.has('stream')) return {};
  if (unknown.has('stream_options')) return { stream: true };
  return { stream: true, stream_options: { include_usage: true } };
}

/** The part of the request that the server complains of, where it can do without. */
function unknownTo(error: unknown): Streaming | undefined {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return undefined;
  if (/\bstream_options\b/.test(error.message)) return 'stream_options';
  return /\bstream(ing)?\b/.test(error.message) ? 'stream' : undefined;
}

const Count = z.int().nonnegative();

const PieceUsage = z.object({
  prompt_tokens: Count,
  completion_tokens: Count,
  prompt_tokens_details: z.object({ cached_tokens: Count.nullish() }).nullish(),
});
type PieceUsage = z.infer<typeof PieceUsage>;

const Said = z.object({ content: z.string().nullish(), refusal: z.string().nullish() });

const Choice = z.object({
  message: Said.nullish(),
  delta: Said.nullish(),
  finish_reason: z.string().nullish(),
});

/** A completion or a chunk of one. Servers leave out more than the specification allows. */
const Body = z.object({ choices: z.array(Choice).nullish(), usage: PieceUsage.nullish().catch(null) });

/** What some gateways answer with status 200. */
const Fault = z.object({ error: z.looseObject({}) });

function piece(body: unknown, server: Server): Piece {
  const fault = Fault.safeParse(body);
  if (fault.success) throw new APIError(undefined, fault.data.error, undefined, undefined);
  const { data } = Body.safeParse(body);
  if (data === undefined) {
    throw setupFailure(
      `${server.host} does not answer in the form of OpenAI's chat completions; check OPENAI_BASE_URL`,
    );
  }
  const usage = data.usage ?? null;
  const choice = data.choices?.[0];
  if (choice === undefined) return { chosen: false, text: '', refusal: '', finish: null, usage };
  return { chosen: true, ...said(choice), usage };
}

function said({ message, delta, finish_reason }: z.infer<typeof Choice>): Omit<Piece, 'chosen' | 'usage'> {
  const some = message ?? delta;
  // A message, unlike a delta, is whole, whether the server says why it ended or not.
  const finish = finish_reason ?? (message ? 'stop' : null);
  return { text: some?.content ?? '', refusal: some?.refusal ?? '', finish };
}
