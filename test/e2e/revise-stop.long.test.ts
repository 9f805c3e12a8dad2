import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lacking } from '../services/lacking.ts';
import { draftWorld, planned, replacing, submitted } from './revise-world.ts';

const first = 'Take ten per cent off for members';
const source = 'src/shop.js';
const answer = 'It is called `share` now.';

suite('work on a draft of ours that somebody stops', { skip: lacking('bubblewrap') }, () => {
  test('before its commit leaves nothing but a word about it, and waits until somebody asks anew', async (t) => {
    const draft = await reviewed(t);
    const { world, ada, bob, pull, takes, commits, statuses, threads, head, worked } = draft;
    await world.model.next();
    ada.comment(pull, '/stop');
    await world.quiet();
    const said = 'Stopped by ada. What was done is kept; comment `/continue` to go on with it.';
    assert.deepEqual(statuses(), [['**`/revise`: stopped**', said]]);
    assert.deepEqual([await commits(), threads()], [[first], [[['bob', 'What is 0.9?']]]]);

    const before = worked().length;
    await ada.reportCheck('octo/shop', head(), {
      name: 'lint',
      conclusion: 'success',
      title: '',
      summary: '',
    });
    await world.quiet();
    assert.equal(worked().length, before);
    takes(draft.turns);
    bob.comment(pull, '/continue');
    await world.quiet();
    assert.deepEqual(statuses(), [isDone]);
    assert.deepEqual(await commits(), [first, 'Heed the remarks of bob']);
  });

  for (const [what, isThen] of [
    ['its commit is made', /^POST \/graphql .*createCommitOnBranch/],
    ['it is described', /^PATCH \S+\/pulls\/\{pull_number\} /],
    ['its answers are given', /^POST \S+\/replies /],
  ] as const) {
    test(`while ${what} is done as a whole: commit, description and answers`, async (t) => {
      const { world, ada, pull, commits, statuses, threads } = await reviewed(t);
      let isStopped = false;
      world.github.observe(({ method, template, requestBody }) => {
        if (isStopped || !isThen.test(`${method} ${template} ${JSON.stringify(requestBody)}`)) return;
        isStopped = true;
        ada.comment(pull, '/stop');
      });
      await world.quiet();
      assert.ok(isStopped);
      assert.deepEqual(statuses(), [isDone]);
      assert.deepEqual(await commits(), [first, 'Heed the remarks of bob']);
      assert.match(world.drafts('octo/shop')[0]?.body ?? '', /^Members pay a share\.\n/);
      assert.deepEqual(threads(), [
        [
          ['bob', 'What is 0.9?'],
          ['patchwright[bot]', answer],
        ],
      ]);
    });
  }
});

const isDone = [
  '**`/revise`: done**',
  'What was done is told in the commits, in the threads and in comments here.',
];

/** A draft of ours, reviewed by bob, with a model that does what he asks for. */
async function reviewed(t: Parameters<typeof draftWorld>[0]) {
  const draft = await draftWorld(t);
  const { world, bob, pull, takes } = draft;
  // The number of the thread is not known before the review is there.
  world.model.otherwise(() => undefined);
  await bob.review(pull, {
    event: 'REQUEST_CHANGES',
    comments: [{ path: source, line: 3, body: 'What is 0.9?' }],
  });
  const [root] = world.github.state.reviews(pull).flatMap(({ comments }) => comments);
  assert.ok(root);
  const turns = [
    planned('Name the share'),
    replacing('  return isMember', '  const share = 0.9;\n  return isMember'),
    replacing('amount * 0.9', 'amount * share'),
    submitted('Members pay a share.', [{ thread: root.id, text: answer }]),
  ];
  takes(turns);
  /** Title and reason of each comment that tells how a request stands. */
  function statuses(): readonly (readonly string[])[] {
    const ours = world.comments(pull).filter(({ body }) => body.startsWith('**`/'));
    return ours.map(({ body }) => body.split('\n\n').slice(0, 2));
  }
  return { ...draft, turns, statuses };
}
