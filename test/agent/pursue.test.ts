import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Conversation, Reading } from '../../src/ports/model.ts';
import { lastResults, lastWord, type Line, openLoopWorld, type Report } from './loop-world.ts';

const submit: Line = { calls: [['submit', { summary: 'tidy' }]] };

function write(name: string): Line {
  return { calls: [['write', { name, text: `text of ${name}` }]] };
}

function asSummary(text: string): Reading<Report> {
  return { is: 'value', value: { summary: text } };
}

suite('A model that works with tools', () => {
  test('is told what its calls gave, and ends the work by handing it in', async () => {
    const world = openLoopWorld();
    world.notes.set('a', 'milk\nswordfish');
    const script: Line[] = [{ words: 'Let me look.', calls: [['read', { name: 'a' }]] }, write('b'), submit];
    const { ending, handIn, steps, usage, ms } = await world.run((step) => script[step - 1] ?? {});
    assert.deepEqual(ending, { is: 'done', value: { summary: 'tidy' } });
    assert.deepEqual(handIn, { summary: 'tidy' });
    assert.equal(steps.length, 3);
    assert.deepEqual(usage, { tokensIn: 3_000, tokensCached: 1_800, tokensOut: 150, usd: 1.5 });
    assert.equal(ms, 330);
    assert.deepEqual(world.acts, ['read a', 'write b', 'submit']);
    assert.match(
      lastResults(world.asked[1]!).join(),
      /^Note a:\n<untrusted-([0-9a-f]{12}) source="a" trust="repository">\nmilk\nswordfish\n<\/untrusted-\1>$/,
    );
  });

  test('costs nobody knows what where one price is not known', async () => {
    const world = openLoopWorld();
    const { usage } = await world.run((step) => (step === 1 ? { ...write('a'), usd: null } : submit));
    assert.deepEqual([usage.usd, usage.tokensIn], [null, 2_000]);
  });

  test('is told of the tools as JSON Schema', async () => {
    const world = openLoopWorld();
    await world.run(() => submit);
    assert.deepEqual(world.asked[0]?.tools[1], {
      name: 'write',
      description: 'Writes a note.',
      parameters: {
        type: 'object',
        properties: { name: { type: 'string' }, text: { type: 'string' } },
        required: ['name', 'text'],
      },
    });
  });

  test('may answer in words where words are an answer, at once if it likes', async () => {
    const world = openLoopWorld();
    const { ending, steps } = await world.run(() => ({ words: 'Nothing to tidy.' }), {
      aim: { answer: asSummary },
    });
    assert.deepEqual(ending, { is: 'done', value: { summary: 'Nothing to tidy.' } });
    assert.equal(steps.length, 1);
  });

  test('is asked again when it stops at once where only a tool hands in', async () => {
    const world = openLoopWorld();
    const { ending } = await world.run((step) => (step === 1 ? { words: 'All done!' } : submit));
    assert.deepEqual(ending, { is: 'done', value: { summary: 'tidy' } });
    assert.equal(
      lastWord(world.asked[1]!),
      'Your answer could not be taken: Call submit when the notes are tidy.',
    );
  });

  test('may call ten tools at a time: all are done in order, all are answered', async () => {
    const world = openLoopWorld();
    const names = 'abcdefghij'.split('');
    const ten: Line = { calls: names.map((name) => ['write', { name, text: name }]) };
    const { ending } = await world.run((step) => (step === 1 ? ten : submit));
    assert.equal(ending.is, 'done');
    assert.deepEqual(world.acts, [...names.map((name) => `write ${name}`), 'submit']);
    assert.equal(lastResults(world.asked[1]!).length, 10);
  });

  test('does nothing more in a turn that has ended the work, and no more than 32 calls of one', async () => {
    const world = openLoopWorld();
    const both: Line = {
      calls: [
        ['submit', { summary: 'tidy' }],
        ['write', { name: 'late', text: '' }],
      ],
    };
    const many: Line = {
      calls: Array.from({ length: 40 }, (_, at) => ['read', { name: String(at) }]),
    };
    const { ending, steps } = await world.run((step) => (step === 1 ? many : both));
    assert.equal(ending.is, 'done');
    assert.equal(world.acts.length, 32 + 1);
    assert.equal(
      lastResults(world.asked[1]!).at(-1),
      'Not done: of one turn, 32 calls are done. If you still want this one, make it in your next turn.',
    );
    assert.deepEqual(steps[1]?.act.is === 'called' && steps[1].act.results.map(({ how }) => how), [
      'done',
      'skipped',
    ]);
  });

  test('hears what people say in the meantime, once, before it is asked next', async () => {
    const world = openLoopWorld();
    world.mail.push({ id: 3, by: 'ada', text: 'Ada says: keep it short.' });
    await world.run((step) => {
      if (step === 2) world.mail.push({ id: 4, by: 'bob', text: 'Bob says: no, long.' });
      return step < 4 ? write(`n${step}`) : submit;
    });
    assert.deepEqual(world.asked.map(lastWord), ['Ada says: keep it short.', '', 'Bob says: no, long.', '']);
  });

  test('may be ended by a stop of one’s own', async () => {
    const world = openLoopWorld();
    const value: Report = { summary: 'two are enough' };
    const stops = [
      (steps: readonly unknown[]) => (steps.length === 2 ? ({ is: 'done', value } as const) : undefined),
    ];
    const { ending } = await world.run((step) => write(`n${step}`), { aim: { stops } });
    assert.deepEqual(ending, { is: 'done', value });
  });
});

