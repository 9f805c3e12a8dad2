import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FaultAct } from '../../playground/github/server/faults.ts';
import { Failure } from '../../src/core/failure.ts';
import type { CheckRun, InlineComment } from '../../src/ports/forge.ts';
import { type ForgeWorld, startForgeWorld } from './github-world.ts';

suite('a writer to GitHub', () => {
  test('posts a review with comments on lines of both sides', async () => {
    await using world = await startForgeWorld();
    const { pull, ref, writer } = await opened(world);
    const comments: readonly InlineComment[] = [
      { path: 'a.txt', side: 'RIGHT', line: 2, startLine: null, body: 'new' },
      { path: 'a.txt', side: 'LEFT', line: 2, startLine: 1, body: 'old' },
    ];

    const sent = await writer.createReview(ref, {
      headSha: pull.headSha,
      body: 'all in all',
      comments,
      requestsChanges: false,
    });

    const [review] = world.github.state.reviews(pull);
    assert.deepEqual(sent, { is: 'sent', id: review?.id });
    assert.deepEqual(
      [review?.body, review?.state, review?.author.login],
      ['all in all', 'COMMENTED', 'patchwright[bot]'],
    );
    assert.deepEqual(
      review?.comments.map(({ body, thread }) => [body, thread?.current]),
      [
        ['new', { side: 'RIGHT', line: 2, startSide: null, startLine: null, position: 3 }],
        ['old', { side: 'LEFT', line: 2, startSide: 'LEFT', startLine: 1, position: 2 }],
      ],
    );
  });

  test('posts and edits comments, replies and reacts', async () => {
    await using world = await startForgeWorld();
    const { ada, pull, ref, writer } = await opened(world);
    const asked = ada.comment(pull, '/review');
    const root = await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: 'why?' });

    const comment = await writer.createComment(ref, 'first');
    await writer.updateComment(ref, idOf(comment), 'second');
    const reply = await writer.replyInThread(ref, root.id, 'since');
    await writer.react(ref, asked.id, false, 'eyes');
    await writer.react(ref, root.id, true, 'eyes');

    const { comments, threads, reactions } = world.github.state;
    assert.deepEqual(
      comments(pull).map(({ body }) => body),
      ['/review', 'second'],
    );
    assert.deepEqual(
      threads(pull)[0]?.comments.map(({ id, body }) => [id, body]),
      [
        [root.id, 'why?'],
        [idOf(reply), 'since'],
      ],
    );
    const eyes = [
      reactions({ kind: 'issue-comment', id: asked.id }),
      reactions({ kind: 'review-comment', id: root.id }),
    ];
    assert.deepEqual(
      eyes.map((list) => list.map(({ content }) => content)),
      [['eyes'], ['eyes']],
    );
  });

  test('shows a check run from queued to completed', async () => {
    await using world = await startForgeWorld();
    const { pull, writer } = await opened(world);
    const shown = { title: 'Waiting', summary: 'soon', buttons: [] };
    const check = { name: 'review', headSha: pull.headSha, key: 'r.1', ...shown };
    const states: readonly CheckRun['state'][] = [
      { is: 'queued' },
      { is: 'in_progress' },
      { is: 'completed', conclusion: 'neutral' },
    ];
    let id = 0;
    const seen = [];
    for (const state of states) {
      const sent = await (id === 0
        ? writer.createCheck({ ...check, state })
        : writer.updateCheck(id, { ...check, state }));
      id = idOf(sent);
      const [run] = world.github.state.checkRuns(pull);
      seen.push([run?.id, run?.externalId, run?.status, run?.conclusion, run?.title, run?.summary]);
    }
    assert.deepEqual(seen, [
      [id, 'r.1', 'queued', null, 'Waiting', 'soon'],
      [id, 'r.1', 'in_progress', null, 'Waiting', 'soon'],
      [id, 'r.1', 'completed', 'neutral', 'Waiting', 'soon'],
    ]);
  });

  test('writes to its repository by its new name after a rename', async () => {
    await using world = await startForgeWorld();
    const { ada, ref, writer } = await opened(world);
    await writer.createComment(ref, 'before');
    ada.renameRepository('ada/lib', 'core');
    const afterwards = await writer.createComment(ref, 'redirected');
    world.clock.move(61_000);
    const later = await writer.createComment(ref, 'looked up');
    assert.deepEqual([afterwards.is, later.is], ['sent', 'sent']);
  });
});

suite('a write that GitHub refuses', () => {
  test('is a value and no failure', async () => {
    await using world = await startForgeWorld();
    const { pull, ref, writer } = await opened(world);
    const comments = [{ path: 'a.txt', side: 'RIGHT', line: 99, startLine: null, body: 'off' }] as const;
    const sent = [
      await writer.createReview(ref, { headSha: pull.headSha, body: 'b', comments, requestsChanges: false }),
      await writer.createComment(ref, 'x'.repeat(65_537)),
      await writer.updateComment(ref, 1, 'x'),
    ];
    assert.deepEqual(
      sent.map((each) => each.is === 'refused' && each.status),
      [422, 422, 404],
    );
    assert.deepEqual([world.github.state.reviews(pull), world.github.state.comments(pull)], [[], []]);
  });

  test("is told in GitHub's words", async () => {
    await using world = await startForgeWorld();
    const { ref, writer } = await opened(world);
    const errors = [
      'the line is off',
      { field: 'body', message: 'it is too long' },
      { field: 'path', code: 'invalid' },
    ];
    const body = { message: 'Validation Failed', errors };
    const template = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
    world.github.faults.add({ match: { template }, act: { kind: 'fail-with', status: 422, body } });
    assert.deepEqual(await writer.createComment(ref, 'x'), {
      is: 'refused',
      status: 422,
      detail: 'Validation Failed; the line is off; it is too long; {"field":"path","code":"invalid"}',
    });
  });

  test('does not matter for a reaction', async () => {
    await using world = await startForgeWorld();
    const { ref, writer } = await opened(world);
    await writer.react(ref, 1, false, 'eyes');
  });
});

