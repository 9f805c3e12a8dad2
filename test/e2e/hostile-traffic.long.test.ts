import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../services/process.ts';
import { type Start, withServices } from '../services/service.ts';
import { World } from '../world.ts';
import { drip, headOf, postBadSignatures, postBytes, postCrumbs } from './attacks.ts';

const megabyte = 1_000_000;
const mostMegabytes = 400;
const longestMs = 1_000;

await withServices(['postgres', 'redis'], 'the web role under attack', (starts) => {
  let web: Web;
  before(async () => {
    web = await startWeb(starts);
  });
  after(() => web.close());

  for (const isAnnounced of [true, false]) {
    test(`by one body of 400 MB, ${isAnnounced ? 'announced' : 'in chunks'}`, async (t) => {
      const status = await web.under(t, () => postBytes(web.url, { bytes: 400 * megabyte, isAnnounced }));
      assert.ok([413, 'hung up'].includes(status), String(status));
    });
  }

  test('by twelve bodies of 25 MB at once', async (t) => {
    const flood = { bytes: 25 * megabyte, isAnnounced: false };
    const statuses = await web.under(t, () => many(12, () => postBytes(web.url, flood)));
    assert.deepEqual(
      statuses.filter((status) => ![401, 503, 'hung up'].includes(status)),
      [],
    );
  });

  test('by bodies in chunks of a single byte', async (t) => {
    const statuses = await web.under(t, () => many(2, () => postCrumbs(web.url, megabyte)));
    assert.deepEqual(statuses, [400, 400]);
  });

  test('by eight bodies of 25 MB that stop before their end', async (t) => {
    const first = Buffer.concat([Buffer.from(headOf(25 * megabyte)), Buffer.alloc(24 * megabyte, 'x')]);
    const stop = AbortSignal.timeout(15_000);
    const answers = await web.under(t, () => many(8, () => drip(web.url, { first, everyMs: 500 }, stop)));
    assert.deepEqual(
      answers.filter((answer) => !/^HTTP\/1\.1 (408|503) |^$/.test(answer)),
      [],
    );
  });

  test('by two hundred bodies and as many heads that come a byte at a time', async (t) => {
    const body = { first: headOf(20_000), everyMs: 1_000 };
    const head = { first: headOf(20_000).slice(0, 60), everyMs: 1_000 };
    const stop = AbortSignal.timeout(20_000);
    const answers = await web.under(t, () =>
      many(400, (number) => drip(web.url, number % 2 === 0 ? body : head, stop)),
    );
    assert.equal(answers.filter((answer) => answer.startsWith('HTTP/1.1 408 ')).length, 400);
  });

  test('by a flood of bad signatures', async (t) => {
    const body = Buffer.alloc(30_000, 'x');
    const stop = AbortSignal.timeout(5_000);
    const counts = await web.under(t, () => many(20, () => postBadSignatures(web.url, body, stop)));
    assert.deepEqual([...new Set(counts.flatMap((each) => [...each.keys()]))], [401]);
    t.diagnostic(`${counts.reduce((sum, each) => sum + (each.get(401) ?? 0), 0)} bad signatures in 5 s`);
  });
});

type Context = Pick<TestContext, 'diagnostic'>;

interface Web {
  readonly url: string;
  /** Runs the attack, with an honest delivery every 100 ms beside it, and holds what the web role promises. */
  under<T>(t: Context, attack: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A process of the role `web` alone, on services of its own. */
async function startWeb(starts: readonly Start[]): Promise<Web> {
  const services = await Promise.all(starts.map((start) => start()));
  const [postgres, redis] = services;
  assert.ok(postgres && redis);
  const port = await freePort();
  const settings = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, PORT: String(port) };
  const endings: (() => Promise<void>)[] = [];
  const world = await World.still({ after: (work) => endings.push(work) }, { settings });
  const { pid } = await world.startProcess('web');
  assert.ok(pid !== undefined);
  const url = `http://127.0.0.1:${port}`;
  const deliver = deliverer(url, world.github.app.webhookSecret);
  return {
    url,
    under: async (t, attack) => {
      const over = new AbortController();
      const honest = deliverOften(deliver, over.signal);
      const result = await attack().finally(() => over.abort());
      check(t, await honest, peakMegabytes(pid));
      return result;
    },
    close: async () => {
      for (const end of endings.toReversed()) await end();
      for (const service of services) await service[Symbol.asyncDispose]();
    },
  };
}

function check(t: Context, answers: readonly Answer[], peak: number): void {
  const slowest = Math.round(Math.max(...answers.map(({ ms }) => ms)));
  t.diagnostic(
    `${answers.length} honest deliveries, the slowest answered in ${slowest} ms; memory ${peak} MB at its peak so far`,
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.ok(slowest < longestMs, `an honest delivery waited ${slowest} ms`);
  assert.ok(peak < mostMegabytes, `the process took ${peak} MB`);
}

/** The most memory that a process has had, by Linux's own count. */
function peakMegabytes(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round((Number(kilobytes) * 1_024) / megabyte);
}

interface Answer {
  readonly status: number | undefined;
  readonly ms: number;
}

type Deliver = (number: number) => Promise<Answer>;

async function deliverOften(deliver: Deliver, stop: AbortSignal): Promise<readonly Answer[]> {
  const answers: Promise<Answer>[] = [];
  do {
    answers.push(deliver(answers.length + 1));
    await pause(100);
  } while (!stop.aborted);
  return Promise.all(answers);
}

const fixture = join(import.meta.dirname, '../../fixtures/webhooks/pull_request.opened.json');

/** Each signed, as GitHub sends it, and on a connection of its own. */
function deliverer(url: string, secret: string): Deliver {
  const opened = readFileSync(fixture, 'utf8');
  return (number) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const body = opened.replaceAll('"number": 2,', `"number": ${number},`);
    const headers = {
      'content-type': 'application/json',
      'x-github-delivery': randomUUID(),
      'x-github-event': 'pull_request',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    };
    const start = performance.now();
    const request = httpRequest(`${url}/api/github/webhooks`, { method: 'POST', agent: false, headers });
    request.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode, ms: performance.now() - start });
    });
    request.on('error', reject);
    request.end(body);
    return promise;
  };
}

function many<T>(count: number, work: (number: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, number) => work(number)));
}
