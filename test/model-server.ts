import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type Act, type Dialect, fullDialect, perform } from './model-acts.ts';
import { Body, faultsOf, promptOf } from './model-protocol.ts';

/** What the server does with a question; a string is said and that is that. */
export type Scripted = string | Act;

/** A question as it arrived. */
export interface Asked {
  /** The prompt's name, from our header. */
  readonly prompt: string;
  readonly model: string;
  readonly authorization: string | null;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** The whole request. */
  readonly body: Body;
  /** Fulfilled when the client has heard all or has hung up. */
  readonly over: Promise<unknown>;
}

/** A scripted OpenAI-compatible server. */
export interface ModelServer {
  /** The base URL, which ends with /v1. */
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Answers the next questions of this prompt, each once, in this order. */
  script(prompt: string, ...answers: readonly Scripted[]): void;
  /** Answers all questions of this prompt that nothing else is scripted for. At least one must come. */
  always(prompt: string, answer: Scripted | ((asked: Asked) => Scripted)): void;
  /** Answers what nothing else is scripted for; undefined leaves the question to be turned away. */
  otherwise(answer: (asked: Asked) => Scripted | undefined): void;
  /** The next question that arrives. */
  next(): Promise<Asked>;
}

/** Where the server's end is checked: a test's context, or whatever else calls `after`'s work at its end. */
export interface Ending {
  after(work: () => Promise<void>): void;
}

/**
 * Starts a server for the time of a test. At the end the test fails on a question that nobody scripted, on an answer that
 * nobody asked for, both naming the prompt, and on a request that broke the protocol.
 */
export async function startModelServer(test: Ending, dialect: Dialect = fullDialect): Promise<ModelServer> {
  const state: State = {
    dialect,
    scripts: new Map(),
    standing: new Map(),
    asked: [],
    faults: [],
    arrivals: new EventEmitter(),
    otherwise: () => undefined,
  };
  const server = createServer((request, response) => {
    serve(state, request, response).catch((error: unknown) => state.faults.push(String(error)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // Where another check at a test's end fails, this end may not come.
  server.unref();
  test.after(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
    check(state);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: state.asked,
    script: (prompt, ...answers) => scriptOf(state, prompt).push(...answers),
    always: (prompt, answer) => state.standing.set(prompt, { answer, used: false }),
    otherwise: (answer) => {
      state.otherwise = answer;
    },
    next: async () => (await once(state.arrivals, 'asked'))[0],
  };
}

interface State {
  readonly dialect: Dialect;
  readonly scripts: Map<string, Scripted[]>;
  readonly standing: Map<string, { readonly answer: Scripted | ((asked: Asked) => Scripted); used: boolean }>;
  readonly asked: Asked[];
  readonly faults: string[];
  readonly arrivals: EventEmitter;
  otherwise: (asked: Asked) => Scripted | undefined;
}

function scriptOf(state: State, prompt: string): Scripted[] {
  const script = state.scripts.get(prompt) ?? [];
  state.scripts.set(prompt, script);
  return script;
}

function check({ scripts, standing, faults }: State): void {
  const unused = [...scripts].flatMap(([prompt, answers]) =>
    answers.map((answer) => unusedAnswer(prompt, answer)),
  );
  const idle = [...standing].flatMap(([prompt, { used }]) =>
    used ? [] : [`the prompt '${prompt}' was never asked`],
  );
  assert.deepEqual([...faults, ...unused, ...idle], [], 'The scripted model and the app disagree');
}

function unusedAnswer(prompt: string, answer: Scripted): string {
  return `an answer to the prompt '${prompt}' was not asked for: ${JSON.stringify(answer).slice(0, 80)}`;
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET' && request.url === '/v1/models') return sendModels(state, response);
  const body = Body.safeParse(JSON.parse((await text(request)) || 'null'));
  if (!body.success) {
    return turnAway(state, response, [`the request's body: ${z.prettifyError(body.error)}`]);
  }
  const faults = faultsOf(request, body.data, state.dialect.window);
  if (faults.length > 0) return turnAway(state, response, faults);
  const unknown = state.dialect.unknown.find((part) => part in body.data);
  if (unknown !== undefined) return sendError(response, `Unrecognized request argument supplied: ${unknown}`);
  await answer(state, request, body.data, response);
}

async function answer(
  state: State,
  request: IncomingMessage,
  body: Body,
  response: ServerResponse,
): Promise<void> {
  const asked: Asked = {
    prompt: promptOf(request),
    model: body.model,
    authorization: request.headers.authorization ?? null,
    messages: body.messages.map(({ role, content }) => ({ role, content: content ?? '' })),
    body,
    over: once(response, 'close'),
  };
  state.asked.push(asked);
  const scripted = take(state, asked);
  state.arrivals.emit('asked', asked);
  if (scripted === undefined)
    return turnAway(state, response, [`no answer is scripted for the prompt '${asked.prompt}'`]);
  const act: Act = typeof scripted === 'string' ? { is: 'text', text: scripted } : scripted;
  await perform(act, { response, request: body, dialect: state.dialect });
}

function sendModels({ dialect }: State, response: ServerResponse): void {
  const data = dialect.models.map((id) => ({ id, object: 'model' }));
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ object: 'list', data }));
}

function take(state: State, asked: Asked): Scripted | undefined {
  const scripted = scriptOf(state, asked.prompt).shift();
  const standing = state.standing.get(asked.prompt);
  if (scripted !== undefined) return scripted;
  if (standing === undefined) return state.otherwise(asked);
  standing.used = true;
  return typeof standing.answer === 'function' ? standing.answer(asked) : standing.answer;
}

/** With a status that no client tries again, so that the test ends at once. */
function turnAway(state: State, response: ServerResponse, faults: readonly string[]): void {
  state.faults.push(...faults);
  sendError(response, `The test's model server: ${faults.join('; ')}`);
}

function sendError(response: ServerResponse, message: string): void {
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }));
}
