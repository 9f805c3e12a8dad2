import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { noWorkplace } from '../../src/agent/workplace.ts';
import { Failure, transientFailure } from '../../src/core/failure.ts';
import { type Line, openLoopWorld } from './loop-world.ts';

const away = transientFailure({ is: 'model-unavailable', detail: 'it is away' }, 1_000);

/** Five notes, one of them looked at, and the end. */
const script: readonly Line[] = [
  { calls: [['write', { name: 'a', text: 'milk' }]] },
  {
    calls: [
      ['write', { name: 'b', text: 'bread' }],
      ['read', { name: 'a' }],
    ],
  },
  { words: 'Nearly there.' },
  { calls: [['write', { name: 'c', text: 'jam' }]] },
  { calls: [['submit', { summary: 'tidy' }]] },
];

function follow(step: number): Line {
  return script[step - 1] ?? {};
}

suite('A run that is taken up again', () => {
  test('goes on where it was, wherever it was interrupted: nothing is asked, done or written down twice', async () => {
    const whole = openLoopWorld();
    const straight = await whole.run(follow);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }), async (breaks) => {
        const world = openLoopWorld();
        const left = [...breaks];
        function failing(step: number): Line {
          if (!left.includes(step)) return follow(step);
          left.splice(left.indexOf(step), 1);
          throw away;
        }
        let result = await world.run(failing).catch((error: unknown) => error);
        while (result === away) {
          world.restart();
          result = await world.run(failing).catch((error: unknown) => error);
        }
        assert.deepEqual(result, straight);
        assert.deepEqual(world.acts, whole.acts);
        assert.deepEqual(world.entries, whole.entries);
        assert.deepEqual([...world.notes], [...whole.notes]);
      }),
      { numRuns: 60 },
    );
  });

  test('does a step again that was interrupted while its tools worked, on what the steps before left', async () => {
    const world = openLoopWorld();
    const abort = new AbortController();
    const given = new Failure({ kind: 'cancelled', by: { is: 'shutdown' } });
    const tools = world.aim.tools.map((tool) => ({
      ...tool,
      call: (...call: Parameters<typeof tool.call>) => {
        if (tool.head.name === 'read') abort.abort(given);
        return tool.call(...call);
      },
    }));
    const first = world.run(follow, { aim: { tools }, parts: { signal: abort.signal } });
    await assert.rejects(first, given);
    world.restart();
    const { ending } = await world.run(follow);
    assert.equal(
      world.asked.length,
      script.length,
      'what was said in the second step is not asked for again',
    );
    assert.equal(ending.is, 'done');
    assert.deepEqual(world.acts, ['write a', 'write b', 'read a', 'write b', 'read a', 'write c', 'submit']);
    assert.deepEqual([...world.notes.keys()], ['a', 'b', 'c']);
    assert.ok([...world.entries.values()].every((entry) => entry.is !== 'ended' || entry.how === 'done'));
  });

  test('is left with its work where it had ended already', async () => {
    const world = openLoopWorld();
    const first = await world.run(follow);
    world.restart();
    const second = await world.run(() => assert.fail('nothing is left to ask'));
    assert.deepEqual(second, first);
    assert.deepEqual([...world.notes.keys()], ['a', 'b', 'c']);
  });

  test('has its work kept beside those steps alone that changed it', async () => {
    const world = openLoopWorld();
    await world.run(follow);
    const kept = [...world.kept].filter(([key]) => key.includes('/done'));
    assert.deepEqual(
      kept.map(([, value]) => JSON.parse(value).saved),
      [
        '[["a","milk"]]',
        '[["a","milk"],["b","bread"]]',
        null,
        '[["a","milk"],["b","bread"],["c","jam"]]',
        null,
      ],
    );
  });

  test('needs no place to keep its work in where its tools change nothing', async () => {
    const world = openLoopWorld();
    world.notes.set('a', 'milk');
    const looking: readonly Line[] = [{ calls: [['read', { name: 'a' }]] }, script.at(-1) ?? {}];
    const parts = { workplace: noWorkplace };
    const first = await world.run((step) => looking[step - 1] ?? {}, { parts });
    const second = await world.run(() => assert.fail('nothing is left to ask'), { parts });
    assert.deepEqual(second, first);
    assert.deepEqual([...world.notes.keys()], ['a']);
  });

  test('takes nothing up that followed from a step which is no longer known', async () => {
    const world = openLoopWorld();
    await world.run(follow);
    world.restart();
    for (const key of world.kept.keys()) if (key.startsWith('tidy/3/')) world.kept.delete(key);
    const { steps } = await world.run((step) => (step === 3 ? { words: 'Or not?' } : follow(step)));
    assert.equal(steps[2]?.said.content, 'Or not?');
    assert.equal(world.asked.length, 8, 'the third step and what came after it is asked again');
    assert.deepEqual([...world.notes.keys()], ['a', 'b', 'c']);
  });

  test('begins anew when it is asked in other words', async () => {
    const world = openLoopWorld();
    await world.run(follow);
    world.restart();
    world.acts.length = 0;
    await world.run(follow, { aim: { system: 'You tidy notes well.' } });
    assert.deepEqual(world.acts, ['write a', 'write b', 'read a', 'write c', 'submit']);
  });

  test('hears again what it heard, at the same place, and what has come since', async () => {
    const world = openLoopWorld();
    world.mail.push({ id: 1, by: 'ada', text: 'Ada says hello.' });
    function failing(step: number): Line {
      if (step === 2) throw away;
      return follow(step);
    }
    await assert.rejects(world.run(failing), away);
    world.mail.push({ id: 2, by: 'bob', text: 'Bob says hello.' });
    const { steps } = await world.run(follow);
    assert.deepEqual(
      steps.map(({ heard }) => heard.flatMap((one) => (one.is === 'mail' ? [one.by] : []))),
      [['ada'], ['bob'], [], [], []],
    );
  });
});
