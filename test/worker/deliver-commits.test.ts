import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Effect } from '../../src/core/effect.ts';
import { trailer } from '../../src/core/marker.ts';
import { deliverWorlds, type DeliverWorld, doubtMs, type Performed, secret } from './deliver-world.ts';

const open = deliverWorlds();

type Commits = Extract<Effect, { kind: 'commits' }>;

const change = { path: 'a.txt', before: 'one\n2\n', after: 'one\n3\n', mode: 'plain' } as const;
const script = { path: 'run.sh', before: 'exit\n', after: 'exit 1\n', mode: 'executable' } as const;

const graphql = '/graphql';
const ref = '/repos/{owner}/{repo}/git/refs/{ref}';

suite('commits', () => {
  test('are made once, for whom they are and with our mark', async () => {
    await using at = await open();
    const first = await at.perform(commits(at, { coAuthor: { login: 'ada', id: 7 } }));
    const second = await first.again();

    const done = { is: 'done', id: 0 };
    assert.deepEqual([first.outcome, second.outcome], [done, done]);
    assert.deepEqual(await messages(at), [
      [
        'Count to three',
        '',
        'Two was not enough.',
        '',
        'Co-authored-by: ada <7+ada@users.noreply.github.com>',
        trailer(first.key, 'marks'),
      ].join('\n'),
      'Change',
    ]);
    assert.equal(await at.forge.file('a.txt', 'topic'), 'one\n3\n');
  });

  for (const [way, template, changes] of [
    ['at once', graphql, [change]],
    ['in parts', ref, [script]],
  ] as const) {
    test(`are not made again where GitHub made them without saying so: ${way}`, async () => {
      await using at = await open();
      at.world.github.faults.add({ match: { template }, act: { kind: 'commit-then', status: 502 } });

      const first = await at.perform(commits(at, { changes }));
      const second = await first.again();

      assert.equal(first.outcome, 'transient: delivery-in-doubt');
      assert.deepEqual(second.outcome, { is: 'done', id: 0 });
      assert.equal((await messages(at)).length, 2);
    });

    test(`are made again where they have not appeared for long enough: ${way}`, async () => {
      await using at = await open();
      const mend = at.world.github.faults.add({ match: { template }, act: { kind: 'html' } });
      const first = await at.perform(commits(at, { changes }));
      mend();
      const soon = await first.again();
      at.world.clock.move(doubtMs);
      const late = await first.again();

      const doubt = 'transient: delivery-in-doubt';
      assert.deepEqual([first.outcome, soon.outcome], [doubt, doubt]);
      assert.deepEqual(late.outcome, { is: 'done', id: 0 });
      assert.equal((await messages(at)).length, 2);
    });

    test(`are dropped where the branch moves while they are written: ${way}`, async () => {
      await using at = await open();
      const ada = at.world.github.as('ada');
      let moved: Promise<unknown> | undefined;
      at.world.github.onRequest(async (_, asked) => {
        if (asked.template !== template) return;
        moved ??= ada.push('ada/lib', 'topic', { files: { 'b.txt': 'b\n' }, message: 'Meanwhile' });
        await moved;
      });

      const { outcome } = await at.perform(commits(at, { changes }));

      assert.deepEqual(outcome, headMoved);
      assert.deepEqual(await messages(at), ['Meanwhile', 'Change']);
    });
  }

  test('are dropped where the branch has moved, or is gone', async () => {
    await using at = await open();
    const ada = at.world.github.as('ada');
    const effect = commits(at);
    await ada.push('ada/lib', 'topic', { files: { 'b.txt': 'b\n' }, message: 'Meanwhile' });
    const { outcome: moved } = await at.perform(effect);
    await ada.deleteBranch('ada/lib', 'topic');
    at.world.asked();
    const { outcome: gone } = await at.perform(effect);

    assert.deepEqual(
      [moved, gone],
      [headMoved, { is: 'dropped', because: 'stale', reason: 'the branch is gone' }],
    );
    assert.deepEqual(writes(at), []);
  });

  test('are refused whole, before anything is written, where one file may not be committed', async () => {
    await using at = await open();
    const secretFile = { ...script, after: `key=${secret}\n` };
    const { outcome } = await at.perform(commits(at, { changes: [change, secretFile] }));

    assert.match(reasonOf(outcome), /something that looks like a secret of this app/);
    assert.deepEqual(writes(at), []);
  });

  test('are refused in words that people understand where they change a workflow', async () => {
    await using at = await open();
    const path = '.github/workflows/ci.yml';
    const { outcome } = await at.perform(commits(at, { changes: [change, { ...change, path }] }));

    assert.equal(
      reasonOf(outcome),
      'GitHub lets no app change workflows unless it asks for that permission, which Patchwright never does. Change `.github/workflows/ci.yml` by hand.',
    );
    assert.deepEqual(await messages(at), ['Change']);
  });

  test('use the token that may write contents for themselves alone', async () => {
    await using at = await open();
    const levels = new Set<string | undefined>();
    at.world.github.observe(({ template, requestBody }) => {
      if (!template.endsWith('/access_tokens')) return;
      const asked = requestBody as { permissions: Record<string, string> };
      levels.add(asked.permissions['contents']);
    });
    await at.perform({ kind: 'comment', on: at.ref, body: 'Hello.', closes: [] });
    const before = [...levels];
    await at.perform(commits(at));

    assert.deepEqual([before.includes('write'), levels.has('write')], [false, true]);
  });
});

const headMoved = { is: 'dropped', because: 'stale', reason: 'the head has moved' };

function commits(at: DeliverWorld, more: Partial<Commits> = {}): Commits {
  return {
    kind: 'commits',
    repository: at.ref,
    branch: 'topic',
    isNew: false,
    merges: null,
    expectedHead: at.pull.headSha,
    title: 'Count to three',
    body: 'Two was not enough.',
    coAuthor: null,
    changes: [change],
    ...more,
  };
}

/** Of the commits that the topic has and `main` has not, newest first. */
async function messages(at: DeliverWorld): Promise<readonly string[]> {
  const address = `${at.world.github.apiUrl}/repos/ada/lib/pulls/${at.ref.number}/commits`;
  const token = at.world.github.as('ada').token();
  const response = await fetch(address, { headers: { authorization: `token ${token}` } });
  const listed = (await response.json()) as { commit: { message: string } }[];
  return listed.map(({ commit }) => commit.message).toReversed();
}

/** What was asked of GitHub that could change a branch. */
function writes(at: DeliverWorld): readonly string[] {
  return at.world.asked().filter((request) => /graphql|^(?:POST|PATCH) .*\/git\//.test(request));
}

function reasonOf(outcome: Performed['outcome']): string {
  assert.ok(typeof outcome !== 'string' && outcome.is === 'dropped' && outcome.because === 'refused');
  return outcome.reason;
}
