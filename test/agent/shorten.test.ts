import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { maskedStep, type Room, shortened, type Size } from '../../src/agent/shorten.ts';
import { type Step, turnsOf } from '../../src/agent/step.ts';
import { openTrail } from '../../src/agent/trail.ts';
import type { Model, Turn } from '../../src/ports/model.ts';
import { assertProtocol, lastResults, type Line, openLoopWorld } from './loop-world.ts';

/** A step of any kind; ids come from its place, so that they are its own. */
function stepAt(place: number) {
  const text = fc.string({ unit: 'grapheme', maxLength: 400 });
  const long = fc.integer({ min: 0, max: 3_000 }).map((length) => 'lorem ipsum\n'.repeat(length / 12));
  const heard = fc.array(fc.record({ is: fc.constant('nudge' as const), about: text, text }), {
    maxLength: 2,
  });
  const result = fc.record({
    how: fc.constantFrom('seen' as const, 'failed' as const, 'misused' as const, 'skipped' as const),
    tool: fc.constantFrom('read', 'write'),
    input: text,
    text: fc.oneof(text, long),
  });
  const spoken = fc.constant({ is: 'cut-off' } as const);
  const called = fc.array(result, { minLength: 1, maxLength: 4 }).map((results) => ({
    is: 'called' as const,
    results: results.map(({ how, tool, input, text }, at) => {
      const call = { id: `c${place}-${at}`, tool, input };
      return { how, call, text, ms: 1, changes: false };
    }),
  }));
  return fc
    .record({
      heard,
      content: text,
      act: fc.oneof({ weight: 1, arbitrary: spoken }, { weight: 4, arbitrary: called }),
    })
    .map(({ heard, content, act }): Step => {
      const usage = { tokensIn: 1, tokensCached: 0, tokensOut: 1, usd: null };
      const after = place > 0 ? heard : [];
      return { heard: after, said: { content, calls: [], ended: 'calls', usage, model: 'm' }, ms: 1, act };
    });
}

const histories = fc
  .integer({ min: 1, max: 24 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, place) => stepAt(place))))
  .map(answeredWords);

/** After words without calls the loop always has something to say. */
function answeredWords(steps: readonly Step[]): readonly Step[] {
  return steps.map((step, at) => {
    const isSpoken = steps[at - 1]?.act.is === 'cut-off';
    return isSpoken && step.heard.length === 0
      ? { ...step, heard: [{ is: 'nudge', about: 'cut off', text: 'Again.' }] }
      : step;
  });
}

const opening = { system: 'You tidy notes.', task: 'Tidy them up.', tools: [] };

function modelWith(window: number): Model {
  return {
    name: 'none',
    window,
    count: (text) => Math.ceil(text.length / 4),
    ask: () => assert.fail(),
    converse: () => assert.fail(),
  };
}

/** The history as it was sent before each step, and after the last. */
function historiesOf(steps: readonly Step[], window: number): readonly (readonly Turn[])[] {
  const trail = openTrail(opening, modelWith(window));
  const before = steps.map((step) => {
    const turns = trail.turns(step.heard);
    trail.add(step);
    return turns;
  });
  return [...before, trail.turns([{ is: 'nudge', about: 'end', text: 'End.' }])];
}

function maskedOfEight(whole: number): number {
  const size = { whole, masked: 10, folded: 5 };
  return shortened(
    Array.from({ length: 8 }, () => size),
    { high: 1_000, low: 500, keep: 5 },
  ).masked;
}

suite('A history whose old results are masked', () => {
  test('is one that every server takes, whatever happened in it', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 100, max: 20_000 }), (steps, window) => {
        for (const turns of historiesOf(steps, window)) assertProtocol(turns);
      }),
    );
  });

  test('keeps the system’s turn, the task, and the last step word for word', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 100, max: 20_000 }), (steps, window) => {
        const whole = historiesOf(steps, 10_000_000).at(-1) ?? [];
        const sent = historiesOf(steps, window).at(-1) ?? [];
        assert.deepEqual(sent[0], whole[0]);
        assert.deepEqual(sent[1], whole[1]);
        const length = turnsOf({ ...steps.at(-1)!, heard: [] }).length + 1;
        assert.deepEqual(sent.slice(-length), whole.slice(-length));
      }),
    );
  });

  test('is left alone while there is room', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const sent = historiesOf(steps, 100_000).at(-1) ?? [];
        assert.ok(sent.every(({ content }) => !content.includes('left out here to save room')));
      }),
    );
  });

  test('stays below what it may have, however long it goes on', () => {
    for (const { counts, tokens } of courses) {
      assert.equal(counts.length, tokens.length);
      assert.ok(Math.max(...tokens) <= room.high, `${Math.max(...tokens)} tokens`);
    }
  });

  test('mostly grows at its end alone, so that caches hit', () => {
    for (const { counts, size } of courses) {
      const moves = counts.filter((count, at) => count !== (counts[at - 1] ?? '0/0')).length;
      const grown = counts.length * size.whole;
      assert.ok(
        moves * (room.high / 4) <= grown,
        `the beginning changed ${moves} times over ${grown} tokens`,
      );
    }
  });

  test('keeps the last five results, unless they alone take most of the room', () => {
    assert.equal(maskedOfEight(100), 0);
    assert.equal(maskedOfEight(150), 4);
    assert.equal(maskedOfEight(900), 7);
  });
});

