import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Running } from '../../src/main.ts';
import { divisionAnswer, reviewAnswer, World } from '../world.ts';
import type { Scripted } from '../model-server.ts';

const settings = { PATCHWRIGHT_MODEL: 'first, second' };

const away = {
  is: 'status',
  status: 503,
  headers: { 'retry-after-ms': '1' },
  error: { message: 'overloaded' },
} as const;

const tooLong = {
  is: 'status',
  status: 400,
  error: { message: "This model's maximum context length is 512 tokens.", code: 'context_length_exceeded' },
} as const;

/** What the first model does, and how its calls are written down. */
const failures: Readonly<Record<string, readonly [readonly Scripted[], readonly string[]]>> = {
  'is overloaded': [
    [away, away, away],
    ['model-unavailable', 'model-unavailable', 'model-unavailable'],
  ],
  refuses: [[{ is: 'refusal', text: 'I will not.' }], ['model-refused']],
  'has too small a window': [[tooLong], ['too-large']],
};

suite('where the first model', () => {
  for (const [what, [acts, outcomes]] of Object.entries(failures)) {
    test(`${what}, the second one answers, and the review names it`, async (t) => {
      const world = await World.still(t, { settings });
      const running = await world.start();
      world.model.script('review', ...acts, reviewAnswer('Adds a division.'));
      const pull = await world.divisionPull();
      await world.quiet();
      assert.equal(
        world.reviews(pull)[0]?.body,
        'Adds a division.\n\nNothing to report on the lines that were looked at.\n\n<sub>Written by Patchwright with `second`. It never approves: that is for people.</sub>',
      );
      assert.deepEqual(
        world.model.asked.map(({ model }) => model),
        [...outcomes.map(() => 'first'), 'second'],
      );
      assert.deepEqual(await calls(world, running), [
        ...outcomes.map((outcome) => ({ model: 'first', outcome })),
        { model: 'second', outcome: 'read' },
      ]);
    });
  }
});

test('where no model of the chain can answer, the last word is that of one that may come back', async (t) => {
  const world = await World.open(t, { settings });
  world.model.script('review', away, away, away, { is: 'refusal', text: 'I will not.' });
  const host = new URL(world.model.url).host;
  const pull = await world.divisionPull();
  await world.until('the check says so', () => world.checks(pull)[0]?.title === 'Waiting');
  assert.equal(
    world.checks(pull)[0]?.summary,
    `The model's server does not answer as it should (${host}: 503 overloaded). If that lasts, ask again later.\n\nIt is tried again without anybody's help.`,
  );
  world.model.script('review', divisionAnswer);
  await world.quiet();
  assert.equal(world.reviews(pull).length, 1);
});

suite('a repository chooses among the models', () => {
  test('that the operator allows', async (t) => {
    const world = await World.open(t, { settings });
    world.model.script('review', '<summary>\nCalls b.\n</summary>');
    await pullWithConfig(world, 'models: [second]\n');
    await world.quiet();
    assert.deepEqual(
      world.model.asked.map(({ model }) => model),
      ['second'],
    );
  });

  test('and is told where it names another one', async (t) => {
    const world = await World.open(t, { settings: { ...settings, ALLOWED_MODELS: 'second, third' } });
    world.model.script('review', '<summary>\nCalls b.\n</summary>');
    const pull = await pullWithConfig(world, 'models: [first, third]\n');
    await world.quiet();
    assert.deepEqual(
      world.model.asked.map(({ model }) => model),
      ['third'],
    );
    assert.match(
      world.reviews(pull)[0]?.body ?? '',
      /In `\.github\/patchwright\.yml`, `models\.0` in line 1 is none of the models allowed here: `second`, `third`\. Defaults apply there; the rest of the file counts\./,
    );
  });
});

/** Each call of the one run there is, as the ledger has it. */
async function calls(world: World, { ledger }: Running) {
  const [key = ''] = world.log.flatMap((line) => JSON.parse(line).run?.split('.')[0] ?? []);
  return (await ledger.spend.ofRun(key)).map(({ model, outcome }) => ({ model, outcome }));
}

async function pullWithConfig(world: World, config: string) {
  const ada = world.github.as('ada');
  await ada.createRepository('octo/shop', {
    files: { 'a.js': 'a();\n', '.github/patchwright.yml': config },
  });
  await ada.push('octo/shop', 'change', { files: { 'a.js': 'b();\n' } });
  return ada.openPull('octo/shop', { head: 'change' });
}