async function toldOf(line: Line): Promise<readonly string[]> {
  const world = openLoopWorld();
  const { ending } = await world.run((step) => (step === 1 ? line : submit));
  assert.equal(ending.is, 'done');
  return lastResults(world.asked[1]!);
}

suite('A model that makes mistakes', () => {
  test('is told that its arguments are no JSON', async () => {
    assert.deepEqual(await toldOf({ calls: [['read', '{"name": "a']] }), [
      'Not done: the arguments of read are not valid JSON. Give one JSON object that fits this schema: ' +
        '{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}',
    ]);
  });

  test('is told what does not fit', async () => {
    assert.deepEqual(await toldOf({ calls: [['read', { title: 'a' }]] }), [
      'Not done: the arguments of read do not fit.\n✖ Invalid input: expected string, received undefined\n  → at name\n' +
        'The schema is: {"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}',
    ]);
  });

  test('is told which tool it may have meant', async () => {
    assert.deepEqual(await toldOf({ calls: [['writes', {}]] }), [
      'Not done: there is no tool "writes". Did you mean write? The tools are: read, write, submit, draft.',
    ]);
    assert.deepEqual(await toldOf({ calls: [['delete_everything', {}]] }), [
      'Not done: there is no tool "delete_everything". The tools are: read, write, submit, draft.',
    ]);
  });

  test('is told of an id that two calls of a turn share; ids that come again in another turn are renamed', async () => {
    const twice: Line = {
      calls: [
        ['write', { name: 'a', text: '' }, 'call_0'],
        ['write', { name: 'b', text: '' }, 'call_0'],
      ],
    };
    assert.deepEqual(await toldOf(twice), [
      'Written at 10:11:01.',
      'Not done: another call of the same turn has the id "call_0" already. If you still want this one, make it in your next turn.',
    ]);
    const world = openLoopWorld();
    const ids = [['call_0'], ['call_0'], ['', '']];
    const { ending } = await world.run((step) => {
      const calls = ids[step - 1]?.map(
        (id, at) => ['write', { name: `${step}.${at}`, text: '' }, id] as const,
      );
      return calls === undefined ? submit : { calls };
    });
    assert.equal(ending.is, 'done');
    assert.deepEqual([...world.notes.keys()], ['1.0', '2.0', '3.0', '3.1']);
  });

  test('ends after three turns in a row that no tool could take', async () => {
    const world = openLoopWorld();
    const { ending, steps } = await world.run((step) =>
      step === 2 ? write('a') : { calls: [['read', `{"name": ${step}`]] },
    );
    assert.equal(steps.length, 5);
    assert.deepEqual(ending, {
      is: 'model-failed',
      why: {
        is: 'unusable',
        fault:
          'Not done: the arguments of read are not valid JSON. Give one JSON object that fits this schema: ' +
          '{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}',
      },
    });
  });

  test('is told when its turn was cut off: the last call is not done, words are asked for again', async () => {
    const world = openLoopWorld();
    const cut: Line = {
      calls: [
        ['write', { name: 'a', text: '' }],
        ['write', { name: 'b', text: 'half' }],
      ],
      ended: 'length',
    };
    const script: Line[] = [cut, { words: 'And so', ended: 'length' }, submit];
    await world.run((step) => script[step - 1] ?? {});
    assert.deepEqual(world.acts, ['write a', 'submit']);
    assert.deepEqual(lastResults(world.asked[1]!), [
      'Written at 10:11:01.',
      'Not done: your turn was cut off here, because it was longer than one answer may be. Do it in smaller parts.',
    ]);
    assert.equal(
      lastWord(world.asked[2]!),
      'Your answer was cut off, because it was longer than one answer may be. Give it again in smaller parts.',
    );
  });

  test('ends when it is cut off three times in a row', async () => {
    const world = openLoopWorld();
    const { ending, steps } = await world.run((step) => ({
      words: `And ${'so '.repeat(step)}`,
      ended: 'length',
    }));
    assert.equal(steps.length, 3);
    assert.equal(ending.is, 'model-failed');
  });

  test('ends when its calls are cut off three times in a row', async () => {
    const world = openLoopWorld();
    const { ending } = await world.run((step) => ({ ...write(`n${step}`), ended: 'length' }));
    assert.equal(ending.is, 'model-failed');
    assert.deepEqual(world.acts, []);
  });

  test('may say nothing at all, and is asked again', async () => {
    const world = openLoopWorld();
    const { ending } = await world.run((step) => (step === 1 ? {} : submit));
    assert.equal(ending.is, 'done');
  });
});

