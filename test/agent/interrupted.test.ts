import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { tool } from '../../src/agent/tool.ts';
import { Failure, transientFailure, userFailure } from '../../src/core/failure.ts';
import { nonceOf } from '../../src/core/prompt.ts';
import { type Line, openLoopWorld, type Report } from './loop-world.ts';

const byAda = new Failure({ kind: 'cancelled', by: { is: 'person', login: 'ada' } });
const draft: Line = { calls: [['draft', { summary: 'half of it' }]] };

/** A tool that never comes back, and does not listen; it tells when it has begun. */
function hanging(began: () => void) {
  return tool<unknown, Report>({
    name: 'hang',
    description: 'Hangs.',
    changes: true,
    input: z.object({}),
    run: () => {
      began();
      return new Promise(() => undefined);
    },
  });
}

suite('A conversation that somebody stops', () => {
  test('in the middle of a call ends at once, and keeps what was handed in', async () => {
    const world = openLoopWorld();
    const abort = new AbortController();
    const tools = [...world.aim.tools, hanging(() => abort.abort(byAda))];
    const { ending, handIn, steps } = await world.run(
      (step) => (step === 1 ? draft : { calls: [['hang', {}]] }),
      { aim: { tools }, parts: { signal: abort.signal } },
    );
    assert.deepEqual(ending, { is: 'cancelled', by: { is: 'person', login: 'ada' } });
    assert.deepEqual([handIn, steps.length], [{ summary: 'half of it' }, 1]);
    const entries = [...world.entries.values()];
    assert.deepEqual(entries.slice(-2), [
      { is: 'called', tool: 'hang', input: '{}' },
      { is: 'ended', how: 'cancelled', why: 'by ada', steps: 1 },
    ]);
  });

  test('while the model thinks ends at once, whatever the model does', async () => {
    const world = openLoopWorld();
    const abort = new AbortController();
    const { ending, steps } = await world.run(
      () => {
        abort.abort(byAda);
        return new Promise<Line>(() => undefined);
      },
      { parts: { signal: abort.signal } },
    );
    assert.deepEqual([ending.is, steps.length], ['cancelled', 0]);
  });

  test('is stopped by them, whatever the model says of the interruption', async () => {
    const world = openLoopWorld();
    const abort = new AbortController();
    const { ending } = await world.run(
      () => {
        abort.abort(byAda);
        throw new DOMException('This operation was aborted', 'AbortError');
      },
      { parts: { signal: abort.signal } },
    );
    assert.equal(ending.is, 'cancelled');
  });

  test('before it begins asks nothing', async () => {
    const world = openLoopWorld();
    const { ending } = await world.run(() => draft, { parts: { signal: AbortSignal.abort(byAda) } });
    assert.deepEqual([ending.is, world.asked.length], ['cancelled', 0]);
  });

  test('because another worker takes it, or nobody wants it any more, has not ended', async () => {
    for (const reason of [
      new Failure({ kind: 'cancelled', by: { is: 'shutdown' } }),
      new Failure({ kind: 'stale' }),
    ]) {
      const world = openLoopWorld();
      await assert.rejects(
        world.run(() => draft, { parts: { signal: AbortSignal.abort(reason) } }),
        reason,
      );
      assert.deepEqual(
        [...world.entries.values()].map(({ is }) => is),
        ['system'],
      );
    }
  });
});

async function endingAfter(failure: unknown) {
  const world = openLoopWorld();
  return world.run((step) => {
    if (step === 1) return draft;
    throw failure;
  });
}

suite('A model that cannot be asked any more', () => {
  test('ends the work with what was handed in, and says why', async () => {
    const refusal = { is: 'model-refused', model: 'scripted', detail: 'it would rather not' } as const;
    const { ending, handIn } = await endingAfter(userFailure(refusal));
    assert.deepEqual(ending, { is: 'model-failed', why: { is: 'not-asked', reason: refusal } });
    assert.deepEqual(handIn, { summary: 'half of it' });
  });

  test('because a limit outside is reached, is a limit', async () => {
    const reason = { is: 'too-large', what: 'the conversation', limit: '8,000 tokens' } as const;
    const { ending, handIn } = await endingAfter(new Failure({ kind: 'budget', reason }));
    assert.deepEqual(ending, { is: 'limit', which: { is: 'refused', reason } });
    assert.deepEqual(handIn, { summary: 'half of it' });
  });

  test('for the moment is waited for by the job', async () => {
    const failure = transientFailure({ is: 'model-unavailable', detail: 'it is away' }, 1_000);
    await assert.rejects(endingAfter(failure), failure);
  });

  test('does not hide a bug, nor what is not the model’s', async () => {
    const bug = new TypeError('undefined is not a function');
    await assert.rejects(endingAfter(bug), bug);
    const gone = userFailure({ is: 'gone', what: 'octo/demo' });
    await assert.rejects(endingAfter(gone), gone);
  });
});

suite('What is written down', () => {
  test('is everything that was heard, said, called and seen, in order, without secrets', async () => {
    const world = openLoopWorld();
    world.notes.set('a', 'the password is swordfish');
    world.mail.push({ id: 1, by: 'ada', text: 'It is swordfish.' });
    const script: Line[] = [
      { words: 'Is it swordfish?', calls: [['read', { name: 'a' }]] },
      { calls: [['submit', { summary: 'swordfish' }]] },
    ];
    await world.run((step) => script[step - 1] ?? {}, { parts: { place: 2 } });
    const nonce = nonceOf('a', 'the password is swordfish');
    const cost = { tokensIn: 1_000, tokensCached: 600, tokensOut: 50, usd: 0.5, ms: 100 };
    assert.deepEqual(
      [...world.entries],
      [
        {
          is: 'system',
          conversation: 'tidy',
          model: 'scripted',
          system: 'You tidy notes.',
          task: 'Tidy them up.',
          tools: ['read', 'write', 'submit', 'draft'],
        },
        { is: 'mail', by: 'ada', text: 'It is [redacted].' },
        {
          is: 'said',
          step: 1,
          model: 'scripted',
          text: 'Is it [redacted]?',
          ended: 'calls',
          ...cost,
        },
        { is: 'called', tool: 'read', input: '{"name":"a"}' },
        {
          is: 'observed',
          tool: 'read',
          how: 'seen',
          text: `Note a:\n<untrusted-${nonce} source="a" trust="repository">\nthe password is [redacted]\n</untrusted-${nonce}>`,
          ms: 10,
        },
        { is: 'said', step: 2, model: 'scripted', text: '', ended: 'calls', ...cost },
        { is: 'called', tool: 'submit', input: '{"summary":"[redacted]"}' },
        { is: 'observed', tool: 'submit', how: 'done', text: 'Thank you.', ms: 10 },
        { is: 'ended', how: 'done', why: '', steps: 2 },
      ].map((entry, at) => [200_000 + at, entry]),
    );
  });
});
