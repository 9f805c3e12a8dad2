import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Wish } from '../../src/commands/generate-tests/arguments.ts';
import { openFindings } from '../../src/commands/generate-tests/open-findings.ts';
import type { Thread } from '../../src/ports/forge.ts';

const usual: Wish = { targets: [], framework: null, goal: 'comment' };

suite('the words behind /generate-tests', () => {
  const cases: readonly (readonly [string, Partial<Wish>])[] = [
    ['', {}],
    ['src/shop.js price', { targets: ['src/shop.js', 'price'] }],
    ['price, total', { targets: ['price', 'total'] }],
    ['--commit', { goal: 'commit' }],
    ['--pr price', { goal: 'pull', targets: ['price'] }],
    ['--framework vitest', { framework: 'vitest' }],
    ['--framework=vitest price --commit', { framework: 'vitest', targets: ['price'], goal: 'commit' }],
  ];
  for (const [words, wish] of cases)
    test(`"${words}" mean what they say`, () => {
      assert.deepEqual(Wish.parse(words.split(' ').filter((word) => word !== '')), { ...usual, ...wish });
    });

  const faults = [
    ['--push', 'there is no option `--push`'],
    ['--framework', '`--framework` takes a name'],
    ['--framework --commit', '`--framework` takes a name'],
    ['price --framework=', '`--framework` takes a name'],
    ['--commit --pr', '`--commit` and `--pr` exclude each other'],
  ] as const;
  for (const [words, fault] of faults)
    test(`"${words}" are not understood`, () => {
      const read = Wish.safeParse(words.split(' '));
      assert.deepEqual(
        read.error?.issues.map(({ message }) => message),
        [fault],
      );
    });
});

suite('findings that a test may not hold to be right', () => {
  const thread: Thread = {
    id: 'T1',
    rootCommentId: 1,
    fingerprint: 'f1',
    path: 'src/shop.js',
    line: 4,
    startLine: 2,
    isResolved: false,
    resolvedBy: null,
    comments: [
      {
        id: 1,
        author: { id: 9, login: 'patchwright[bot]', isBot: true },
        body: '**High, bug:** The sum forgets a price\n\nAll but the last.',
        isOurs: true,
      },
    ],
  };

  test('are those of our open threads, with their lines and words', () => {
    assert.deepEqual(
      openFindings([thread]).map(({ anchor, title, body }) => ({ anchor, title, body })),
      [
        {
          anchor: { path: 'src/shop.js', side: 'new', start: 2, end: 4 },
          title: 'The sum forgets a price',
          body: thread.comments[0]?.body,
        },
      ],
    );
  });

  test('are not those that are settled, outdated or somebody else’s', () => {
    const others = [
      { ...thread, isResolved: true },
      { ...thread, line: null },
      { ...thread, fingerprint: null },
    ];
    assert.deepEqual(openFindings(others), []);
  });
});
