import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Log } from '../../ports/log.ts';
import { type Body, openBodies } from './body.ts';
import type { Delivery, Receive, Received } from './receive.ts';

export interface ServerParts {
  readonly receive: Receive;
  /** What /healthz tells. */
  readonly health: () => Readonly<Record<string, unknown>>;
  /** What /readyz tells: with 503 where it is not ok. */
  readonly ready: () => Promise<Readiness>;
  readonly log: Log;
  readonly webhookPath?: string;
  readonly limits?: Partial<ServerLimits>;
}

/** Whether what comes in now will be done, and whatever else there is to say of it. */
type Readiness = { readonly ok: boolean } & Readonly<Record<string, unknown>>;

interface ServerLimits {
  readonly oneBodyBytes: number;
  readonly allBodiesBytes: number;
  readonly headersMs: number;
  /** From the first byte of a request to the last of its body. */
  readonly requestMs: number;
  /** From the headers to our answer. */
  readonly answerMs: number;
}

/** GitHub sends at most 25 MB and waits ten seconds for an answer (docs.github.com, 'Handling webhook deliveries'). */
const usualLimits: ServerLimits = {
  oneBodyBytes: 26_000_000,
  allBodiesBytes: 40_000_000,
  headersMs: 5_000,
  requestMs: 10_000,
  answerMs: 9_000,
};

export interface Server {
  /** Starts to listen; answers the address. Port 0 takes any that is free. */
  listen(at: { readonly host: string; readonly port: number }): Promise<string>;
  /** Takes no more requests and waits for those that are being answered. */
  close(): Promise<void>;
}

/** The web role's server: webhooks, a page that says who we are, and health. */
export function createServer(parts: ServerParts): Server {
  const limits = { ...usualLimits, ...parts.limits };
  const server = fastify({
    logger: false,
    requestTimeout: limits.requestMs,
    forceCloseConnections: 'idle',
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: 500 },
  });
  takeBodiesAsStreams(server);
  server.get('/', (_, reply) => reply.type('text/plain; charset=utf-8').send(page));
  server.get('/healthz', () => parts.health());
  server.get('/readyz', async (_, reply) => {
    const readiness = await parts.ready();
    return reply.code(readiness.ok ? 200 : 503).send(readiness);
  });
  server.post(parts.webhookPath ?? '/api/github/webhooks', webhookHandler(parts, limits));
  server.setErrorHandler((error, request, reply) => answerError(error, request, reply, parts.log));
  return {
    listen: (at) => server.listen({ ...at, backlog: waitingConnections }),
    close: () => server.close(),
  };
}

/** Connections that may wait to be taken: behind a full queue a new one is tried again only after a second. */
const waitingConnections = 4_096;

const page =
  'Patchwright is a GitHub App that reviews pull requests. Webhooks come in here; there is nothing else to see.\n';

/** The signature is over the bytes as they came, so nobody may parse them before. */
function takeBodiesAsStreams(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_, payload, done) => done(null, payload));
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function webhookHandler({ receive, log }: ServerParts, limits: ServerLimits): Handler {
  const readBody = openBodies(limits);
  return async (request, reply) => {
    const head = headOf(request);
    if (head.is === 'refused') return refuse(reply, head);
    const body = await readBody(request.raw);
    const { id, name, signature } = head;
    if (body.is === 'broken-off') log.warn({ delivery: id, event: name }, 'delivery broke off');
    if (body.is !== 'read') return refuse(reply, refusals[body.is]);
    const received = receive({ id, name, signature, payload: body.bytes }).finally(body.release);
    const answer = await within(received, limits.answerMs - reply.elapsedTime, (error) => {
      log.error({ delivery: id, event: name, error }, 'delivery failed after its answer');
    });
    if (answer !== 'accepted') log.warn({ delivery: id, event: name, answer }, 'delivery not accepted');
    return answerTo(reply, answer);
  };
}

interface Refusal {
  readonly status: number;
  readonly why: string;
}

type Head =
  | ({ readonly is: 'delivery' } & Omit<Delivery, 'payload'>)
  | ({ readonly is: 'refused' } & Refusal);

/** What can be refused without reading a byte of the body. */
function headOf({ headers }: FastifyRequest): Head {
  const { 'x-github-delivery': id, 'x-github-event': name, 'x-hub-signature-256': signature } = headers;
  if (typeof signature !== 'string' || !/^sha256=[0-9a-f]{64}$/.test(signature)) {
    return { is: 'refused', status: 401, why: 'x-hub-signature-256 is missing or is no signature' };
  }
  if (typeof id !== 'string' || typeof name !== 'string') {
    return { is: 'refused', status: 400, why: 'x-github-delivery or x-github-event is missing' };
  }
  return { is: 'delivery', id, name, signature };
}

const refusals: Readonly<Record<Exclude<Body['is'], 'read'>, Refusal>> = {
  'too-large': { status: 413, why: 'the body is larger than GitHub sends' },
  'no-room': { status: 503, why: 'too much is coming in at once: send it again later' },
  crumbs: { status: 400, why: 'the body comes in too many small pieces' },
  'broken-off': { status: 400, why: 'the body broke off' },
};

/** What is still to come of the body is not read, so the connection cannot be used again. */
function refuse(reply: FastifyReply, { status, why }: Refusal): FastifyReply {
  if (status === 503) reply.header('retry-after', retrySeconds);
  return reply.header('connection', 'close').code(status).send({ error: why });
}

const retrySeconds = 30;

/** The outcome, or `unavailable` when it takes too long; an error after that is told to `late`. */
function within(outcome: Promise<Received>, ms: number, late: (error: unknown) => void): Promise<Received> {
  const { promise: tooLate, resolve } = Promise.withResolvers<Received>();
  const timer = setTimeout(() => {
    outcome.catch(late);
    resolve('unavailable');
  }, ms);
  return Promise.race([outcome, tooLate]).finally(() => clearTimeout(timer));
}

function answerTo(reply: FastifyReply, received: Received): FastifyReply {
  switch (received) {
    case 'accepted':
      return reply.send({ ok: true });
    case 'bad-signature':
      return reply.code(401).send({ error: 'the signature does not fit the body' });
    case 'not-json':
      return reply.code(400).send({ error: 'the body is not JSON' });
    case 'unavailable':
      return reply
        .header('retry-after', retrySeconds)
        .code(503)
        .send({ error: 'not taken: send it again later' });
  }
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const { 'x-github-delivery': delivery } = request.headers;
  log.error({ delivery, error }, 'request failed');
  return reply.code(500).send({ error: 'something broke on our side' });
}
