import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { inputLikeness, likeness } from '../../src/agent/likeness.ts';
import { lastWord, type Line, openLoopWorld, type Script } from './loop-world.ts';

function read(name: string): Line {
  return { calls: [['read', { name }]] };
}

function write(name: string, text = ''): Line {
  return { calls: [['write', { name, text }]] };
}

const submit: Line = { calls: [['submit', { summary: 'As it is.' }]] };

/** How it ended, after how many steps, and at which questions which advice was heard. */
async function outcome(script: Script) {
  const world = openLoopWorld();
  world.notes.set('a', 'milk').set('b', 'bread').set('c', 'jam');
  const { ending, steps } = await world.run(script);
  const heard = steps.flatMap((step, at) =>
    step.heard.flatMap((one) => (one.is === 'nudge' ? [`${at + 1}: ${one.about}`] : [])),
  );
  return { ending, steps: steps.length, heard, world };
}

suite('A model that is stuck', () => {
  test('seeing the same from the same call is nudged, and ended at the fourth', async () => {
    const { ending, steps, heard, world } = await outcome(() => write('a', 'again'));
    assert.deepEqual(ending, { is: 'stuck', rule: 'same-observation' });
    assert.deepEqual([steps, heard], [4, ['4: same-observation']]);
    assert.equal(
      lastWord(world.asked[3]!),
      'You have made the same call several times and seen the same each time. Doing it again will not show anything new: do something else, or hand in what you have.',
    );
  });

  test('at the same error is nudged, and ended at the third', async () => {
    const { ending, steps, heard } = await outcome(() => read('nowhere'));
    assert.deepEqual(ending, { is: 'stuck', rule: 'same-error' });
    assert.deepEqual([steps, heard], [3, ['3: same-error']]);
  });

  test('saying the same again is nudged, and ended at the third', async () => {
    const { ending, steps, heard } = await outcome(() => ({ words: 'I am done.' }));
    assert.deepEqual(ending, { is: 'stuck', rule: 'same-message' });
    assert.deepEqual([steps, heard], [3, ['2: unreadable', '3: unreadable', '3: same-message']]);
  });

  test('going back and forth is nudged, and ended after the third round', async () => {
    const { ending, steps, heard } = await outcome((step) => write('a', step % 2 === 0 ? 'up' : 'down'));
    assert.deepEqual(ending, { is: 'stuck', rule: 'alternation' });
    assert.deepEqual([steps, heard], [6, ['5: alternation']]);
  });

  test('looking at the same things without changing any is nudged, and ended at the sixth time', async () => {
    const names = ['a', 'b', 'c'];
    const { ending, steps, heard } = await outcome((step) => read(names[step % 3]!));
    assert.deepEqual(ending, { is: 'stuck', rule: 'repeated-reads' });
    assert.deepEqual([steps, heard], [16, ['8: repeated-reads', '9: repeated-reads', '10: repeated-reads']]);
  });
});

suite('A model that was stuck, and is to go on,', () => {
  test('is asked again, and ended when it goes in circles anew', async () => {
    const { steps, world } = await outcome(() => write('a', 'again'));
    const limits = { ...world.aim.limits, attempt: 2 };
    const { ending, steps: all } = await world.run(() => write('a', 'again'), { aim: { limits } });
    assert.deepEqual(ending, { is: 'stuck', rule: 'same-observation' });
    assert.deepEqual([steps, all.length, world.asked.length], [4, 8, 8]);
  });

  test('can do what it is told then', async () => {
    const { world } = await outcome(() => write('a', 'again'));
    world.mail.push({ id: 1, by: 'ada', text: 'Submit it as it is.' });
    const limits = { ...world.aim.limits, attempt: 2 };
    const { ending } = await world.run((step) => (step < 4 ? write('a', 'again') : submit), {
      aim: { limits },
    });
    assert.deepEqual(ending, { is: 'done', value: { summary: 'As it is.' } });
    assert.match(lastWord(world.asked[4]!), /^Submit it as it is\.\n/);
  });
});

suite('A model that looks around', () => {
  test('is not moved on by changes that did not happen', async () => {
    const { ending } = await outcome((step) =>
      step % 2 === 0 ? { calls: [['write', { nonsense: step }]] } : read('a'),
    );
    assert.deepEqual(ending, { is: 'stuck', rule: 'repeated-reads' });
  });
});

suite('A model that only looks stuck', () => {
  test('is left alone while what it sees changes, and while it changes what it looks at', async () => {
    const rounds: Line[] = Array.from({ length: 8 }, (_, round) => [
      read('a'),
      write('a', `draft ${round}`),
      read('b'),
    ]).flat();
    const { ending, heard } = await outcome(
      (step) => rounds[step - 1] ?? { calls: [['submit', { summary: '' }]] },
    );
    assert.deepEqual([ending.is, heard], ['done', []]);
  });

  test('goes on when it heeds the nudge', async () => {
    const { ending, heard } = await outcome((_step, conversation) =>
      lastWord(conversation).startsWith('The same call has failed')
        ? { calls: [['submit', { summary: '' }]] }
        : read('nowhere'),
    );
    assert.deepEqual([ending.is, heard], ['done', ['3: same-error']]);
  });

  test('may write the same call in another way and is known all the same', async () => {
    const ways = ['{"name":"a","text":""}', '{ "text": "", "name": "a" }'];
    const { ending } = await outcome((step) => ({ calls: [['write', ways[step % 2]!]] }));
    assert.deepEqual(ending, { is: 'stuck', rule: 'same-observation' });
  });
});

suite('Two texts are alike', () => {
  for (const [one, other] of [
    ['ran 3 tests in 1.52 s', 'ran 3 tests in 12 s'],
    ['took 15ms', 'took 3ms'],
    ['[2026-11-22T10:11:12.345Z] ok', '[2027-01-02T00:00:00Z] ok'],
    ['10:11:12 ok', '23:00 ok'],
    ['server (pid 4711) is up', 'server (pid 12) is up'],
    ['worker[123]: up', 'worker[77]: up'],
    ['at 0x7ffe3a10', 'at 0x55d0c0de'],
    ['<untrusted-aaaaaaaaaaaa source="a">', '<untrusted-bbbbbbbbbbbb source="a">'],
  ] as const) {
    test(`where only times, process ids and the like differ: ${one}`, () => {
      assert.equal(likeness(one), likeness(other));
      assert.notEqual(likeness(one), likeness(`${other} not`));
    });
  }

  test('not where figures differ that mean something', () => {
    assert.notEqual(likeness('3 tests failed'), likeness('2 tests failed'));
    assert.notEqual(likeness('line 12'), likeness('line 13'));
    assert.notEqual(likeness('a[1] = 2'), likeness('a[2] = 2'));
  });

  test('as inputs where they are the same JSON', () => {
    assert.equal(
      inputLikeness('{"a":1,"b":{"d":[1,2],"c":2}}'),
      inputLikeness(' {"b": {"c":2,"d":[1,2]}, "a":1}'),
    );
    assert.notEqual(inputLikeness('{"a":[1,2]}'), inputLikeness('{"a":[2,1]}'));
    assert.equal(inputLikeness('no JSON at 10:11:12'), 'no JSON at #');
  });
});
