import assert from 'node:assert/strict';
import { once } from 'node:events';
import { suite, test } from 'node:test';
import { agreeable } from '../agreeable.ts';
import { type Files, shop, shopTest } from '../engines/tests/tests-world.ts';
import { jailedBelow } from '../hostile/watch.ts';
import { lacking } from '../services/lacking.ts';
import { reviewAnswer, World, type WorldOptions } from '../world.ts';

type Ending = Parameters<typeof World.open>[0];

const skip = lacking('bubblewrap');

const membersPayLess = shopTest('members pay less', 'assert.equal(price(100, true), 90);', {
  checks: 'Members pay ten per cent less.',
});

/** A test of the project's own that does not end by itself, and starts a process that hears no signal. */
const endless = {
  'test/endless.test.js': `import { spawn } from 'node:child_process';
import { test } from 'node:test';

test('ends never', () => {
  spawn('sh', ['-c', 'trap "" TERM HUP INT; while :; do sleep 1; done'], { detached: true, stdio: 'ignore' }).unref();
  for (;;);
});
`,
};

/** A shop whose members begin to pay less, by a pull request of ada, or of mallory from her fork. Nothing is left to test after what is scripted. */
async function shopPull(
  t: Ending,
  options: WorldOptions & {
    readonly fork?: boolean;
    readonly still?: boolean;
    readonly isReviewed?: boolean;
    readonly files?: Files;
  } = {},
) {
  const world = options.still === true ? await World.still(t, options) : await World.open(t, options);
  world.model.otherwise((asked) => (/^tests \d/.test(asked.prompt) ? '<none/>' : agreeable(asked)));
  const first = options.still === true ? await world.startProcess() : null;
  const ada = world.github.as('ada');
  await ada.createRepository('octo/shop', {
    files: { ...shop.before, ...(options.isReviewed === true ? {} : { '.github/patchwright.yml': quiet }) },
  });
  const author = options.fork === true ? world.github.as('mallory') : ada;
  if (options.fork === true) await author.fork('octo/shop');
  await author.push(options.fork === true ? 'mallory/shop' : 'octo/shop', 'members', {
    files: { ...shop.after, ...options.files },
  });
  const head = options.fork === true ? 'mallory:members' : 'members';
  const pull = await author.openPull('octo/shop', { head, title: 'Members pay ten per cent less' });
  return { world, ada, author, pull, first };
}

/** Nothing is reviewed by itself. */
const quiet = 'review:\n  enabled: false\n';

type Pull = Awaited<ReturnType<typeof shopPull>>['pull'];

/** What the app has said on the pull request, in its order. */
function said(world: World, pull: Pull): readonly string[] {
  return world
    .comments(pull)
    .filter(({ author }) => author === 'patchwright[bot]')
    .map(({ body }) => body);
}

const verifiedRow =
  /\| `members pay less` \| Members pay ten per cent less\. \|.* \| 2 of 2 \| 5 of 5 runs \| fails \|/;

