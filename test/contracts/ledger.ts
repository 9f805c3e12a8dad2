import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { z } from 'zod';
import { effectKey } from '../../src/core/run.ts';
import type { Ledger, LedgerWriter } from '../../src/ports/ledger.ts';
import { erasureContract } from './ledger-erasure.ts';
import { lessonsContract } from './ledger-lessons.ts';
import { paceContract } from './ledger-pace.ts';
import { runsContract } from './ledger-runs.ts';
import { comment, commented, newRun, stopSignal } from './ledger-samples.ts';
import { spendingContract } from './ledger-spending.ts';
import { transcriptsContract } from './ledger-transcripts.ts';

interface Opened {
  readonly ledger: Ledger;
  readonly writer: LedgerWriter;
}

/** What every ledger does, whatever it is kept in. `opened` answers the one that is open while a test runs. */
export function ledgerContract(opened: () => Opened): void {
  function ledger(): Ledger {
    return opened().ledger;
  }

  runsContract(() => opened().ledger.runs);
  spendingContract(() => opened().ledger);
  transcriptsContract(() => opened().ledger);
  paceContract(() => opened().ledger);
  lessonsContract(opened);
  erasureContract(() => opened().ledger);

  test('a kept step is given back to the same attempt with the same inputs', async () => {
    const { steps } = ledger();
    const step = { run: newRun().key, generation: 1, name: 'summary', inputs: 'abc' };
    await steps.keep(step, { tokens: 3 }, 1_000);

    const value = z.object({ tokens: z.number() });
    assert.deepEqual(await steps.get(step, value), { tokens: 3 });
    assert.equal(await steps.get({ ...step, generation: 2 }, value), undefined);
    assert.equal(await steps.get({ ...step, name: 'title' }, value), undefined);
    assert.equal(await steps.get({ ...step, inputs: 'abd' }, value), undefined);
  });

  test('the kept steps of an attempt are listed', async () => {
    const { steps } = ledger();
    const { key } = newRun();
    const step = { run: key, generation: 2, name: 'read', inputs: 'abc' };
    for (const generation of [1, 2]) await steps.keep({ ...step, generation }, generation, 1_000);
    await steps.keep({ ...step, name: 'check' }, 0, 1_000);

    const listed = await steps.list({ run: key, generation: 2 });
    assert.deepEqual(
      listed.toSorted((one, other) => one.name.localeCompare(other.name)),
      [
        { name: 'check', inputs: 'abc' },
        { name: 'read', inputs: 'abc' },
      ],
    );
  });

  test('a kept step that the schema refuses counts as not kept, until it is kept anew', async () => {
    const { steps } = ledger();
    const step = { run: newRun().key, generation: 1, name: 'summary', inputs: 'abc' };
    await steps.keep(step, { tokens: 'many' }, 1_000);

    const value = z.object({ tokens: z.number() });
    assert.equal(await steps.get(step, value), undefined);
    await steps.keep(step, { tokens: 4 }, 2_000);
    assert.deepEqual(await steps.get(step, value), { tokens: 4 });
  });

  test('a kept null is a value', async () => {
    const step = { run: newRun().key, generation: 1, name: 'nothing', inputs: '' };
    await ledger().steps.keep(step, null, 1_000);

    assert.equal(await ledger().steps.get(step, z.null()), null);
  });

  test('the first plan of an attempt stays, with all its effects in order', async () => {
    const { outbox } = ledger();
    const run = newRun();
    const effects = [comment('first'), stopSignal(run.key), comment('third')];
    const rows = effects.map((effect, index) => ({
      key: effectKey(run, index),
      run: run.key,
      generation: 1,
      index,
      effect,
      state: { is: 'planned' },
    }));

    assert.equal(await outbox.planned(run.key, 1), undefined);
    await outbox.plan(run, effects, { kind: 'partial', left: 'two files' }, 1_000);
    await outbox.plan(run, [comment('other')], { kind: 'done', note: '' }, 2_000);

    assert.deepEqual(await outbox.planned(run.key, 1), {
      rows,
      next: { kind: 'partial', left: 'two files' },
    });
    assert.equal(await outbox.planned(run.key, 2), undefined);
  });

  test('of ten plans of one attempt at once, one stays whole', async () => {
    const { outbox } = ledger();
    const run = newRun();
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        const text = `plan ${index}`;
        return outbox.plan(run, [comment(text), comment(text)], { kind: 'done', note: text }, 1_000);
      }),
    );

    const planned = await outbox.planned(run.key, 1);
    const note = planned?.next.kind === 'done' ? planned.next.note : '';
    assert.deepEqual(
      planned?.rows.map(({ effect }) => effect),
      [comment(note), comment(note)],
    );
  });

  test('silence is a plan', async () => {
    const run = newRun();
    await ledger().outbox.plan(run, [], { kind: 'done', note: '' }, 1_000);

    assert.deepEqual(await ledger().outbox.planned(run.key, 1), {
      rows: [],
      next: { kind: 'done', note: '' },
    });
  });

  test('an effect is marked by its key', async () => {
    const { outbox } = ledger();
    const run = newRun();
    await outbox.plan(run, [comment('a'), comment('b'), comment('c')], { kind: 'done', note: '' }, 1_000);
    await outbox.mark(effectKey(run, 0), { is: 'done', id: 4_123_456_789 }, 2_000);
    await outbox.mark(effectKey(run, 1), { is: 'sent', at: 2_000 }, 2_000);
    await outbox.mark(
      effectKey(run, 1),
      { is: 'dropped', because: 'stale', reason: 'the head has moved' },
      3_000,
    );

    const planned = await outbox.planned(run.key, 1);
    assert.deepEqual(
      planned?.rows.map(({ state }) => state),
      [
        { is: 'done', id: 4_123_456_789 },
        { is: 'dropped', because: 'stale', reason: 'the head has moved' },
        { is: 'planned' },
      ],
    );
  });

  test('what earlier attempts of a run have performed is told, oldest first', async () => {
    const { outbox } = ledger();
    const run = newRun();
    const attempts = [3, 1, 2, 4].map((generation) => ({ ...run, generation }));
    for (const attempt of attempts) {
      const effects = ['a', 'b', 'c'].map((text) => comment(`${text}${attempt.generation}`));
      await outbox.plan(attempt, effects, { kind: 'done', note: '' }, 1_000);
      const dropped = { is: 'dropped', because: 'stale', reason: 'moved' } as const;
      await outbox.mark(effectKey(attempt, 0), { is: 'done', id: attempt.generation }, 2_000);
      await outbox.mark(effectKey(attempt, 1), attempt.generation === 2 ? dropped : sent, 2_000);
      await outbox.mark(effectKey(attempt, 2), { is: 'done', id: 9 }, 2_000);
    }

    const performed = await outbox.performed(run.key, 4);
    assert.deepEqual(
      performed.map(({ generation, index, effect, state }) => [generation, index, effect, state]),
      [1, 2, 3].flatMap((generation) => [
        [generation, 0, comment(`a${generation}`), { is: 'done', id: generation }],
        [generation, 2, comment(`c${generation}`), { is: 'done', id: 9 }],
      ]),
    );
    assert.deepEqual(await outbox.performed(newRun().key, 4), []);
  });

  test('a signal is given once for each key, in order', async () => {
    const { signals } = ledger();
    const run = newRun().key;
    const stop = { run, signal: 'stop', by: '@ada', text: '' } as const;
    const say = { run, signal: 'say', by: '@ada', text: 'use the other file' } as const;
    await opened().writer.signal(`${run} 1`, stop, 1_000);
    await opened().writer.signal(`${run} 2`, say, 2_000);
    await opened().writer.signal(`${run} 1`, stop, 3_000);

    const [first, ...rest] = await signals.since(run, 0);
    assert.deepEqual(
      [first, ...rest],
      [
        { id: first?.id, ...stop },
        { id: rest[0]?.id, ...say },
      ],
    );
    assert.deepEqual(await signals.since(run, first?.id ?? 0), rest);
    assert.deepEqual(await signals.since(`${run} of another`, 0), []);
  });

  test('who reads signals on from the last one misses none of thirty sent at once', async () => {
    const run = newRun().key;
    const sending = Array.from({ length: 30 }, (_, index) =>
      opened().writer.signal(`${run} ${index}`, { run, signal: 'say', by: '@ada', text: `${index}` }, 1_000),
    );
    const read: string[] = [];
    let sent = false;
    const all = Promise.all(sending).then(() => (sent = true));
    for (let last = 0, done = false; !done;) {
      done = sent;
      const more = await ledger().signals.since(run, last);
      read.push(...more.map(({ text }) => text));
      last = more.at(-1)?.id ?? last;
    }
    await all;

    assert.deepEqual(read.toSorted(), Array.from({ length: 30 }, (_, index) => `${index}`).toSorted());
  });

  test('mail comes in the order it was put, the same event of the same cause once', async () => {
    const { mailbox } = ledger();
    const run = newRun().key;
    const events = ['first', 'second'].map(commented);
    await mailbox.put(run, 'job 1', events[0], 1_000);
    await mailbox.put(run, 'job 2', events[1], 2_000);
    await mailbox.put(run, 'job 1', events[0], 3_000);
    await mailbox.put(run, 'job 3', events[0], 4_000);

    const mail = await mailbox.since(run, 0);
    assert.deepEqual(mail, [
      { id: mail[0]?.id, run, cause: 'job 1', event: events[0] },
      { id: mail[1]?.id, run, cause: 'job 2', event: events[1] },
      { id: mail[2]?.id, run, cause: 'job 3', event: events[0] },
    ]);
    assert.deepEqual(await mailbox.since(run, mail[1]?.id ?? 0), mail.slice(2));
  });

  test('that a webhook was asked for again is remembered', async () => {
    const { redeliveries } = ledger();
    const id = newRun().key;

    assert.equal(await redeliveries.wasAsked(id), false);
    await redeliveries.remember(id, 1_000);
    await redeliveries.remember(id, 2_000);
    assert.equal(await redeliveries.wasAsked(id), true);
  });

  test('the first outcome of an id stays', async () => {
    const { outcomes } = ledger();
    const id = newRun().key;

    assert.equal(await outcomes.get(id), undefined);
    await outcomes.record({ id, outcome: 'heard', detail: 'review opened' }, 1_000);
    await outcomes.record({ id, outcome: 'dead', detail: 'too late' }, 2_000);
    assert.deepEqual(await outcomes.get(id), { id, outcome: 'heard', detail: 'review opened' });
  });

  test('any text that people or models write comes back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (text) => {
        const run = newRun();
        await ledger().steps.keep({ run: run.key, generation: 1, name: 'n', inputs: 'i' }, [text], 1);
        await ledger().outbox.plan(run, [comment(text)], { kind: 'ask', question: text }, 1);
        await ledger().outcomes.record({ id: run.key, outcome: 'refused', detail: text }, 1);
        await opened().writer.signal(run.key, { run: run.key, signal: 'say', by: text, text }, 1);
        const step = { run: run.key, generation: 1, name: 'n', inputs: 'i' };
        assert.deepEqual(await ledger().steps.get(step, z.array(z.string())), [text]);
        const planned = await ledger().outbox.planned(run.key, 1);
        assert.deepEqual(
          [planned?.rows[0]?.effect, planned?.next],
          [comment(text), { kind: 'ask', question: text }],
        );
        assert.equal((await ledger().outcomes.get(run.key))?.detail, text);
        assert.equal((await ledger().signals.since(run.key, 0))[0]?.text, text);
      }),
      { numRuns: 10, examples: [['\u0000'], ['\ud800'], ["'; drop table runs; --"]] },
    );
  });
}

const sent = { is: 'sent', at: 2_000 } as const;
