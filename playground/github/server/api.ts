import { createHash, randomUUID } from 'node:crypto';
import { failure, refusalOf, type Answer } from '../answer.ts';
import { authenticate, type Caller } from '../authenticate.ts';
import type { Call } from '../call.ts';
import type { GitHub } from '../github.ts';
import type { Resource, Spending } from '../limits.ts';
import { rateKey } from '../rate-key.ts';
import { pathByName, type Match, type Router } from './router.ts';

export interface ApiRequest {
  readonly method: string;
  /** Below `/api/v3`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly accept: string;
  readonly body: Buffer;
}

export interface ApiAnswer {
  readonly answer: Answer;
  readonly tokenKind: Caller['kind'];
  readonly requestBody: unknown;
}

/** Answers one request of the REST or GraphQL API; `asOf` is what lists may know of. */
export async function answerApi(github: GitHub, match: Match | undefined, request: ApiRequest, asOf: number) {
  let caller: Caller = { kind: 'none' };
  let requestBody: unknown;
  async function answered(): Promise<Answer> {
    caller = authenticate(github, request.authorization);
    requestBody = parsedBody(request.body);
    const refused = github.limits.spend(rateKey({ caller }), spending(match, request, requestBody));
    if (refused) return refused;
    if (!match) return failure(404, 'Not Found');
    return match.route.handle(callOf(github, match, request, { caller, body: requestBody, asOf }));
  }
  const answer = await refusedOr(answered);
  const complete = {
    ...answer,
    headers: { ...headersFor(github, caller, resourceOf(request), answer), ...answer.headers },
  };
  return { answer: complete, tokenKind: caller.kind, requestBody } satisfies ApiAnswer;
}

/** What the handler gives, or the refusal that it threw. Anything else thrown is a fault of this server. */
async function refusedOr(handle: () => Promise<Answer>) {
  try {
    return await handle();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal) return refusal;
    throw error;
  }
}

function spending(match: Match | undefined, request: ApiRequest, body: unknown): Spending {
  const isRead = request.method === 'GET' || isQuery(body);
  const createsContent = match?.route.createsContent ?? false;
  return { resource: resourceOf(request), points: isRead ? 1 : 5, createsContent };
}

function resourceOf({ path }: Pick<ApiRequest, 'path'>): Resource {
  return path === '/graphql' ? 'graphql' : 'core';
}

/** Whether a GraphQL operation only asks. */
function isQuery(body: unknown) {
  const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined;
  return typeof query === 'string' && !/^\s*mutation\b/.test(query);
}

function parsedBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw Object.assign(new Error('no JSON'), { answer: failure(400, 'Problems parsing JSON') });
  }
}

function callOf(
  github: GitHub,
  match: Match,
  request: ApiRequest,
  facts: Pick<Call, 'caller' | 'body' | 'asOf'>,
): Call {
  const { method, path, query, accept } = request;
  return { github, parameters: match.parameters, method, path, query, accept, ...facts };
}

/** The headers that every answer of the API has; the date is the clock's, since clients correct theirs by it. */
function headersFor(
  github: GitHub,
  caller: Caller,
  resource: Resource,
  answer: Answer,
): Record<string, string> {
  const left = github.limits.overview(rateKey({ caller }), resource);
  return {
    date: new Date(github.clock.now()).toUTCString(),
    server: 'github.com',
    'cache-control': 'private, max-age=60, s-maxage=60',
    etag: `"${createHash('sha256').update(bytesOf(answer)).digest('hex')}"`,
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': randomUUID().replaceAll('-', ':').toUpperCase(),
    'x-ratelimit-limit': String(left.limit),
    'x-ratelimit-remaining': String(left.remaining),
    'x-ratelimit-reset': String(left.reset),
    'x-ratelimit-used': String(left.used),
    'x-ratelimit-resource': resource,
  };
}

/** The body as it goes over the wire. */
export function bytesOf({ body }: Answer): Uint8Array {
  switch (body.kind) {
    case 'json':
      return Buffer.from(JSON.stringify(body.value));
    case 'raw':
      return body.bytes;
    case 'none':
      return Buffer.alloc(0);
  }
}

export function contentTypeOf({ body }: Answer) {
  switch (body.kind) {
    case 'json':
      return 'application/json; charset=utf-8';
    case 'raw':
      return body.contentType;
    case 'none':
      return undefined;
  }
}

/** Finds a route by the path as sent, or by the name of a repository that was given by id. */
export function matchRoute(github: GitHub, router: Router, request: Pick<ApiRequest, 'method' | 'path'>) {
  return router(request.method, pathByName(github, request.path));
}
