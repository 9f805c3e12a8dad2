import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { noProgress, type RunState } from '../../src/core/run.ts';
import { statusText } from '../../src/text/status.ts';

const nothing = { tokens: 0, usd: 0, unpriced: 0 };

function told(
  state: RunState,
  more: Partial<Parameters<typeof statusText>[0]> = {},
  spent = nothing,
  asked: number | null = null,
): string {
  const run = {
    command: 'generate-tests',
    state,
    progress: noProgress,
    pull: null,
    createdAt: 1_000,
    ...more,
  };
  return statusText(run, { now: 201_000, spent, asked });
}

suite('the comment that tells how a request stands', () => {
  test('while nobody has taken it up', () => {
    assert.equal(
      told({ is: 'queued' }),
      `**\`/generate-tests\`: queued**

It is next as soon as a worker is free.

Comment \`/stop\` to stop it.`,
    );
  });

  test('at work, with plan, counts, time, and what was spent of what is allowed', () => {
    const progress = {
      ...noProgress,
      counts: { done: 3, of: 12 },
      plan: ['Set the project up', 'Write tests'],
      stepsDone: 1,
      most: { tokens: 500_000, usd: 1 },
    };
    const spent = { tokens: 48_200, usd: 0.12, unpriced: 0 };
    assert.equal(
      told({ is: 'working', phase: 'writing' }, { progress }, spent),
      `**\`/generate-tests\`: writing (3 of 12 done)**

- [x] Set the project up
- [ ] Write tests

3 min 20 s so far. Spent: 48,200 tokens, $0.12. Allowed: 500,000 tokens, $1.00.

Comment \`/stop\` to stop it.`,
    );
  });

  test('at work, with what it did last, its draft, and what people can do', () => {
    const trail = ['read {"path":"a.ts"}', 'run `npm test`'];
    const progress = { ...noProgress, trail, hint: 'Comment here to steer it.' };
    assert.equal(
      told({ is: 'working', phase: 'implementing' }, { progress, pull: 12 }),
      `**\`/generate-tests\`: implementing**

The draft pull request is #12.

3 min 20 s so far. Spent: 0 tokens, $0.00.

<details><summary>What it did last</summary>

- \`read {"path":"a.ts"}\`
- \`\` run \`npm test\` \`\`

</details>

Comment here to steer it. Comment \`/stop\` to stop it.`,
    );
  });

  test('at its end, with the draft and without what went before', () => {
    const progress = { ...noProgress, trail: ['read {"path":"a.ts"}'], hint: 'Comment here to steer it.' };
    const state = { is: 'ended', how: 'done', reason: 'All of it.' } as const;
    assert.equal(
      told(state, { progress, pull: 12 }),
      '**`/generate-tests`: done**\n\nThe draft pull request is #12.\n\nAll of it.\n\nIt took 3 min 20 s.',
    );
  });

  test('at work, before it has said on what, where nothing limits it', () => {
    assert.equal(
      told({ is: 'working', phase: '' }, { createdAt: 201_000 - 7_500_000 }),
      `**\`/generate-tests\`: at work**

2 h 5 min so far. Spent: 0 tokens, $0.00.

Comment \`/stop\` to stop it.`,
    );
  });

  const titles: readonly (readonly [RunState, string])[] = [
    [
      { is: 'waiting', reason: 'The model is away.' },
      "waiting**\n\nThe model is away.\n\nIt is tried again without anybody's help.",
    ],
    [{ is: 'asking', question: 'Which one?' }, 'a question for you**\n\nWhich one?\n\nAnswer in a comment.'],
    [{ is: 'paused' }, 'paused**'],
  ];
  for (const [state, words] of titles)
    test(`that is ${state.is}`, () => assert.match(told(state), startingWith(words)));

  const endings: readonly (readonly [Extract<RunState, { is: 'ended' }>['how'], string])[] = [
    ['done', 'done**\n\nSaid why.\n\nIt took 3 min 20 s.'],
    ['blocked', 'done**\n\nSaid why.\n\nIt took 3 min 20 s.'],
    [
      'partial',
      'done in part**\n\nSaid why.\n\nIt took 3 min 20 s.\n\nComment `/continue` to go on with what is left.',
    ],
    ['refused', 'not done**\n\nSaid why.\n\nIt took 3 min 20 s.'],
    ['superseded', 'superseded**\n\nNot done: Said why. Ask again if it is still wanted.'],
    ['cancelled', 'stopped**\n\nSaid why.\n\nIt took 3 min 20 s.'],
    ['dead', 'could not be finished**\n\nSaid why.\n\nIt took 3 min 20 s.'],
  ];
  for (const [how, words] of endings)
    test(`that ended as ${how}`, () =>
      assert.equal(told({ is: 'ended', how, reason: 'Said why.' }), `**\`/generate-tests\`: ${words}`));

  test('that has asked in a comment of its own links to that', () => {
    assert.match(
      told({ is: 'asking', question: 'Which one?' }, {}, nothing, 12),
      startingWith(
        'a question for you**\n\nThe work goes on once [the question](#issuecomment-12) is answered.',
      ),
    );
  });

  test('whose place another has taken', () => {
    assert.equal(
      told({ is: 'ended', how: 'superseded', reason: '' }),
      '**`/generate-tests`: superseded**\n\nA newer request takes its place.',
    );
  });
});

function startingWith(words: string): RegExp {
  return new RegExp(`^\\*\\*\`/generate-tests\`: ${RegExp.escape(words)}`);
}