suite('A model that never stops', () => {
  const limits = { steps: 20, tokens: 1_000_000, ms: 1_000_000 };

  test('is told when the end is near, ends at the limit, and keeps what it handed in', async () => {
    const world = openLoopWorld();
    const { ending, handIn, steps } = await world.run(
      (step) =>
        step === 4 || step === 6 ? { calls: [['draft', { summary: `draft ${step}` }]] } : write(`n${step}`),
      { aim: { limits } },
    );
    assert.deepEqual(ending, { is: 'limit', which: { is: 'steps', limit: 20 } });
    assert.deepEqual(handIn, { summary: 'draft 6' });
    assert.equal(steps.length, 20);
    assert.deepEqual(
      world.asked.map(lastWord).filter((word) => word !== ''),
      [
        'Tidy them up.',
        'The work must end soon: 16 of 20 steps are used. Call submit with what you have.',
        'The work must end soon: 19 of 20 steps are used. Call submit with what you have.',
      ],
    );
  });

  test('has handed in nothing where it never did', async () => {
    const world = openLoopWorld();
    const { handIn } = await world.run((step) => write(`n${step}`), { aim: { limits } });
    assert.equal(handIn, null);
  });

  for (const [name, limit, said] of [
    ['tokens', { steps: 99, tokens: 10_500, ms: 1_000_000 }, '8,400 of 10,500 tokens'],
    ['time', { steps: 99, tokens: 1_000_000, ms: 11_000 }, '9 of 11 seconds'],
  ] as const) {
    test(`ends when its ${name} is used up, and is told before`, async () => {
      const world = openLoopWorld();
      const slow = name === 'time' ? 1_000 : 0;
      const { ending } = await world.run(
        (step) => {
          world.clock.time += slow;
          return write(`n${step}`);
        },
        { aim: { limits: limit } },
      );
      assert.deepEqual(ending, {
        is: 'limit',
        which: { is: name, limit: name === 'time' ? limit.ms : limit.tokens },
      });
      const warning = world.asked.map(lastWord).find((word) => word.startsWith('The work'));
      assert.equal(warning, `The work must end soon: ${said} are used. Call submit with what you have.`);
    });
  }
});

suite('A result that is long', () => {
  test('is shown to the model by head and tail, with what is missing between', async () => {
    const world = openLoopWorld();
    const lines = Array.from({ length: 5_000 }, (_, at) => `line ${at + 1}`).join('\n');
    world.notes.set('long', lines);
    await world.run((step) => (step === 1 ? { calls: [['read', { name: 'long' }]] } : submit));
    const [result = ''] = lastResults(world.asked[1] as Conversation);
    assert.ok(result.length < 10_400, String(result.length));
    assert.match(result, /\nline 1\nline 2\n/);
    assert.match(result, /\nline 4999\nline 5000\n<\/untrusted-/);
    assert.match(result, /\nline \d+\n\[… 3\d,\d{3} of 48,892 characters are left out here …\]\nline \d+\n/);
  });
});
