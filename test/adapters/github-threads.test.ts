import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { nodeId } from '../../playground/github/node-id.ts';
import { findingsMarker, marker } from '../../src/core/marker.ts';
import { type ForgeWorld, startForgeWorld } from './github-world.ts';

const told = '0123456789abcdef0123456789abcdef';

suite('a review thread', () => {
  test('is read with whoever said and resolved what, and with the finding that began it', async () => {
    await using world = await startForgeWorld();
    const { ada, bob, pull, post } = await opened(world);
    await post([{ line: 2, startLine: 1, body: `Wrong.\n\n${findingsMarker([told], 'marks')}` }]);
    const [ours] = world.github.state.threads(pull);
    const answer = bob.reply(ours?.comments[0]?.id ?? 0, 'No, right.');
    ada.resolve(answer.id);
    const root = await ada.reviewComment(pull, { path: 'a.txt', line: 2, side: 'LEFT', body: 'Why?' });

    const threads = await world.forge('ada/lib').threads(pull.number);

    const { id, botLogin } = { id: world.github.app.botId, ...world.self };
    assert.deepEqual(threads, [
      {
        id: nodeId('thread', ours?.id ?? 0),
        rootCommentId: ours?.comments[0]?.id,
        fingerprint: told,
        path: 'a.txt',
        line: 2,
        startLine: 1,
        isResolved: true,
        resolvedBy: 'ada',
        comments: [
          {
            id: ours?.comments[0]?.id,
            author: { id, login: botLogin, isBot: true },
            body: `Wrong.\n\n${findingsMarker([told], 'marks')}`,
            isOurs: true,
          },
          {
            id: answer.id,
            author: { id: bob.id, login: 'bob', isBot: false },
            body: 'No, right.',
            isOurs: false,
          },
        ],
      },
      {
        id: nodeId('thread', root.threadId),
        rootCommentId: root.id,
        fingerprint: null,
        path: 'a.txt',
        line: null,
        startLine: null,
        isResolved: false,
        resolvedBy: null,
        comments: [
          {
            id: root.id,
            author: { id: ada.id, login: 'ada', isBot: false },
            body: 'Why?',
            isOurs: false,
          },
        ],
      },
    ]);
  });

  test('tells no finding where its marker is somebody else’s or forged', async () => {
    await using world = await startForgeWorld();
    const { ada, pull, post } = await opened(world);
    await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: findingsMarker([told], 'marks') });
    await post([
      { line: 2, startLine: null, body: findingsMarker([told], 'guessed') },
      { line: 2, startLine: null, body: marker('r1.1.0', 'marks') },
    ]);

    const threads = await world.forge('ada/lib').threads(pull.number);

    assert.deepEqual(
      threads.map(({ fingerprint }) => fingerprint),
      [null, null, null],
    );
  });

  test('has no line any more once its code is gone', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: 'Why?' });
    await ada.push('ada/lib', 'topic', { files: { 'a.txt': 'one\n' } });

    const [thread] = await world.forge('ada/lib').threads(pull.number);

    assert.equal(thread?.line, null);
  });

  test('is found among many, and of a long one the root and the last hundred comments are read', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    const long = await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: 'said 0' });
    for (let said = 1; said <= 101; said += 1) ada.reply(long.id, `said ${said}`);
    for (let count = 0; count < 51; count += 1) {
      await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: `thread ${count}` });
    }

    const threads = await world.forge('ada/lib').threads(pull.number);

    const bodies = threads.map(({ comments }) => comments.map(({ body }) => body));
    const last = Array.from({ length: 100 }, (_, place) => `said ${place + 2}`);
    assert.deepEqual(bodies[0], ['said 0', ...last]);
    assert.deepEqual(
      bodies.slice(1),
      Array.from({ length: 51 }, (_, place) => [`thread ${place}`]),
    );
  });

  test('by a deleted account is the ghost’s', async () => {
    await using world = await startForgeWorld();
    const { pull, post } = await opened(world);
    await post([{ line: 2, startLine: null, body: 'x' }]);
    const author = null;
    const comments = { nodes: [{ fullDatabaseId: '3000000000', body: 'gone', author }] };
    const node = { id: 'PRRT_1', path: 'a.txt', line: 2, startLine: null, diffSide: 'RIGHT' };
    const standing = { isResolved: false, resolvedBy: null, root: comments, latest: comments };
    const reviewThreads = {
      nodes: [{ ...node, ...standing }],
      pageInfo: { hasNextPage: false, endCursor: null },
    };
    const body = { data: { repository: { pullRequest: { reviewThreads } } } };
    world.github.faults.add({
      match: { template: '/graphql' },
      act: { kind: 'fail-with', status: 200, body },
    });

    const [thread] = await world.forge('ada/lib').threads(pull.number);

    assert.deepEqual(thread?.comments, [
      {
        id: 3_000_000_000,
        author: { id: 10_137, login: 'ghost', isBot: false },
        body: 'gone',
        isOurs: false,
      },
    ]);
  });

  test('is resolved and reopened, as often as it is asked for', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: 'Why?' });
    const [forge, writer] = [world.forge('ada/lib'), world.writer('ada/lib')];
    const seen = [];
    for (const isResolved of [true, true, false, false]) {
      const [thread] = await forge.threads(pull.number);
      const sent = await writer.setThread(thread?.id ?? '', isResolved);
      const [after] = await forge.threads(pull.number);
      seen.push([sent, after?.isResolved, after?.resolvedBy]);
    }

    const ours = world.self.botLogin;
    assert.deepEqual(seen, [
      [{ is: 'sent', id: 0 }, true, ours],
      [{ is: 'sent', id: 0 }, true, ours],
      [{ is: 'sent', id: 0 }, false, null],
      [{ is: 'sent', id: 0 }, false, null],
    ]);
  });

  test('is left as it is where the App may not write contents', async () => {
    await using world = await startForgeWorld({ app: { permissions: { pull_requests: 'write' } } });
    const { ada, pull } = await opened(world);
    const root = await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: 'Why?' });

    const sent = await world.writer('ada/lib').setThread(nodeId('thread', root.threadId), true);

    assert.deepEqual(sent, {
      is: 'refused',
      status: 422,
      detail: 'The permissions requested are not granted to this installation.',
    });
    assert.equal(world.github.state.threads(pull)[0]?.resolvedBy, undefined);
  });

  test('is refused where GitHub forbids it, or knows no such thread', async () => {
    await using world = await startForgeWorld();
    await opened(world);
    const none = await world.writer('ada/lib').setThread('PRRT_none', true);
    const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
    const body = { data: { changed: null }, errors };
    world.github.faults.add({
      match: { template: '/graphql' },
      act: { kind: 'fail-with', status: 200, body },
    });
    const forbidden = await world.writer('ada/lib').setThread('PRRT_other', true);

    assert.deepEqual(
      [none, forbidden].map((sent) => sent.is === 'refused' && sent.status),
      [404, 403],
    );
  });
});

