import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Effect } from '../../src/core/effect.ts';
import { deliverWorlds, type DeliverWorld, doubtMs, type Performed } from './deliver-world.ts';

const open = deliverWorlds();

type Commits = Extract<Effect, { kind: 'commits' }>;

const change = { path: 'a.txt', before: 'one\ntwo\n', after: 'one\n2\n', mode: 'plain' } as const;
const script = { path: 'run.sh', before: 'exit\n', after: 'exit 1\n', mode: 'executable' } as const;

const refs = '/repos/{owner}/{repo}/git/refs';
const ref = '/repos/{owner}/{repo}/git/refs/{ref}';
const graphql = '/graphql';
const doubt = 'transient: delivery-in-doubt';
const done = { is: 'done', id: 0 };

suite('commits on a branch of their own', () => {
  test('make the branch, once', async () => {
    await using at = await open();
    const first = await at.perform(await commits(at));
    const second = await first.again();

    assert.deepEqual([first.outcome, second.outcome], [done, done]);
    assert.deepEqual(await keys(at), [first.key, null]);
    assert.equal(await at.forge.file('a.txt', 'patchwright/1'), 'one\n2\n');
  });

  for (const [way, template, changes] of [
    ['the branch', refs, [change]],
    ['the commit at once', graphql, [change]],
    ['the commit in parts', ref, [script]],
  ] as const) {
    test(`are not made again where GitHub did it without saying so: ${way}`, async () => {
      await using at = await open();
      const method = template === ref ? 'PATCH' : 'POST';
      const effect = await commits(at, { changes });
      at.world.github.faults.add({
        match: { template, method, nth: 1 },
        act: { kind: 'commit-then', status: 502 },
      });

      const outcomes = await untilDone(at, await at.perform(effect));

      assert.deepEqual([outcomes[0], outcomes.at(-1)], [doubt, done]);
      assert.equal((await keys(at))?.length, 2);
    });

    test(`are made once GitHub is well again: ${way}`, async () => {
      await using at = await open();
      const method = template === ref ? 'PATCH' : 'POST';
      const effect = await commits(at, { changes });
      const mend = at.world.github.faults.add({ match: { template, method }, act: { kind: 'html' } });
      const first = await at.perform(effect);
      mend();

      const outcomes = await untilDone(at, first);

      assert.deepEqual([outcomes[0], outcomes.at(-1)], [doubt, done]);
      assert.equal((await keys(at))?.length, 2);
    });
  }

  test('wait where GitHub does not see the new branch yet', async () => {
    await using at = await open();
    const errors = [{ type: 'NOT_FOUND', message: 'No branch named `patchwright/1` could be found.' }];
    at.world.github.faults.add({
      match: { template: graphql, nth: 1 },
      act: { kind: 'fail-with', status: 200, body: { data: { createCommitOnBranch: null }, errors } },
    });
    const outcomes = await untilDone(at, await at.perform(await commits(at)));

    assert.deepEqual([outcomes[0], outcomes.at(-1)], [doubt, done]);
    assert.equal((await keys(at))?.length, 2);
  });

  test('go on where a limit came between the branch and the commit', async () => {
    await using at = await open();
    const effect = await commits(at);
    const mend = at.world.github.faults.add({
      match: { template: graphql },
      act: { kind: 'fail-with', status: 429, headers: { 'retry-after': '60' }, body: { message: 'wait' } },
    });
    const first = await at.perform(effect);
    mend();
    const outcomes = await untilDone(at, first);

    assert.deepEqual([outcomes[0], outcomes.at(-1)], ['transient: github-limit', done]);
    assert.equal((await keys(at))?.length, 2);
  });

  for (const [whose, push] of [
    ['with commits on it', { files: { 'b.txt': 'b\n' } }],
    ['without anything on it', undefined],
  ] as const) {
    test(`leave somebody else's branch of that name alone: ${whose}`, async () => {
      await using at = await open();
      const effect = await commits(at);
      const ada = at.world.github.as('ada');
      await ada.push('ada/lib', 'patchwright/1', push ?? { sha: effect.expectedHead });
      const before = await keys(at);
      const { outcome } = await at.perform(effect);

      assert.equal(
        reasonOf(outcome),
        'There is a branch `patchwright/1` already, and it is not of this request. Rename or delete it, then ask again.',
      );
      assert.deepEqual(await keys(at), before);
    });
  }

  test('leave it alone as well where it is made while they are', async () => {
    await using at = await open();
    const effect = await commits(at);
    const ada = at.world.github.as('ada');
    let pushed: Promise<unknown> | undefined;
    at.world.github.onRequest(async (_, asked) => {
      if (asked.template === refs) await (pushed ??= ada.push('ada/lib', 'patchwright/1', { files: {} }));
    });
    const { outcome } = await at.perform(effect);

    assert.match(reasonOf(outcome), /^There is a branch `patchwright\/1` already/);
  });

  test('are dropped where somebody pushes to the branch before they are on it', async () => {
    await using at = await open();
    const effect = await commits(at);
    const ada = at.world.github.as('ada');
    let pushed: Promise<unknown> | undefined;
    at.world.github.onRequest(async (_, asked) => {
      if (asked.template !== graphql) return;
      await (pushed ??= ada.push('ada/lib', 'patchwright/1', { files: { 'b.txt': 'b\n' } }));
    });
    const { outcome } = await at.perform(effect);

    assert.deepEqual(outcome, { is: 'dropped', because: 'stale', reason: 'the head has moved' });
    assert.equal((await keys(at))?.length, 2);
  });

  for (const [rule, changes, said] of [
    ['pull_request', [change], /^The branch is protected, and its rules refuse a push by this app\./],
    ['required_signatures', [script], /^The branch's rules demand signed commits/],
    ['creation', [change], /do not let this app make branches of that name\./],
  ] as const) {
    test(`leave no branch behind where rules refuse them: ${rule}`, async () => {
      await using at = await open();
      const rules = [{ type: rule }] as const;
      at.world.github.as('ada').ruleBranches('ada/lib', { kind: 'ruleset', branches: 'patch*', rules });
      const { outcome } = await at.perform(await commits(at, { changes }));

      assert.match(reasonOf(outcome), said);
      assert.equal(await keys(at), undefined);
    });
  }

  test('leave no branch behind where they change a workflow', async () => {
    await using at = await open();
    const workflow = { ...change, path: '.github/workflows/ci.yml', before: null };
    const { outcome } = await at.perform(await commits(at, { changes: [workflow] }));

    assert.match(reasonOf(outcome), /^GitHub lets no app change workflows/);
    assert.equal(await keys(at), undefined);
  });

  test('are refused in an archived repository', async () => {
    await using at = await open();
    const effect = await commits(at);
    at.world.github.as('ada').setArchived('ada/lib', true);
    const { outcome } = await at.perform(effect);

    assert.equal(
      reasonOf(outcome),
      'The repository is archived, so nothing can be changed in it. Unarchive it, then ask again.',
    );
  });
});

suite('a merge', () => {
  test('has both parents, and our mark', async () => {
    await using at = await open();
    const ada = at.world.github.as('ada');
    const sha = await ada.push('ada/lib', 'main', { files: { 'b.txt': 'b\n' } });
    const added = { path: 'b.txt', before: null, after: 'b\n', mode: 'plain' } as const;
    const merges = { sha, taken: [] };
    const more = { branch: 'topic', isNew: false, expectedHead: at.pull.headSha, merges, changes: [added] };
    const { outcome, key } = await at.perform({ ...(await commits(at)), ...more });

    assert.deepEqual(outcome, done);
    const [head] = (await at.forge.branch('topic')) ?? [];
    assert.equal(head?.key, key);
    const signal = new AbortController().signal;
    assert.deepEqual(await at.forge.merge(head?.sha ?? '', sha, signal), { is: 'contained' });
    assert.deepEqual(await at.forge.merge(head?.sha ?? '', at.pull.headSha, signal), { is: 'contained' });
  });

  test('of a path that no file can have is refused before anything is written', async () => {
    await using at = await open();
    const taken = [{ path: '../a.bin', entry: { mode: '100644', id: 'a'.repeat(40) } }] as const;
    const merges = { sha: at.pull.headSha, taken };
    const { outcome } = await at.perform(await commits(at, { merges }));

    assert.match(reasonOf(outcome), /^No file of a repository can be called/);
    assert.equal(await keys(at), undefined);
  });
});

async function commits(at: DeliverWorld, more: Partial<Commits> = {}): Promise<Commits> {
  const [main] = (await at.forge.branch('main')) ?? [];
  return {
    kind: 'commits',
    repository: at.ref,
    branch: 'patchwright/1',
    isNew: true,
    merges: null,
    expectedHead: main?.sha ?? '',
    title: 'Count to two',
    body: '',
    coAuthor: null,
    changes: [change],
    ...more,
  };
}

/** The keys of the branch's commits, newest first; undefined where there is no such branch. */
async function keys(at: DeliverWorld) {
  return (await at.forge.branch('patchwright/1'))?.map(({ key }) => key);
}

/** Performs it again until nothing is in doubt, and answers every outcome. */
async function untilDone(at: DeliverWorld, first: Performed): Promise<readonly Performed['outcome'][]> {
  const outcomes = [first.outcome];
  for (let again = first; typeof again.outcome === 'string' && outcomes.length < 6;) {
    at.world.clock.move(doubtMs);
    again = await again.again();
    outcomes.push(again.outcome);
  }
  return outcomes;
}

function reasonOf(outcome: Performed['outcome']): string {
  assert.ok(typeof outcome !== 'string' && outcome.is === 'dropped' && outcome.because === 'refused');
  return outcome.reason;
}