const room: Room = { high: 20_000, low: 10_000, keep: 5 };

/** What is folded and masked, and the tokens that are left, step by step: results long and short, words many and few. */
const courses = [
  { whole: 1_000, masked: 100, folded: 20 },
  { whole: 3_000, masked: 50, folded: 10 },
  { whole: 400, masked: 350, folded: 20 },
].map((size: Size) => {
  const steps = Array.from({ length: 250 }, () => size);
  const parts = steps.map((_, last) => shortened(steps.slice(0, last + 1), room));
  return {
    size,
    counts: parts.map(({ folded, masked }) => `${folded}/${masked}`),
    tokens: parts.map(
      ({ folded, masked }, last) =>
        folded * size.folded + (masked - folded) * size.masked + (last + 1 - masked) * size.whole,
    ),
  };
});

suite('A masked result', () => {
  test('says in one line what was there and how long it was', async () => {
    const world = openLoopWorld();
    world.notes.set('long', 'milk and bread\n'.repeat(600));
    world.notes.set('short', 'jam');
    const script: Line[] = [
      { calls: [['read', { name: 'short' }]] },
      ...Array.from({ length: 7 }, (_, at): Line => ({
        calls: [
          ['write', { name: `n${at}`, text: '' }],
          ['read', { name: 'long' }],
        ],
      })),
      { calls: [['submit', { summary: 'tidy' }]] },
    ];
    const { ending } = await world.run((step) => script[step - 1] ?? {}, { window: 20_000 });
    assert.equal(ending.is, 'done');
    const turns = world.asked.at(-1)?.turns ?? [];
    const results = turns.flatMap((turn) => (turn.role === 'tool' ? [turn.content] : []));
    const masked =
      '[The result of read {"name":"long"} is left out here to save room: 604 lines, 9,095 characters. Call it again if you need it.]';
    assert.match(results[0] ?? '', /\njam\n/, 'what is short stays');
    assert.deepEqual(
      results
        .filter((text) => text.length > 40)
        .slice(1)
        .map((text) => (text === masked ? 'masked' : 'whole')),
      ['masked', 'masked', 'masked', 'masked', 'whole', 'whole', 'whole'],
    );
    assert.equal(lastResults(world.asked.at(-1)!).length, 2);
  });

  test('stays as it is where a line would be longer', () => {
    const call = { id: 'c1', tool: 'read', input: '{"name":"a"}' };
    const usage = { tokensIn: 1, tokensCached: 0, tokensOut: 1, usd: null };
    const said = { content: '', calls: [], ended: 'calls', usage, model: 'm' } as const;
    const result = { how: 'seen', call, text: 'jam', ms: 1, changes: false } as const;
    const step: Step = { heard: [], said, ms: 1, act: { is: 'called', results: [result] } };
    assert.deepEqual(maskedStep(step), step);
  });
});

suite('A folded step', () => {
  test('is told in a line by what was called, and keeps what people wrote', async () => {
    const world = openLoopWorld();
    world.mail.push({ id: 1, by: 'ada', text: 'Ada says: keep it short.' });
    const { ending } = await world.run(
      (step) =>
        step < 60
          ? { words: 'I think '.repeat(60), calls: [['write', { name: `n${step}`, text: 'x'.repeat(200) }]] }
          : { calls: [['submit', { summary: 'tidy' }]] },
      { window: 8_000, aim: { limits: { steps: 99, tokens: 1_000_000, ms: 1_000_000 } } },
    );
    assert.equal(ending.is, 'done');
    const [, task, folded] = world.asked.at(-1)?.turns ?? [];
    assert.equal(task?.content, 'Tidy them up.');
    assert.match(
      folded?.content ?? '',
      /^Your first steps are left out here to save room\. In short:\nAda says: keep it short\.\n1\. write \{"name":"n1","text":"x+… \(seen\)\n2\. write /,
    );
  });
});
