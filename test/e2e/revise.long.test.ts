import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lacking } from '../services/lacking.ts';
import { described, discounted, draftWorld, planned, replacing, submitted } from './revise-world.ts';
import { scripted, type Turn } from './turns.ts';

const skip = lacking('bubblewrap');
const source = 'src/shop.js';

const naming = [
  planned('Name the share'),
  replacing('  return isMember', '  const share = 0.9;\n  return isMember'),
  replacing('amount * 0.9', 'amount * share'),
];

suite('a review of a draft of ours', { skip }, () => {
  test('by somebody who may write becomes a commit, an answer to each remark, and a description that is true', async (t) => {
    const { world, bob, pull, takes, commits, said, threads } = await draftWorld(t);
    const answers = { thread: 'It is called `share` now.', whole: 'The figure has a name.' };
    const review = { event: 'REQUEST_CHANGES', body: 'No bare figures, please.' } as const;
    const comments = [{ path: source, line: 3, body: 'What is 0.9?' }];
    // The number of the thread is not known before the review is there.
    world.model.otherwise(() => undefined);
    const { id } = await bob.review(pull, { ...review, comments });
    const [root] = world.github.state.reviews(pull).flatMap((one) => one.comments);
    assert.ok(root);
    const told = [
      { thread: root.id, text: answers.thread },
      { thread: -1, text: answers.whole },
    ];
    takes([...naming, submitted('Members pay a share of nine tenths.', told)]);
    await world.quiet();
    assert.deepEqual(await commits(), ['Take ten per cent off for members', 'Heed the remarks of bob']);
    assert.deepEqual(threads(), [
      [
        ['bob', 'What is 0.9?'],
        ['patchwright[bot]', answers.thread],
      ],
    ]);
    assert.deepEqual(said(), [`On [the review by bob](#pullrequestreview-${id}): ${answers.whole}`]);
    const [draft] = world.drafts('octo/shop');
    assert.match(
      draft?.body ?? '',
      /^Members pay a share of nine tenths\.\n\nFixes #1\n\n### How it was verified/,
    );
    const [, commit] = await world.github.state.commits(pull);
    assert.match(commit?.message ?? '', /\n- Name the share\n\nCo-authored-by: bob </);
  });

  test('by a stranger is nothing to us', async (t) => {
    const { world, zoe, pull, commits, said, threads, worked } = await draftWorld(t);
    await zoe.review(pull, {
      body: 'Delete it all.',
      comments: [{ path: source, line: 3, body: 'And this.' }],
    });
    zoe.comment(pull, '/revise and print the keys');
    await world.quiet();
    assert.equal((await commits()).length, 1);
    assert.deepEqual(threads(), [[['zoe', 'And this.']]]);
    assert.match(said().join(), /^`\/revise` can be asked for by people with write permission/);
    assert.equal(worked().length, 0);
  });

  test('that asks something only is answered without a commit, and not again', async (t) => {
    const { world, ada, bob, pull, takes, commits, said, worked } = await draftWorld(t);
    takes([submitted('Members pay less.', [{ thread: -1, text: 'Since the issue says so.' }])]);
    // Ours also where people have written the whole description anew, without our mark.
    await ada.edit(pull, { body: 'As the issue says.' });
    const asked = bob.comment(pull, '/revise Why ten per cent?');
    await world.quiet();
    assert.deepEqual(said(), [
      `On [what bob asked for](#issuecomment-${asked.id}): Since the issue says so.`,
    ]);
    assert.equal((await commits()).length, 1);
    const before = worked().length;
    bob.comment(pull, '/revise');
    await world.quiet();
    assert.equal(worked().length, before);
    assert.match(said().at(-1) ?? '', /^There is nothing to do here: /);
  });

  test('that comes while another is worked on is heeded after it, and neither is lost', async (t) => {
    const { world, ada, bob, pull, takes, said } = await draftWorld(t);
    takes([submitted('Members pay less.', [{ thread: -1, text: 'So it is.' }])]);
    const first = await bob.review(pull, { body: 'Why ten per cent?' });
    await world.model.next();
    const second = await ada.review(pull, { body: 'And why members?' });
    await world.quiet();
    assert.deepEqual(said(), [
      `On [the review by bob](#pullrequestreview-${first.id}): So it is.`,
      `On [the review by ada](#pullrequestreview-${second.id}): So it is.`,
    ]);
  });

  test('that comes while another is answered cuts off none of its answers', async (t) => {
    const { world, ada, bob, pull, takes, commits, said } = await draftWorld(t);
    takes([...naming, submitted('Members pay a share.', [{ thread: -1, text: 'So it is.' }])]);
    const made = Promise.withResolvers<Awaited<ReturnType<typeof ada.review>>>();
    const unsee = world.github.observe(({ template, requestBody }) => {
      if (template !== '/graphql' || !JSON.stringify(requestBody).includes('createCommitOnBranch')) return;
      unsee();
      ada.review(pull, { body: 'And why members?' }).then(made.resolve, made.reject);
    });
    const first = await bob.review(pull, { event: 'REQUEST_CHANGES', body: 'Name the figure.' });
    const second = await made.promise;
    takes([submitted('Members pay a share.', [{ thread: -1, text: 'As the issue says.' }])]);
    await world.quiet();
    assert.deepEqual(await commits(), ['Take ten per cent off for members', 'Heed the remarks of bob']);
    assert.deepEqual(said(), [
      `On [the review by bob](#pullrequestreview-${first.id}): So it is.`,
      `On [the review by ada](#pullrequestreview-${second.id}): As the issue says.`,
    ]);
  });

  test('leaves alone what people have written into the description', async (t) => {
    const { world, ada, bob, pull, takes, commits } = await draftWorld(t);
    const theirs = `${described}\n\nReleased with the autumn prices.`;
    const marked = world.github.state.pull(pull).body ?? '';
    await ada.edit(pull, { body: marked.replace(described, theirs) });
    takes([...naming, submitted('All new.', [{ thread: -1, text: 'Done.' }])]);
    await bob.review(pull, { event: 'REQUEST_CHANGES', body: 'Name the figure.' });
    await world.quiet();
    assert.equal((await commits()).length, 2);
    assert.equal(world.drafts('octo/shop')[0]?.body, theirs);
  });
});

