import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runKey } from '../../src/core/run.ts';
import { divisionAnswer, World } from '../world.ts';
import { promised, resultOf } from './result.ts';
import { booksOf } from './victim.ts';

test('a review that was taken from its worker in the middle is finished by the next', async (t) => {
  const world = await World.still(t);
  const { ledger, ...running } = await world.start();
  world.model.always('review', { is: 'think', comments: 12, everyMs: 100, text: divisionAnswer });
  const asked = world.model.next();
  const pull = await world.divisionPull();
  await asked;
  const { id } = world.github.state.repository(pull.repository);
  const ref = { id, owner: '', repo: '', number: pull.number };
  const key = runKey({ kind: 'pull', ref, headSha: '' }, 'review');
  const isTaken = await ledger.runs.hold(key, 'another worker', Date.now() + 60_000, Date.now() + 1_000);
  assert.ok(isTaken);
  const result = await resultOf(world, pull, (wanted) => booksOf({ ledger, ...running }, wanted));
  assert.deepEqual(result, promised);
});
