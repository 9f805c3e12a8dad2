import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { failure, json, type Answer, type AnswerBody } from '../answer.ts';
import type { GitHub } from '../github.ts';
import { answerApi, bytesOf, contentTypeOf, matchRoute, type ApiAnswer, type ApiRequest } from './api.ts';
import { control } from './control.ts';
import type { Observe, SeenRequest } from './exchange.ts';
import type { createFaults, FaultAct } from './faults.ts';
import { serveGit } from './git-http.ts';
import type { ReadRequest, Respond } from './listen.ts';
import type { Router } from './router.ts';

export interface PageRequest {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Pages for people: HTML for a path, or nothing where there is no page. */
export type Pages = (request: PageRequest) => Promise<{ status: number; html: string } | undefined>;

/** Runs before the n-th API request is looked at; it may wait, and may throw to cut the connection. */
export type OnRequest = (n: number, request: SeenRequest) => void | Promise<void>;

export interface Serving {
  readonly github: GitHub;
  readonly router: Router;
  readonly faults: ReturnType<typeof createFaults>;
  readonly requests: SeenRequest[];
  readonly onRequests: Set<OnRequest>;
  readonly observers: Set<Observe>;
  /** The latest of these that has a page for a path shows it. */
  readonly pages: Pages[];
}

const apiRoot = '/api/v3';
const graphqlPath = '/api/graphql';

/** Everything behind the one port: REST, GraphQL, git, control and pages. */
export function serve(serving: Serving): Respond {
  return async (request, response) => {
    const { pathname } = request.url;
    if (pathname === graphqlPath || pathname === apiRoot || pathname.startsWith(`${apiRoot}/`)) {
      await serveApi(serving, request, response);
    } else if (/^\/[^/]+\/[^/]+\.git\//.test(pathname)) {
      await serveGit(serving.github, request, response);
    } else if (pathname.startsWith('/_local/')) {
      write(response, await control(serving.github, request));
    } else {
      await servePage(serving, request, response);
    }
  };
}

async function serveApi(serving: Serving, read: ReadRequest, response: ServerResponse) {
  const { github } = serving;
  const request = apiRequest(read);
  const match = matchRoute(github, serving.router, request);
  const template = match?.template ?? request.path;
  const seen = remember(serving, request, template);
  try {
    for (const hook of serving.onRequests) await hook(seen.n, seen);
  } catch {
    response.destroy();
    return;
  }
  const acts = serving.faults.strike({ method: request.method, template, body: request.body });
  if (await strikeBefore(acts, response)) return;
  const asOf = Math.min(Infinity, ...acts.map((act) => horizon(github, act)));
  const answered = await answerApi(github, match, request, asOf);
  seen.status = answered.answer.status;
  seen.tokenKind = answered.tokenKind;
  tell(serving, { ...request, path: match?.path ?? request.path }, template, answered);
  strikeAfter(acts, response, answered.answer);
}

function apiRequest({ method, url, headers, body }: ReadRequest): ApiRequest {
  const path = url.pathname === graphqlPath ? '/graphql' : url.pathname.slice(apiRoot.length) || '/';
  const { authorization, accept = '' } = headers;
  return { method, path, query: url.searchParams, authorization, accept, body };
}

function remember(serving: Serving, { method, path }: ApiRequest, template: string) {
  const n = serving.requests.length + 1;
  const seen: SeenRequest = { n, method, template, path, tokenKind: 'none', status: undefined };
  serving.requests.push(seen);
  return seen;
}

function horizon(github: GitHub, act: FaultAct) {
  return act.kind === 'stale' ? github.clock.now() - act.milliseconds : Infinity;
}

/** The faults that come instead of work; true when the request is over. */
async function strikeBefore(acts: readonly FaultAct[], response: ServerResponse) {
  for (const act of acts) {
    if (act.kind === 'latency') await sleep(act.milliseconds);
    if (act.kind === 'reset') response.destroy();
    if (act.kind === 'fail-with') write(response, scripted(act));
    if (act.kind === 'empty') response.writeHead(200, { 'content-type': 'application/json' }).end();
    if (act.kind === 'html') response.writeHead(502, { 'content-type': 'text/html' }).end(unicorn);
    if (response.writableEnded || response.destroyed) return true;
  }
  return false;
}

const unicorn =
  '<!DOCTYPE html><html><body><h1>Unicorn!</h1><p>We had issues producing the response.</p></body></html>';

function scripted(act: Extract<FaultAct, { kind: 'fail-with' }>) {
  if (act.body !== undefined) return json(act.body, act.status, act.headers);
  return failure(act.status, 'Server Error', { headers: act.headers ?? {} });
}

/** The faults that come after the work was done; without one the answer goes out as it is. */
function strikeAfter(acts: readonly FaultAct[], response: ServerResponse, answer: Answer) {
  const bytes = bytesOf(answer);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  for (const act of acts) {
    if (act.kind === 'commit-then-hang') return;
    if (act.kind === 'commit-then') write(response, failure(act.status, 'Server Error'));
    if (act.kind === 'half-body') response.writeHead(answer.status, headersOf(answer)).end(half);
    if (act.kind === 'reset-mid-body') {
      response.writeHead(answer.status, { ...headersOf(answer), 'content-length': bytes.length });
      response.write(half, () => response.destroy());
      return;
    }
    if (response.writableEnded) return;
  }
  write(response, answer);
}

function tell(
  serving: Serving,
  request: ApiRequest,
  template: string,
  { answer, tokenKind, requestBody }: ApiAnswer,
) {
  const { body } = answer;
  for (const observe of serving.observers) {
    observe({
      method: request.method,
      template,
      path: request.path,
      query: request.query,
      requestBody,
      status: answer.status,
      responseBody: shownBody(body),
      contentType: contentTypeOf(answer),
      headers: answer.headers,
      tokenKind,
    });
  }
}

/** The body as who looks on wants it: values, not bytes. */
function shownBody(body: AnswerBody): unknown {
  switch (body.kind) {
    case 'json':
      return body.value;
    case 'raw':
      return Buffer.from(body.bytes).toString('utf8');
    case 'none':
      return undefined;
  }
}

function write(response: ServerResponse, answer: Answer) {
  response.writeHead(answer.status, headersOf(answer)).end(bytesOf(answer));
}

function headersOf(answer: Answer) {
  const type = contentTypeOf(answer);
  return { ...(type === undefined ? {} : { 'content-type': type }), ...answer.headers };
}

async function servePage(serving: Serving, request: ReadRequest, response: ServerResponse) {
  const wanted = { path: decodeURI(request.url.pathname), query: request.url.searchParams };
  for (const pages of serving.pages.toReversed()) {
    const page = request.method === 'GET' ? await pages(wanted) : undefined;
    if (!page) continue;
    response.writeHead(page.status, { 'content-type': 'text/html; charset=utf-8' }).end(page.html);
    return;
  }
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no page here.\n');
}