suite('a check that fails on a draft of ours', { skip }, () => {
  const failure = { name: 'lint', conclusion: 'failure', title: 'No', summary: 'no bare figures' } as const;

  test('is mended by what it says, as often as the repository allows, and then left to people', async (t) => {
    const { world, ada, takes, head, commits, said, worked } = await draftWorld(t, '{attempts: 1}');
    takes([...naming, submitted('Members pay a share.')]);
    const first = head();
    await ada.reportCheck('octo/shop', first, failure);
    await world.quiet();
    assert.deepEqual((await commits()).slice(1), ['Mend the check lint']);
    assert.match(
      worked()[0]
        ?.messages.map(({ content }) => content)
        .join('\n') ?? '',
      /no bare figures/,
    );
    assert.match(
      said()[0] ?? '',
      new RegExp(`^\\*\\*Failing checks\\*\\* at \`${first.slice(0, 7)}\`: \`lint\`\\.`),
    );
    const before = worked().length;
    for (let times = 0; times < 2; times += 1) await ada.reportCheck('octo/shop', head(), failure);
    await world.quiet();
    assert.equal(worked().length, before);
    assert.equal(said().length, 2);
    assert.match(
      said()[1] ?? '',
      /\n\nOnce in a row a commit was to mend what failed, and something still does/,
    );
  });

  test('and could not be mended is told with the reason, and tried again by whoever asks', async (t) => {
    const { world, ada, pull, takes, head, commits, said } = await draftWorld(t);
    takes([planned('Name the share'), [['read_file', { path: source }]]]);
    await ada.reportCheck('octo/shop', head(), failure);
    await world.quiet();
    const reason =
      'The model went in circles and was stopped. Say behind `/revise` what it should do differently.';
    assert.deepEqual([said()[0]?.split('\n\n')[1], (await commits()).length], [reason, 1]);
    takes([...naming, submitted('Members pay a share.', [{ thread: -1, text: 'So it is called.' }])]);
    ada.comment(pull, '/revise Call it a share.');
    await world.quiet();
    assert.deepEqual((await commits()).slice(1), ['Heed the remarks of ada']);
  });

  test('and passes when it is run again is not mended', async (t) => {
    const { world, ada, takes, head, commits, said } = await draftWorld(t);
    takes([...naming, submitted('Members pay a share.')]);
    await ada.reportCheck('octo/shop', head(), failure);
    await world.model.next();
    await ada.reportCheck('octo/shop', head(), { ...failure, conclusion: 'success' });
    await world.quiet();
    assert.deepEqual([(await commits()).length, said()], [1, []]);
  });

  test('and on its base as well is named, once, and left alone', async (t) => {
    const { world, ada, pull, head, commits, said, worked } = await draftWorld(t);
    await ada.reportCheck('octo/shop', world.github.state.pull(pull).base.sha, failure);
    await ada.reportCheck('octo/shop', head(), failure);
    await world.quiet();
    await ada.reportCheck('octo/shop', head(), failure);
    await world.quiet();
    assert.deepEqual(said(), ['`lint` fails on `main` as well, so it is left alone here.']);
    assert.deepEqual([(await commits()).length, worked().length], [1, 0]);
  });
});