suite('/generate-tests', { skip }, () => {
  test('answers with tests that were run, and with one comment that tells how it stood', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    world.model.script('tests 1', membersPayLess);
    ada.comment(pull, '/generate-tests');
    await world.quiet();
    const [status, answer, ...more] = said(world, pull);
    assert.match(status ?? '', /^\*\*`\/generate-tests`: done\*\*\n\nTests: 1 verified\.\n\nSpent: /);
    assert.match(status ?? '', /- \[x\] Set the project up\n/);
    assert.match(answer ?? '', /^1 test verified, written for `node:test`\./);
    assert.match(answer ?? '', verifiedRow);
    assert.match(answer ?? '', /assert\.equal\(price\(100, true\), 90\);/);
    assert.deepEqual(more, []);
    assert.equal((await world.github.state.commits(pull)).length, 1);
  });

  test('with --commit pushes them in one commit, for those who may write', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    world.model.script('tests 1', membersPayLess);
    ada.comment(pull, '/generate-tests price --commit');
    await world.quiet();
    const commits = await world.github.state.commits(pull);
    assert.equal(commits.length, 2);
    const [, answer] = said(world, pull);
    assert.match(answer ?? '', /^The verified tests are in a new commit on `members`\.\n\n1 test verified/);
    assert.doesNotMatch(answer ?? '', /<details>/);
  });

  test('with --pr opens a draft on top of the branch, signed off where the repository demands that', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    const guide = 'Commits need a `Signed-off-by` line.\n';
    await ada.push('octo/shop', 'main', { files: { 'CONTRIBUTING.md': guide } });
    world.model.script('tests 1', membersPayLess);
    ada.comment(pull, '/generate-tests --pr');
    await world.quiet();
    const [draft, ...others] = world.drafts('octo/shop');
    assert.ok(draft);
    const { body, ...shown } = draft;
    assert.deepEqual(
      [shown, others],
      [
        {
          number: 2,
          title: 'Add tests for price',
          isDraft: true,
          state: 'open',
          head: 'patchwright/tests-1',
          base: 'members',
          reviewers: ['ada'],
        },
        [],
      ],
    );
    assert.match(body, /^Tests for pull request 1, on top of its branch `members`[^\n]*\n\n1 test verified/);
    const commits = await world.github.state.commits({ repository: 'octo/shop', number: 2 });
    assert.match(
      commits.map(({ message }) => message).join('\n--\n'),
      /^Add tests for price\n\nCo-authored-by: ada <[^\n]*\nSigned-off-by: patchwright\[bot\] <\d+\+patchwright\[bot\]@users\.noreply\.github\.com>\nPatchwright-Key: \S+$/,
    );
    const [status, answer] = said(world, pull);
    assert.match(status ?? '', /: done\*\*\n\nThe draft pull request is #2\./);
    assert.match(answer ?? '', /^The verified tests are in a draft pull request of their own, from `patch/);
    assert.equal((await world.github.state.commits(pull)).length, 1);
  });

  test('with --pr is refused to those who may not write, and on a fork says what is possible', async (t) => {
    const { world, ada, pull } = await shopPull(t, { fork: true });
    ada.setPermission('octo/shop', 'tom', 'triage');
    world.github.as('tom').comment(pull, '/generate-tests --pr');
    await world.quiet();
    assert.match(said(world, pull)[0] ?? '', /`\/generate-tests --pr` can be asked for by people with write/);
    world.model.script('tests 1', membersPayLess);
    ada.comment(pull, '/generate-tests --pr');
    await world.quiet();
    assert.match(said(world, pull).at(-1) ?? '', /^No pull request was opened: this one comes from a fork/);
    assert.deepEqual(world.drafts('octo/shop'), []);
  });

  test('with --commit is refused to those who may not write, who may ask without', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    ada.setPermission('octo/shop', 'tom', 'triage');
    world.github.as('tom').comment(pull, '/generate-tests --commit');
    await world.quiet();
    assert.match(
      said(world, pull)[0] ?? '',
      /^\*\*`\/generate-tests`: not done\*\*\n\n`\/generate-tests --commit` can be asked for by people with write permission, and tom is not among them\./,
    );
  });

  test('on a fork commits nothing, and says so above the tests', async (t) => {
    const { world, ada, pull } = await shopPull(t, { fork: true });
    world.model.script('tests 1', membersPayLess);
    ada.comment(pull, '/generate-tests --commit');
    await world.quiet();
    assert.match(said(world, pull)[1] ?? '', /^Nothing was committed: this pull request comes from a fork/);
  });

  test('for what is not in the change lists what is', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    ada.comment(pull, '/generate-tests prize');
    await world.quiet();
    assert.match(
      said(world, pull)[0] ?? '',
      /^\*\*`\/generate-tests`: done\*\*\n\nThe change has no `prize` that could be tested\. Name a path or one of these:\n\n- `src\/shop\.js: price`/,
    );
    assert.equal(said(world, pull).length, 1);
  });

  test('with an option that there is not says how it is written', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    ada.comment(pull, '/generate-tests --push');
    await world.quiet();
    assert.deepEqual(said(world, pull), [
      '`/generate-tests` was not understood: there is no option `--push`. Write it as `/generate-tests [path or symbol ...] [--framework NAME] [--commit | --pr]`.',
    ]);
  });

  test('asked for twice is done once', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    world.model.script('tests 1', { is: 'think', comments: 10, everyMs: 200, text: membersPayLess });
    const asked = world.model.next();
    ada.comment(pull, '/generate-tests');
    await asked;
    ada.comment(pull, '/generate-tests');
    await world.quiet();
    assert.equal(said(world, pull).length, 2);
  });

  test('begins anew, once, where the branch is pushed to meanwhile', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    world.model.script('tests 1', { is: 'think', comments: 10, everyMs: 200, text: membersPayLess });
    const asked = world.model.next();
    ada.comment(pull, '/generate-tests --commit');
    await asked;
    await ada.push('octo/shop', 'members', { files: { 'NOTES.md': 'New.\n' } });
    await world.quiet();
    assert.equal((await world.github.state.commits(pull)).length, 3);
    assert.match(said(world, pull)[1] ?? '', /^The verified tests are in a new commit/);
  });

  test('is asked for by the button of a check as well', async (t) => {
    const { world, ada, pull } = await shopPull(t, { isReviewed: true });
    world.model.script('review', reviewAnswer('Members pay less.'));
    await world.quiet();
    world.model.script('tests 1', membersPayLess);
    const [check] = world.github.state.checkRuns(pull);
    assert.deepEqual(check?.actions, [
      {
        identifier: 'generate-tests',
        label: 'Generate tests',
        description: 'Write and run tests for this change',
      },
    ]);
    ada.pressAction(check.id, 'generate-tests');
    await world.quiet();
    assert.match(said(world, pull).at(-1) ?? '', verifiedRow);
  });

  test('on a line means the function there, and is answered in the thread', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    world.model.script('tests 1', membersPayLess);
    await ada.reviewComment(pull, { path: 'src/shop.js', line: 3, body: '/generate-tests' });
    await world.quiet();
    const [thread] = world.github.state.threads(pull);
    assert.match(thread?.comments[1]?.body ?? '', verifiedRow);
    assert.match(said(world, pull)[0] ?? '', /: done/);
  });

  test('is stopped within a second', async (t) => {
    const { world, ada, pull } = await shopPull(t);
    world.model.script('tests 1', { is: 'hang', after: 'Let me' });
    const asked = world.model.next();
    ada.comment(pull, '/generate-tests');
    const question = await asked;
    const stopped = performance.now();
    ada.comment(pull, '/stop');
    await question.over;
    const took = performance.now() - stopped;
    await world.quiet();
    assert.match(said(world, pull)[0] ?? '', /^\*\*`\/generate-tests`: stopped\*\*\n\nStopped by ada\./);
    assert.equal(said(world, pull).length, 1);
    assert.ok(took < 2_000, `it took ${Math.round(took)} ms`);
  });

  test('is stopped within a second, with all that runs in its jail', async (t) => {
    const { world, ada, pull } = await shopPull(t, { files: endless });
    ada.comment(pull, '/generate-tests');
    await world.until('the suite is run', () => said(world, pull)[0]?.includes('- [x] Set the') ?? false);
    const data = world.settings('all').env.dataDir.split('/').slice(-2).join('/');
    let running = await jailedBelow(data);
    for (let left = 1_000; running.length < 4; left -= 1) {
      assert.ok(left > 0, 'nothing runs in a jail');
      running = await jailedBelow(data);
    }
    const stopped = performance.now();
    ada.comment(pull, '/stop');
    let last = stopped;
    while (running.length > 0 || !/: stopped/.test(said(world, pull)[0] ?? '')) {
      if (running.length > 0) last = performance.now();
      running = await jailedBelow(data);
    }
    await world.quiet();
    t.diagnostic(`from the comment to the end of the last process: ${Math.round(last - stopped)} ms`);
    assert.deepEqual(await jailedBelow(data), []);
    assert.equal(said(world, pull).length, 1);
    assert.ok(last - stopped < 2_000, `it took ${Math.round(last - stopped)} ms`);
  });

  test('is answered once although the worker is killed in the middle', async (t) => {
    const { world, ada, pull, first } = await shopPull(t, { still: true });
    world.model.script('tests 1', { is: 'hang', after: '' }, membersPayLess);
    const asked = world.model.next();
    ada.comment(pull, '/generate-tests');
    await asked;
    assert.ok(first);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await world.startProcess();
    await world.until('it is done', () => /: done/.test(said(world, pull)[0] ?? ''));
    const [, answer, ...more] = said(world, pull);
    assert.match(answer ?? '', verifiedRow);
    assert.deepEqual(more, []);
  });
});
