import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Effect, isDispensable } from '../../src/core/effect.ts';
import { deliverWorlds, type DeliverWorld } from './deliver-world.ts';

const open = deliverWorlds();

suite('the state of a thread', () => {
  test('is changed, and changed back', async () => {
    await using at = await open();
    await asked(at);
    const seen = [];
    for (const isResolved of [true, false]) {
      const { outcome } = await at.perform(await threadState(at, isResolved));
      const [thread] = await at.forge.threads(at.ref.number);
      seen.push([outcome, thread?.isResolved]);
    }

    const done = { is: 'done', id: 0 };
    assert.deepEqual(seen, [
      [done, true],
      [done, false],
    ]);
  });

  test('is changed once more where GitHub did it without saying so, without waiting', async () => {
    await using at = await open();
    await asked(at);
    const effect = await threadState(at, true);
    const mend = at.world.github.faults.add({
      match: { template: '/graphql' },
      act: { kind: 'commit-then', status: 502 },
    });
    const first = await at.perform(effect);
    mend();
    const second = await first.again();

    assert.deepEqual(
      [first.outcome, second.outcome],
      ['transient: delivery-in-doubt', { is: 'done', id: 0 }],
    );
  });

  test('stays as it is where GitHub refuses it, and the rest may go on', async () => {
    await using at = await open();
    const message = 'Resource not accessible by integration';
    const body = { data: { changed: null }, errors: [{ type: 'FORBIDDEN', message }] };
    at.world.github.faults.add({
      match: { template: '/graphql' },
      act: { kind: 'fail-with', status: 200, body },
    });
    const effect: Effect = { kind: 'thread-state', pull: at.ref, threadId: 'PRRT_1', isResolved: true };
    const { outcome } = await at.perform(effect);

    assert.deepEqual(outcome, {
      is: 'dropped',
      because: 'refused',
      reason:
        'This app lacks a permission for it. An owner of the installation can accept the permissions it asks for, in the settings of the installation.',
    });
    assert.equal(isDispensable(effect), true);
  });

  test('waits where GitHub says wait', async () => {
    await using at = await open();
    await asked(at);
    const effect = await threadState(at, true);
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }];
    const act = { kind: 'fail-with', status: 200, body: { errors } } as const;
    const mend = at.world.github.faults.add({ match: { template: '/graphql' }, act });
    const first = await at.perform(effect);
    mend();

    assert.equal(first.outcome, 'transient: github-limit');
    assert.deepEqual((await first.again()).outcome, { is: 'done', id: 0 });
  });
});

suite('a lesson', () => {
  const place = { from: 'https://github.com/ada/lib/pull/1#x', by: 'ada' };

  test('is kept for the repository of the run once, and dropped again', async () => {
    await using at = await open();
    const { repository, lesson } = { repository: at.ref, lesson: { text: 'We use tabs.', ...place } };
    const added = await at.perform({ kind: 'lesson', repository, change: { is: 'add', ...lesson } });
    const kept = await at.ledger.lessons.of(repository.id);
    const [first] = kept;
    const id = first?.id ?? 0;
    const dropped = await at.perform({ kind: 'lesson', repository, change: { is: 'drop', id } });
    await added.again();

    const done = { is: 'done', id: 0 };
    assert.deepEqual([added.outcome, dropped.outcome], [done, done]);
    assert.deepEqual(kept, [{ id, ...lesson, at: at.world.clock.now() }]);
    assert.deepEqual(await at.ledger.lessons.of(repository.id), []);
  });

  test('is never another repository’s, whatever the effect says', async () => {
    await using at = await open();
    const repository = { ...at.ref, id: at.ref.id + 1 };
    const change = { is: 'add', text: 'We use tabs.', ...place } as const;
    await at.perform({ kind: 'lesson', repository, change });

    assert.deepEqual(await at.ledger.lessons.of(repository.id), []);
    assert.equal((await at.ledger.lessons.of(at.ref.id)).length, 1);
  });
});

async function asked({ world, pull }: DeliverWorld): Promise<void> {
  await world.github.as('ada').reviewComment(pull, { path: 'a.txt', line: 2, body: 'Why?' });
}

async function threadState({ forge, ref }: DeliverWorld, isResolved: boolean): Promise<Effect> {
  const [thread] = await forge.threads(ref.number);
  assert.ok(thread);
  return { kind: 'thread-state', pull: ref, threadId: thread.id, isResolved };
}