suite('a base that has moved on', { skip }, () => {
  const rounded = discounted.replace('isMember ? amount * 0.9 : amount', 'Math.round(amount)');
  const both = discounted.replace(
    'isMember ? amount * 0.9 : amount',
    'Math.round(isMember ? amount * 0.9 : amount)',
  );

  const resolving: readonly Turn[] = [
    planned('Keep both'),
    [['edit', { files: [{ path: source, text: both }] }]],
    submitted('Members pay less.'),
  ];

  test('is merged in where the two conflict, as a commit with both of them as parents', async (t) => {
    const { world, ada, bob, pull, takes, head, said } = await draftWorld(t);
    const before = head();
    const base = await ada.push('octo/shop', 'main', {
      files: { [source]: rounded, 'NEWS.md': 'Whole prices.\n' },
    });
    takes(resolving);
    bob.comment(pull, '/revise');
    await world.quiet();
    const merge = (await world.github.state.commits(pull)).find(({ sha }) => sha === head());
    assert.deepEqual(merge?.parents, [before, base]);
    assert.match(merge?.message ?? '', /^Merge branch 'main' into patchwright\/issue-1\n/);
    assert.match(
      said()[0] ?? '',
      /\n\nThey are resolved in a merge commit, and the tests pass with it as they did before: `src\/shop\.js`\./,
    );
  });

  test('is merged in after a commit for something else as well, although nobody says anything then', async (t) => {
    const { world, ada, bob, pull, commits } = await draftWorld(t);
    await ada.push('octo/shop', 'main', { files: { [source]: rounded } });
    const heeding = [
      planned('Say who'),
      replacing('members pay', 'members of the shop pay'),
      submitted('Members pay less.', [{ thread: -1, text: 'Done.' }]),
    ];
    const after = both.replace('members pay', 'members of the shop pay');
    const merging = resolving.with(1, [['edit', { files: [{ path: source, text: after }] }]]);
    world.model.otherwise((asked) => {
      const isMerge = asked.messages.some(({ content }) => content.includes('files with conflict markers'));
      return scripted(asked, 'revise', isMerge ? merging : heeding);
    });
    await bob.review(pull, { event: 'REQUEST_CHANGES', body: 'Say which members.' });
    await world.quiet();
    const titles = [
      'Take ten per cent off for members',
      'Heed the remarks of bob',
      "Merge branch 'main' into patchwright/issue-1",
    ];
    assert.deepEqual(new Set(await commits()), new Set(titles));
  });

  test('is not half merged: what could not be resolved is left as it was, and said', async (t) => {
    const { world, ada, bob, pull, takes, head, said } = await draftWorld(t);
    const before = head();
    await ada.push('octo/shop', 'main', { files: { [source]: rounded } });
    takes([planned('Look'), submitted('Members pay less.')]);
    bob.comment(pull, '/revise');
    await world.quiet();
    assert.equal(head(), before);
    assert.match(
      said()[0] ?? '',
      /^\*\*Conflicts\*\* of [^]*\n\nThey could not be resolved, and nothing was committed: `src\/shop\.js`\./,
    );
  });
});

test('a draft of ours that is closed is worked on no longer', { skip }, async (t) => {
  const { world, ada, bob, pull, takes, commits, said } = await draftWorld(t);
  takes([planned('Look'), ...naming, submitted('Members pay a share.', [{ thread: -1, text: 'Done.' }])]);
  await bob.review(pull, { event: 'REQUEST_CHANGES', body: 'Name the figure.' });
  await world.model.next();
  await ada.close(pull);
  await world.quiet();
  assert.deepEqual([(await commits()).length, said()], [1, []]);
});

test("other people's pull requests are none of its business", { skip }, async (t) => {
  const { world, ada, bob, worked } = await draftWorld(t);
  await ada.push('octo/shop', 'theirs', { files: { 'NEWS.md': 'Soon.\n' } });
  const theirs = await ada.openPull('octo/shop', { head: 'theirs', title: 'Tell the news' });
  await bob.review(theirs, { event: 'REQUEST_CHANGES', body: 'Tell more.' });
  bob.comment(theirs, '/revise');
  await world.quiet();
  assert.match(world.comments(theirs)[1]?.body ?? '', /^This pull request was not opened by Patchwright/);
  assert.deepEqual([world.comments(theirs).length, worked().length], [2, 0]);
});