suite('a write without a clear answer', () => {
  const unclear: Readonly<Record<string, FaultAct>> = {
    'a reset before': { kind: 'reset' },
    'a reset in the answer': { kind: 'reset-mid-body' },
    'half an answer': { kind: 'half-body' },
    'an empty answer': { kind: 'empty' },
    'a page for people': { kind: 'html' },
    'a 502 after the work': { kind: 'commit-then', status: 502 },
    'a 500': { kind: 'fail-with', status: 500 },
    "a 404 that is not GitHub's": { kind: 'fail-with', status: 404, body: 'nginx' },
    'no answer in time': { kind: 'latency', milliseconds: 2_000 },
  };
  for (const [name, act] of Object.entries(unclear)) {
    test(`is in doubt and not repeated: ${name}`, async () => {
      await using world = await startForgeWorld({ timeoutMs: 500 });
      const { ref, writer } = await opened(world);
      const template = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
      await world.forge('ada/lib').repository();
      await world.tokens.get(world.installation('ada/lib'), world.ref('ada/lib').id, 'speak');
      world.github.faults.add({ match: { method: 'POST', template }, act });
      world.asked();
      await assert.rejects(
        writer.createComment(ref, 'once'),
        transient({ is: 'delivery-in-doubt', what: 'the comment' }, 5_000),
      );
      assert.deepEqual(world.asked(), [`POST ${template}`]);
    });
  }
});

suite('a write that is limited', () => {
  test('says how long to wait, and has not been done', async () => {
    await using world = await startForgeWorld();
    const { pull, ref, writer } = await opened(world);
    const template = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
    const reset = String(world.clock.now() / 1000 + 90);
    const limits = [
      [403, { 'retry-after': '17' }, 'You have exceeded a secondary rate limit'],
      [429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, 'API rate limit exceeded'],
      [403, {}, 'You have exceeded a secondary rate limit. Please wait.'],
      [429, {}, 'slow down'],
    ] as const;
    const waits = [];
    for (const [status, headers, message] of limits) {
      const stop = world.github.faults.add({
        match: { template },
        act: { kind: 'fail-with', status, headers, body: { message } },
      });
      const failure = await writer.createComment(ref, 'x').then(
        () => undefined,
        (error: Failure) => error,
      );
      const why = failure?.why;
      waits.push(why?.kind === 'transient' && [why.reason, why.retryAfterMs]);
      stop();
    }
    assert.deepEqual(
      waits,
      [17_000, 90_000, 60_000, 60_000].map((ms, at) => [{ is: 'github-limit', detail: limits[at]?.[2] }, ms]),
    );
    assert.deepEqual(world.github.state.comments(pull), []);
  });

  test('is no limit where the App lacks the permission', async () => {
    await using world = await startForgeWorld();
    const { ref, writer } = await opened(world);
    const act = {
      kind: 'fail-with',
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    } as const;
    world.github.faults.add({
      match: { method: 'POST', template: '/repos/{owner}/{repo}/issues/{issue_number}/comments' },
      act,
    });
    assert.deepEqual(await writer.createComment(ref, 'x'), {
      is: 'refused',
      status: 403,
      detail: 'Resource not accessible by integration',
    });
  });
});

suite('a write with a token that has died', () => {
  test('is done once with another', async () => {
    await using world = await startForgeWorld();
    const { pull, ref, writer } = await opened(world);
    const { id } = world.ref('ada/lib');
    const dead = await world.tokens.get(world.installation('ada/lib'), id, 'speak');
    await world.forge('ada/lib').repository();
    world.github.state.data.tokens.delete(dead);
    const sent = await writer.createComment(ref, 'once');
    assert.equal(sent.is, 'sent');
    assert.equal(world.github.state.comments(pull).length, 1);
  });
});

async function opened(world: ForgeWorld) {
  const ada = world.github.as('ada');
  await ada.createRepository('ada/lib', { files: { 'a.txt': 'one\ntwo\n' } });
  await ada.push('ada/lib', 'topic', { files: { 'a.txt': 'one\n2\n' } });
  const pull = await ada.openPull('ada/lib', { head: 'topic' });
  const ref = { ...world.ref('ada/lib'), number: pull.number };
  return { ada, pull, ref, writer: world.writer('ada/lib') };
}

function idOf(sent: { readonly is: string; readonly id?: number }): number {
  if (sent.id === undefined) throw new Error(`not sent: ${JSON.stringify(sent)}`);
  return sent.id;
}

function transient(reason: object, retryAfterMs: number): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Failure);
    assert.deepEqual(error.why, { kind: 'transient', reason, retryAfterMs });
    return true;
  };
}
