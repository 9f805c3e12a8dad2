import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { suite, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openBodies } from '../../src/adapters/server/body.ts';

suite('bodies that come in together', { timeout: 10_000 }, () => {
  test('leave no room to the one that has been coming in for longest', async () => {
    const readBody = openBodies({ oneBodyBytes: 1_000, allBodiesBytes: 1_000 });
    const [oldest, younger, honest] = [request(), request(), request()];
    const bodies = [oldest, younger, honest].map(readBody);
    await send(oldest, 400);
    await send(younger, 400);
    await send(honest, 300);
    honest.end();
    younger.end();
    assert.deepEqual(await Promise.all(bodies.map(told)), ['no-room', 400, 300]);
  });

  test('keep what is read already until it is released', async () => {
    const readBody = openBodies({ oneBodyBytes: 1_000, allBodiesBytes: 1_000 });
    const [first, second, third] = [request(), request(), request()];
    const read = readBody(first);
    await send(first, 800);
    first.end();
    const held = await read;
    const refused = readBody(second);
    await send(second, 300);
    assert.equal(await told(refused), 'no-room');
    if (held.is === 'read') held.release();
    const taken = readBody(third);
    await send(third, 300);
    third.end();
    assert.equal(await told(taken), 300);
  });

  test('come whole out of many growing pieces, small and large', async () => {
    const readBody = openBodies({ oneBodyBytes: 5_000_000, allBodiesBytes: 5_000_000 });
    const pieces = Array.from({ length: 400 }, (_, index) => `${index} ü `.repeat(index * 5));
    const whole = request();
    const body = readBody(whole);
    for (const piece of pieces) whole.write(piece);
    whole.end();
    const read = await body;
    assert.equal(read.is === 'read' && read.bytes.toString(), pieces.join(''));
  });

  test('are refused when they come in crumbs', async () => {
    const readBody = openBodies({ oneBodyBytes: 5_000, allBodiesBytes: 5_000 });
    const crumbs = request();
    const body = readBody(crumbs);
    for (let count = 0; count < 1_100; count += 1) await send(crumbs, 1);
    assert.equal(await told(body), 'crumbs');
  });
});

/** As much of a request as is read: a stream with headers. */
type Request = PassThrough & IncomingMessage;

function request(): Request {
  return Object.assign(new PassThrough(), { headers: {} }) as unknown as Request;
}

async function send(to: Request, bytes: number): Promise<void> {
  to.write('x'.repeat(bytes));
  await nextTurn();
}

/** The length of what was read, or why nothing was. */
async function told(body: ReturnType<ReturnType<typeof openBodies>>): Promise<number | string> {
  const read = await body;
  return read.is === 'read' ? read.bytes.length : read.is;
}
