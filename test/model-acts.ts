import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** What the scripted model server can do with a question. */
export type Act =
  | { readonly is: 'text'; readonly text: string; readonly finish?: string; readonly usage?: object }
  /** Calls of tools, after some words. What an answer leaves out of a call is left out of what is sent. */
  | {
      readonly is: 'calls';
      readonly text?: string;
      readonly calls: readonly ScriptedCall[];
      readonly finish?: string;
      readonly usage?: object;
    }
  | { readonly is: 'refusal'; readonly text: string }
  | { readonly is: 'no-choices' }
  | {
      readonly is: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly error: object;
    }
  | { readonly is: 'page'; readonly status: number }
  /** An error where the rest of the answer should be: in mid-stream, or instead of all of it with status 200. */
  | { readonly is: 'error'; readonly after: string; readonly error: object }
  /** Breaks the connection in mid-answer. */
  | { readonly is: 'reset'; readonly after: string }
  /** Ends the stream properly, but before the model is done. */
  | { readonly is: 'end'; readonly after: string }
  /** Says no more, and waits for the client to hang up. */
  | { readonly is: 'hang'; readonly after: string }
  /** Keeps the stream alive by so many comments, one every so many milliseconds, before it says the text. */
  | { readonly is: 'think'; readonly comments: number; readonly everyMs: number; readonly text: string }
  /** Sends exactly this. */
  | { readonly is: 'raw'; readonly type: string; readonly body: string };

export interface ScriptedCall {
  readonly id?: string;
  readonly tool: string;
  /** As the model wrote it; an object is sent as one, and not as its JSON. */
  readonly input: string | object;
}

/** How a server differs from the full protocol. */
export interface Dialect {
  /** False: answers in one piece, whatever was asked for. */
  readonly streams: boolean;
  readonly tellsUsage: boolean;
  /** Parts of a request that it turns away with 400. */
  readonly unknown: readonly ('stream' | 'stream_options' | 'tools' | 'response_format' | 'max_tokens')[];
  /** Whether pieces of a call say which one they belong to. */
  readonly indexes: boolean;
  /** Tokens; a request beyond it fails the test. */
  readonly window: number;
  /** What it says that it has when it is asked for its models. */
  readonly models: readonly string[];
}

export const fullDialect: Dialect = {
  streams: true,
  tellsUsage: true,
  unknown: [],
  indexes: true,
  window: 1_000_000,
  models: [],
};

interface Stage {
  readonly response: ServerResponse;
  readonly request: {
    readonly messages: readonly { readonly content: string | null }[];
    readonly stream?: boolean | undefined;
    readonly stream_options?: object | undefined;
  };
  readonly dialect: Dialect;
}

export async function perform(act: Act, stage: Stage): Promise<void> {
  const { response } = stage;
  if (act.is === 'status') return sendJson(response, act.status, { error: act.error }, act.headers);
  if (act.is === 'page') return send(response, act.status, 'text/html; charset=utf-8', '<h1>Hello</h1>');
  if (act.is === 'raw') return send(response, 200, act.type, act.body);
  return streams(stage) ? performStream(act, stage) : performWhole(act, stage);
}

type Said = Exclude<Act, { is: 'status' | 'page' | 'raw' }>;

function streams({ request, dialect }: Stage): boolean {
  return dialect.streams && request.stream === true;
}

async function performStream(act: Said, stage: Stage): Promise<void> {
  const { response } = stage;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  switch (act.is) {
    case 'text':
      say(response, act.text);
      return finish(stage, act);
    case 'calls':
      sayCalls(stage, act);
      return finish(stage, act);
    case 'think':
      await think(response, act);
      say(response, act.text);
      return finish(stage, act);
    case 'refusal':
      sendDelta(response, { refusal: act.text });
      return finish(stage, act);
    case 'no-choices':
      sendEvent(response, { choices: [] });
      return void response.end('data: [DONE]\n\n');
    case 'error':
      say(response, act.after);
      return void response.end(`data: ${JSON.stringify({ error: act.error })}\n\n`);
    case 'end':
      say(response, act.after);
      return void response.end();
    case 'reset':
    case 'hang':
      say(response, act.after);
      return leave(act.is, response);
  }
}

