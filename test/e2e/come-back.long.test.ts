import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import type { Fault } from '../../playground/github/server/faults.ts';
import type { Ports } from '../../src/outside.ts';
import { divisionAnswer, noUpkeep, World } from '../world.ts';

suite('while its review is being stopped', () => {
  for (const { name, leave, comeBack } of [
    { name: 'closed and reopened', leave: 'close', comeBack: 'reopen' },
    { name: 'made a draft and ready again', leave: 'convertToDraft', comeBack: 'markReady' },
  ] as const) {
    test(`a pull request that is ${name} is reviewed all the same`, async (t) => {
      const { world, signals } = await deafWorld(t);
      world.model.script('review', { is: 'hang', after: '' }, divisionAnswer);
      const asked = world.model.next();
      const pull = await world.divisionPull();
      await asked;
      const ada = world.github.as('ada');
      await ada[leave](pull);
      await world.until('the review is told to stop', () => signals.sent > 0);
      await ada[comeBack](pull);
      await world.until('the review is joined', () => signals.joined > 0);
      signals.areHeard = true;
      await world.until('the check is completed', () => world.checks(pull)[0]?.conclusion === 'neutral');
      await world.quiet();
      assert.deepEqual(
        world.reviews(pull).map(({ commitId }) => commitId),
        [pull.headSha],
      );
      assert.deepEqual(conclusions(world), ['cancelled', 'neutral']);
    });
  }
});

suite('while its review is under way', () => {
  test('a pull request whose base is changed is reviewed against the new one only', async (t) => {
    const world = await World.open(t);
    world.model.script('review', { is: 'hang', after: '' }, divisionAnswer);
    const asked = world.model.next();
    const pull = await world.divisionPull();
    const question = await asked;
    const ada = world.github.as('ada');
    await ada.push('octo/shop', 'next', { files: { 'other.js': 'export {};\n' } });
    await ada.changeBase(pull, 'next');
    await question.over;
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.deepEqual(conclusions(world), ['cancelled', 'neutral']);
  });

  test('a check whose progress comes in late stays concluded when a newer head has been pushed', async (t) => {
    const world = await World.open(t);
    world.model.always('review', divisionAnswer);
    const progress = Promise.withResolvers<void>();
    let isLate = false;
    const stop = world.github.onRequest(async (_, { method, template }) => {
      if (method !== 'PATCH' || !template.endsWith('/check-runs/{check_run_id}') || isLate) return;
      isLate = true;
      progress.resolve();
      await world.until('the check is concluded', () => conclusions(world)[0] === 'cancelled');
    });
    const pull = await world.divisionPull();
    await progress.promise;
    await world.github.as('ada').push('octo/shop', 'division', {
      files: { 'math.js': 'export const one = 1;\n\n  return a / b;\n' },
    });
    await world.until('the newer head is reviewed', () => world.reviews(pull).length === 1);
    await world.quiet();
    stop();
    assert.deepEqual(conclusions(world), ['cancelled', 'neutral']);
  });

  test('a pull request of which the same is asked again gets the one review', async (t) => {
    const world = await World.open(t);
    world.model.script('review', { is: 'think', comments: 20, everyMs: 50, text: divisionAnswer });
    const asked = world.model.next();
    const pull = await world.divisionPull();
    await asked;
    world.github.as('ada').comment(pull, '/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.deepEqual(conclusions(world), ['neutral']);
  });
});

suite('while GitHub has not said whether it took its review', () => {
  test('a pull request that is closed and reopened keeps the one that it got', async (t) => {
    const world = await World.open(t);
    world.model.script('review', divisionAnswer);
    world.github.faults.add({
      match: { method: 'POST', template: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews', nth: 1 },
      act: { kind: 'commit-then', status: 502 },
    });
    const pull = await world.divisionPull();
    await world.until('the review is there', () => world.reviews(pull).length === 1);
    const ada = world.github.as('ada');
    await ada.close(pull);
    await world.quiet();
    assert.deepEqual(conclusions(world), ['neutral']);
    await ada.reopen(pull);
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.deepEqual(conclusions(world), ['neutral']);
  });
});

suite('while GitHub has not said whether it took its check', () => {
  test('a pull request that a worker is given by upkeep gets one check all the same', async (t) => {
    const upkeep = { ...noUpkeep, lookMs: 250, sweepMs: 500, idleMs: 500 };
    const world = await World.open(t, { timing: { upkeep } });
    world.model.script('review', divisionAnswer);
    const fault: Fault = {
      match: { method: 'POST', template: '/repos/{owner}/{repo}/check-runs', nth: 1 },
      act: { kind: 'reset' },
    };
    world.github.faults.add(fault);
    let looks = 0;
    world.github.onRequest(async (_, { method, template }) => {
      if (method !== 'GET' || !template.endsWith('/check-runs')) return;
      if (!world.github.faults.struck.has(fault)) return;
      looks += 1;
      await world.until('both the admission and the worker look for the check', () => looks > 1);
    });
    const pull = await world.divisionPull();
    await world.until('the review is there', () => world.checks(pull)[0]?.conclusion === 'neutral');
    await world.quiet();
    assert.ok(world.log.some((line) => line.includes('lost run resumed')));
    assert.deepEqual(conclusions(world), ['neutral']);
    assert.equal(world.reviews(pull).length, 1);
  });
});

function conclusions(world: World) {
  return [...world.github.state.data.checkRuns.values()].map(({ conclusion }) => conclusion);
}

/** A world whose workers do not hear what they are told, until they shall. */
async function deafWorld(t: TestContext) {
  const signals = { sent: 0, joined: 0, areHeard: false };
  function around(ports: Ports): Ports {
    const { ledger, ledgerWriter } = ports;
    return {
      ...ports,
      ledger: {
        ...ledger,
        signals: { since: async (...of) => (signals.areHeard ? ledger.signals.since(...of) : []) },
        mailbox: {
          ...ledger.mailbox,
          put: async (...letter) => {
            await ledger.mailbox.put(...letter);
            signals.joined += 1;
          },
        },
      },
      ledgerWriter: {
        ...ledgerWriter,
        signal: async (...signal) => {
          await ledgerWriter.signal(...signal);
          signals.sent += 1;
        },
      },
    };
  }
  return { world: await World.open(t, { around }), signals };
}
