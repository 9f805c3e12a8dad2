import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import type { Parts } from '../../src/agent/aim.ts';
import { openEmbedded } from '../../src/adapters/database/embedded.ts';
import { transientFailure } from '../../src/core/failure.ts';
import type { Run } from '../../src/core/run.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import { begin } from '../contracts/ledger-samples.ts';
import { embeddedFolder } from '../services/embedded.ts';
import { type Line, openLoopWorld } from './loop-world.ts';

const script: readonly Line[] = [
  { words: 'Half a pair: \uD800, and none: \u0000.', calls: [['write', { name: 'a', text: 'milk' }]] },
  { calls: [['draft', { summary: 'half of it' }]] },
  { calls: [['submit', { summary: 'tidy' }]] },
];

test('a conversation goes on from what the ledger has kept, and its transcript is whole', async (context) => {
  const folder = await embeddedFolder();
  const database = await openEmbedded(folder);
  context.after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  const { ledger } = database;
  const parts = partsOver(ledger, await begin(ledger.runs));
  const away = transientFailure({ is: 'model-unavailable', detail: 'it is away' }, 1_000);
  const world = openLoopWorld();
  const first = world.run(
    (step) => {
      if (step === 3) throw away;
      return script[step - 1] ?? {};
    },
    { parts },
  );
  await assert.rejects(first, away);
  world.restart();
  const { ending, handIn } = await world.run((step) => script[step - 1] ?? {}, { parts });
  assert.deepEqual([ending.is, handIn], ['done', { summary: 'tidy' }]);
  assert.deepEqual([world.acts, world.asked.length], [['write a', 'draft', 'submit'], 4]);
  assert.deepEqual([...world.notes], [['a', 'milk']]);
  const [run] = await ledger.runs.latest(1);
  const said = await ledger.transcripts.of(run?.key ?? '');
  assert.deepEqual(
    said.map(({ entry }) => (entry as { is: string }).is),
    ['system', ...script.flatMap(() => ['said', 'called', 'observed']), 'ended'],
  );
});

/** As the worker keeps steps and writes transcripts. */
function partsOver(ledger: Ledger, run: Run): Pick<Parts, 'once' | 'record'> {
  return {
    once: async (name, inputs, schema, work) => {
      const hash = createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
      const step = { run: run.key, generation: run.generation, name, inputs: hash };
      const kept = await ledger.steps.get(step, schema);
      if (kept !== undefined) return kept;
      const value = await work();
      await ledger.steps.keep(step, value, 1_000);
      return value;
    },
    record: (entries) => ledger.transcripts.append(run, entries, 1_000),
  };
}