async function performWhole(act: Said, stage: Stage): Promise<void> {
  const { response } = stage;
  switch (act.is) {
    case 'text':
    case 'think':
      return sendJson(response, 200, completion(stage, { content: act.text }, act));
    case 'calls':
      return sendJson(response, 200, completion(stage, wholeCalls(act), act));
    case 'refusal':
      return sendJson(response, 200, completion(stage, { content: null, refusal: act.text }, act));
    case 'no-choices':
      return sendJson(response, 200, { ...base('chat.completion'), choices: [] });
    case 'error':
      return sendJson(response, 200, { error: act.error });
    case 'end':
    case 'reset':
    case 'hang':
      return sendHalf(act, stage);
  }
}

async function sendHalf(act: Extract<Said, { is: 'end' | 'reset' | 'hang' }>, stage: Stage): Promise<void> {
  const { response } = stage;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(JSON.stringify(completion(stage, { content: act.after }, act)).slice(0, -20));
  return act.is === 'end' ? void response.end() : leave(act.is, response);
}

/** In small pieces, as models do. */
function say(response: ServerResponse, text: string): void {
  sendDelta(response, { role: 'assistant', content: '' });
  for (const piece of text.match(/.{1,7}/gsu) ?? []) sendDelta(response, { content: piece });
}

async function think(
  response: ServerResponse,
  { comments, everyMs }: Extract<Act, { is: 'think' }>,
): Promise<void> {
  for (let comment = 0; comment < comments; comment++) {
    response.write(': thinking\n\n');
    await setTimeout(everyMs);
  }
}

function sayCalls(stage: Stage, { text = '', calls }: Extract<Act, { is: 'calls' }>): void {
  say(stage.response, text);
  for (const [index, call] of calls.entries()) sayCall(stage, index, call);
}

/** The name first, the arguments in small pieces. */
function sayCall({ response, dialect }: Stage, index: number, { id, tool, input }: ScriptedCall): void {
  const place = dialect.indexes ? { index } : {};
  const named = { ...place, ...(id === undefined ? {} : { id }), type: 'function' };
  const pieces = typeof input === 'string' ? (input.match(/.{1,5}/gsu) ?? []) : [input];
  sendDelta(response, { tool_calls: [{ ...named, function: { name: tool, arguments: pieces[0] ?? '' } }] });
  for (const piece of pieces.slice(1))
    sendDelta(response, { tool_calls: [{ ...place, function: { arguments: piece } }] });
}

function wholeCalls({ text, calls }: Extract<Act, { is: 'calls' }>): object {
  const tool_calls = calls.map(({ id, tool, input }) => {
    return {
      ...(id === undefined ? {} : { id }),
      type: 'function',
      function: { name: tool, arguments: input },
    };
  });
  return { content: text ?? null, tool_calls };
}

function sendDelta(response: ServerResponse, delta: object): void {
  sendEvent(response, { choices: [{ index: 0, delta, finish_reason: null }] });
}

function sendEvent(response: ServerResponse, event: object): void {
  response.write(`data: ${JSON.stringify({ ...base('chat.completion.chunk'), ...event })}\n\n`);
}

function base(object: string) {
  return { id: 'scripted', object, created: 1_790_000_000, model: 'scripted' };
}

function finish(stage: Stage, act: Said): void {
  const { response, request, dialect } = stage;
  sendEvent(response, { choices: [{ index: 0, delta: {}, finish_reason: finishOf(act) }] });
  if (dialect.tellsUsage && request.stream_options)
    sendEvent(response, { choices: [], usage: usageOf(stage, act) });
  response.end('data: [DONE]\n\n');
}

function completion(stage: Stage, message: object, act: Said): object {
  const choices = [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finishOf(act) }];
  const usage = stage.dialect.tellsUsage ? { usage: usageOf(stage, act) } : {};
  return { ...base('chat.completion'), choices, ...usage };
}

function finishOf(act: Said): string {
  if (act.is === 'calls') return act.finish ?? 'tool_calls';
  return act.is === 'text' ? (act.finish ?? 'stop') : 'stop';
}

function usageOf({ request }: Stage, act: Said): object {
  if ('usage' in act && act.usage !== undefined) return act.usage;
  const prompt_tokens = request.messages.reduce(
    (tokens, { content }) => tokens + roughTokens(content ?? ''),
    0,
  );
  const said = act.is === 'calls' ? JSON.stringify(act.calls) : 'text' in act ? act.text : '';
  const completion_tokens = roughTokens(said);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function roughTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

async function leave(how: 'reset' | 'hang', response: ServerResponse): Promise<void> {
  if (how === 'hang') await once(response, 'close');
  else setImmediate(() => response.socket?.resetAndDestroy());
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  send(response, status, 'application/json', JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
