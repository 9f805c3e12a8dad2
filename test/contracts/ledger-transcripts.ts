import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Ledger } from '../../src/ports/ledger.ts';
import { newRun } from './ledger-samples.ts';

/** What every ledger does with what was said and done in a run. */
export function transcriptsContract(ledger: () => Ledger): void {
  test('a transcript is read in order, attempt after attempt, however it was written', async () => {
    const { transcripts } = ledger();
    const run = newRun();
    await transcripts.append({ ...run, generation: 3 }, [{ number: 1, entry: 'again' }], 3_000);
    await transcripts.append(run, [{ number: 10, entry: { tool: 'read' } }], 2_000);
    await transcripts.append(
      run,
      [
        { number: 2, entry: null },
        { number: 1, entry: 'first' },
      ],
      1_000,
    );
    await transcripts.append(newRun(), [{ number: 1, entry: 'of another run' }], 1_000);

    assert.deepEqual(await transcripts.of(run.key), [
      { generation: 1, number: 1, entry: 'first', at: 1_000 },
      { generation: 1, number: 2, entry: null, at: 1_000 },
      { generation: 1, number: 10, entry: { tool: 'read' }, at: 2_000 },
      { generation: 3, number: 1, entry: 'again', at: 3_000 },
    ]);
  });

  test('an entry that is there stays as it is, and new ones beside it are kept', async () => {
    const { transcripts } = ledger();
    const run = newRun();
    await transcripts.append(run, [{ number: 1, entry: 'as it was' }], 1_000);
    await transcripts.append(
      run,
      [
        { number: 1, entry: 'as it never was' },
        { number: 2, entry: 'new' },
      ],
      2_000,
    );

    assert.deepEqual(await transcripts.of(run.key), [
      { generation: 1, number: 1, entry: 'as it was', at: 1_000 },
      { generation: 1, number: 2, entry: 'new', at: 2_000 },
    ]);
  });

  test('nothing said is nothing to read', async () => {
    const run = newRun();
    await ledger().transcripts.append(run, [], 1_000);

    assert.deepEqual(await ledger().transcripts.of(run.key), []);
  });

  test('any text that was said comes back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (text) => {
        const run = newRun();
        await ledger().transcripts.append(run, [{ number: 1, entry: [text] }], 1_000);

        assert.deepEqual(await ledger().transcripts.of(run.key), [
          { generation: 1, number: 1, entry: [text], at: 1_000 },
        ]);
      }),
      { numRuns: 10, examples: [['\u0000'], ['\ud800'], ["'; drop table runs; --"]] },
    );
  });
}