suite('a review of ours', () => {
  test('is read with the findings that its body and its comments told', async () => {
    await using world = await startForgeWorld();
    const { ada, pull, post } = await opened(world);
    const [first, second, third] = ['1', '2', '3'].map((digit) => digit.repeat(32));
    assert.ok(first && second && third);
    const body = `Two more.\n\n${findingsMarker([first, second], 'marks')}\n${marker('r1.1.0', 'marks')}`;
    const comments = [
      { line: 2, startLine: null, body: findingsMarker([third], 'marks') },
      { line: 1, startLine: null, body: findingsMarker(['4'.repeat(32)], 'forged') },
    ];
    const id = await post(comments, body);
    await post([], `Nothing.\n\n${marker('r1.2.0', 'marks')}`, true);
    await ada.review(pull, { body });

    const [later, earlier, ...others] = await world.forge('ada/lib').ownReviews(pull.number);

    assert.deepEqual(earlier, { id, key: 'r1.1.0', findings: [first, second, third], blocks: false });
    assert.deepEqual([later?.key, later?.findings, later?.blocks, others], ['r1.2.0', [], true, []]);
  });

  test('that asks for changes stands in the way until it is dismissed', async () => {
    await using world = await startForgeWorld();
    const { pull, ref, post } = await opened(world);
    const id = await post([], `Mend it.\n\n${marker('r1.1.0', 'marks')}`, true);
    const [forge, writer] = [world.forge('ada/lib'), world.writer('ada/lib')];
    const before = await forge.ownReviews(pull.number);
    const sent = await writer.dismissReview(ref, id, 'It is mended.');
    const after = await forge.ownReviews(pull.number);
    const again = await writer.dismissReview(ref, id, 'It is mended.');

    assert.deepEqual([before[0]?.blocks, sent, after[0]?.blocks], [true, { is: 'sent', id }, false]);
    assert.equal(again.is === 'refused' && again.status, 422);
  });
});

/** A pull request of ada's, and a way to post a review of ours on it that answers its id. */
async function opened(world: ForgeWorld) {
  const [ada, bob] = [world.github.as('ada'), world.github.as('bob')];
  await ada.createRepository('ada/lib', { files: { 'a.txt': 'one\ntwo\n' } });
  await ada.push('ada/lib', 'topic', { files: { 'a.txt': 'one\n2\n' } });
  const pull = await ada.openPull('ada/lib', { head: 'topic' });
  const ref = { ...world.ref('ada/lib'), number: pull.number };
  return { ada, bob, pull, ref, post };

  async function post(
    comments: readonly {
      readonly line: number;
      readonly startLine: number | null;
      readonly body: string;
    }[],
    body = 'all in all',
    requestsChanges = false,
  ): Promise<number> {
    const sent = await world.writer('ada/lib').createReview(ref, {
      headSha: pull.headSha,
      body,
      comments: comments.map((comment) => ({ path: 'a.txt', side: 'RIGHT', ...comment })),
      requestsChanges,
    });
    assert.equal(sent.is, 'sent');
    return sent.is === 'sent' ? sent.id : 0;
  }
}
