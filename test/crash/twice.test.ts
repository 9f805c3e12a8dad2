import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachBackend } from '../e2e/backends.ts';
import type { Handler, Outcome, Queue } from '../../src/ports/queue.ts';
import { divisionAnswer, World } from '../world.ts';
import { booksOf } from './victim.ts';
import { promised, resultOf } from './result.ts';

await onEachBackend('a queue that hands each job out twice at once', (settings) => {
  test('leaves one review and one check', async (t) => {
    const world = await World.still(t, {
      settings: settings(),
      around: (ports) => ({ ...ports, queue: twofold(ports.queue) }),
    });
    world.model.always('review', divisionAnswer);
    const running = await world.start();
    const pull = await world.divisionPull();
    assert.deepEqual(await resultOf(world, pull, (wanted) => booksOf(running, wanted)), promised);
  });
});

/** As when a worker has lost the lock of a job that it is still at: the same process may be given it again. */
function twofold(queue: Queue): Queue {
  return {
    ...queue,
    work: (lane, concurrency, handle) => queue.work(lane, concurrency, bothAtOnce(handle)),
  };
}

function bothAtOnce(handle: Handler): Handler {
  return async (data, attempt) => {
    const [first, second] = await Promise.all([handle(data, attempt), handle(data, attempt)]);
    return latest(first, second);
  };
}

/** Not done before both are. */
function latest(first: Outcome, second: Outcome): Outcome {
  return first.is === 'later' ? first : second;
}
