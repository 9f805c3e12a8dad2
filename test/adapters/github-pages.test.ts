import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import { openNames } from '../../src/adapters/github/names.ts';
import { readOwnComments } from '../../src/adapters/github/own.ts';
import { readPullsAt } from '../../src/adapters/github/pulls.ts';
import { wholeFetch } from '../../src/adapters/github/whole-fetch.ts';
import { openReading } from '../../src/adapters/github/reading.ts';
import { marker } from '../../src/core/marker.ts';
import { noLimits } from './github-world.ts';

suite('lists of many pages', () => {
  test('of open pull requests are read to their end, or to a thousand', async () => {
    for (const [open, pages] of [
      [250, 3],
      [300, 4],
      [5_000, 10],
    ] as const) {
      await using server = await listing(open, (n) => pullJson(n, n === 230 ? 'wanted' : 'other'));
      const found = await readPullsAt(server.reading, 'wanted');
      assert.deepEqual([found.map(({ number }) => number), server.asked.length], [[230], pages]);
    }
  });

  test('of comments are read from their end backwards, ten pages and the first', async () => {
    const user = { login: 'patchwright[bot]' };
    await using server = await listing(5_000, (n) => ({ id: n, user, body: marker(`r.1.${n}`, 'marks') }));
    const own = await readOwnComments(server.reading, 1);
    assert.deepEqual(
      [own.length, own[0], own.at(-1)],
      [1_100, { id: 5_000, key: 'r.1.5000' }, { id: 1, key: 'r.1.1' }],
    );
    assert.deepEqual(server.asked, [1, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41]);
  });
});

suite('an answer without end', () => {
  test("is given up when it is larger than any of GitHub's", async () => {
    await using server = await listing(100, (n) => ({ n, text: 'x'.repeat(1_000) }));
    const limited = wholeFetch({ timeoutMs: 5_000, maxBytes: 100_000 });
    const why = {
      kind: 'budget',
      reason: { is: 'too-large', what: 'what GitHub answered', limit: '0.1 MB' },
    };
    await assert.rejects(limited(`${server.reading.api}/list?page=1`), { why });
    const ample = wholeFetch({ timeoutMs: 5_000, maxBytes: 1_000_000 });
    assert.equal((await ample(`${server.reading.api}/list?page=1`)).status, 200);
  });
});

/** A GitHub with nothing but one list of so many things, and a reader of it. */
async function listing(total: number, thing: (n: number) => unknown) {
  const asked: number[] = [];
  const server = createServer((request, answer) => {
    const url = new URL(request.url ?? '', 'http://here');
    answer.setHeader('content-type', 'application/json');
    if (url.pathname === '/repositories/1') {
      answer.end(
        JSON.stringify({ name: 'lib', owner: { login: 'ada' }, default_branch: 'main', archived: false }),
      );
      return;
    }
    const page = Number(url.searchParams.get('page'));
    asked.push(page);
    const last = Math.ceil(total / 100);
    if (page < last)
      answer.setHeader(
        'link',
        `<${url.href}>; rel="next", <http://here/?per_page=100&page=${last}>; rel="last"`,
      );
    const first = (page - 1) * 100 + 1;
    const length = Math.max(0, Math.min(100, total - first + 1));
    answer.end(JSON.stringify(Array.from({ length }, (_, index) => thing(first + index))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    reading: readingOf(api),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function get(): Promise<string> {
  return Promise.resolve('token');
}

function readingOf(api: string) {
  const clock = { now: () => 0 };
  const tokens = { get, ofInstallation: get, drop: () => undefined, liveSecrets: () => [] };
  const self = { appId: 1, botLogin: 'patchwright[bot]' };
  const parts = {
    api,
    clock,
    tokens,
    self,
    git: { diff: nothing, merge: nothing, workspace: nothing },
    names: openNames(clock),
    limits: noLimits,
    markerSecret: 'marks',
    timeoutMs: 5_000,
  };
  return openReading(parts, 1, 1, undefined);
}

function nothing(): Promise<never> {
  return Promise.reject(new Error('git should not be needed'));
}

function pullJson(number: number, sha: string): unknown {
  const repo = { id: 1, name: 'lib', owner: { login: 'ada' } };
  return { number, base: { ref: 'main', sha: 'base', repo }, head: { ref: 'topic', sha, repo: null } };
}
