import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FaultAct } from '../../playground/github/server/faults.ts';
import { closingIssues } from '../../src/adapters/github/queries.ts';
import { Failure, type Why } from '../../src/core/failure.ts';
import { type ForgeWorld, readingOf, startForgeWorld } from './github-world.ts';

suite('a read that GitHub does not answer well', () => {
  const unclear: Readonly<Record<string, FaultAct>> = {
    'half an answer': { kind: 'half-body' },
    'an empty answer': { kind: 'empty' },
    'a page for people': { kind: 'html' },
    'a 500': { kind: 'fail-with', status: 500, body: { message: 'Server Error' } },
    "a 404 that is not GitHub's": { kind: 'fail-with', status: 404, body: 'nginx' },
    'no answer in time': { kind: 'latency', milliseconds: 2_000 },
  };
  for (const [name, act] of Object.entries(unclear)) {
    test(`may be tried again later: ${name}`, async () => {
      await using world = await startForgeWorld({ timeoutMs: 500 });
      const pull = await opened(world);
      const forge = world.forge('ada/lib');
      await forge.pull(pull.number);
      world.github.faults.add({ match: { method: 'GET' }, act });
      world.asked();
      const reads = [
        forge.repository(),
        forge.pull(pull.number),
        forge.pullsAt(pull.headSha),
        forge.diff('main', pull.headSha, new AbortController().signal),
        forge.file('a.txt', 'main'),
        forge.comment({ ...world.ref('ada/lib'), number: pull.number }, 1, false),
        forge.permission('ada'),
        forge.ownReviews(pull.number),
        forge.ownChecks(pull.headSha),
      ];
      const outcomes = await Promise.all(reads.map(whyOf));
      assert.deepEqual(
        new Set(outcomes.map((why) => why && shortly(why))),
        new Set(['transient github-unavailable 10000']),
      );
    });
  }

  test('is asked once more when the connection was lost, and no oftener', async () => {
    await using world = await startForgeWorld();
    const pull = await opened(world);
    const forge = world.forge('ada/lib');
    const template = '/repos/{owner}/{repo}/pulls/{pull_number}';
    await forge.repository();
    for (const kind of ['reset', 'reset-mid-body'] as const) {
      const once = world.github.faults.add({ match: { template, nth: 1 }, act: { kind } });
      assert.equal((await forge.pull(pull.number)).head.sha, pull.headSha);
      once();
      const always = world.github.faults.add({ match: { template }, act: { kind } });
      world.asked();
      const why = await whyOf(forge.pull(pull.number));
      assert.deepEqual(
        [why && shortly(why), world.asked().length],
        ['transient github-unavailable 10000', 2],
      );
      always();
    }
  });

  test('waits as long as a limit says', async () => {
    await using world = await startForgeWorld();
    const pull = await opened(world);
    const body = { message: 'API rate limit exceeded' };
    world.github.faults.add({
      match: { method: 'GET' },
      act: { kind: 'fail-with', status: 403, headers: { 'retry-after': '7' }, body },
    });
    const why = await whyOf(world.forge('ada/lib').pull(pull.number));
    assert.deepEqual(why, {
      kind: 'transient',
      reason: { is: 'github-limit', detail: 'API rate limit exceeded' },
      retryAfterMs: 7_000,
    });
  });

  test('understands the limits of GraphQL, which come with 200', async () => {
    await using world = await startForgeWorld();
    const pull = await opened(world);
    const forge = world.forge('ada/lib');
    const outcomes = [];
    for (const type of ['RATE_LIMITED', 'NOT_FOUND', 'FORBIDDEN', 'INTERNAL', undefined]) {
      const errors = [{ type, message: 'so it is' }];
      const act = { kind: 'fail-with', status: 200, body: { data: null, errors } } as const;
      const stop = world.github.faults.add({ match: { template: '/graphql' }, act });
      const why = await whyOf(forge.linkedIssues(pull.number));
      outcomes.push(why && shortly(why));
      stop();
    }
    assert.deepEqual(outcomes, [
      'transient github-limit 60000',
      'user gone',
      'user gone',
      'transient github-unavailable 10000',
      'transient github-unavailable 10000',
    ]);
  });
});

suite('a read of what is not there', () => {
  test('names it', async () => {
    await using world = await startForgeWorld();
    const pull = await opened(world);
    const forge = world.forge('ada/lib');
    const outcomes = await Promise.all([
      whyOf(forge.pull(99)),
      whyOf(forge.linkedIssues(99)),
      whyOf(forge.ownComments(99)),
      whyOf(forge.diff('0'.repeat(40), pull.headSha, new AbortController().signal)),
    ]);
    assert.deepEqual(
      outcomes.map((why) => why?.kind === 'user' && why.reason),
      ['pull request #99', 'pull request #99', '#99', 'the comparison'].map((what) => ({ is: 'gone', what })),
    );
  });

  test('names the repository once the App may not see it', async () => {
    await using world = await startForgeWorld();
    await opened(world);
    const forge = world.forge('ada/lib');
    await world.github.as('ada').deleteRepository('ada/lib');
    const why = await whyOf(forge.repository());
    assert.deepEqual(why, {
      kind: 'user',
      reason: { is: 'gone', what: 'the installation of the App on this repository' },
    });
  });
});

suite("a reader's client", () => {
  test('sends nothing that could write', async () => {
    await using world = await startForgeWorld();
    await opened(world);
    const { client } = readingOf(world);
    const name = { owner: 'ada', repo: 'lib' };
    const mutation = 'mutation M { addComment(input: {subjectId: "x", body: "y"}) { clientMutationId } }';
    const writes: (() => Promise<unknown>)[] = [
      () => client.rest.issues.createComment({ ...name, issue_number: 1, body: 'x' }),
      () => client.request('delete /repos/{owner}/{repo}', name),
      () => client.request('PATCH /repos/{owner}/{repo}', name),
      () => client.request('PUT /repos/{owner}/{repo}/topics', { ...name, names: [] }),
      () => client.graphql(mutation),
      () => client.graphql(`${closingIssues}\n${mutation}`, { operationName: 'M' }),
      () => client.graphql(closingIssues.replace('query', 'mutation')),
      () => client.graphql(`${closingIssues} `),
      () => client.request('POST /graphql/../repos/ada/lib/issues/1/comments', { query: closingIssues }),
      () => client.request('POST /repos/ada/lib/issues/1/comments', { query: closingIssues }),
    ];
    world.asked();
    for (const write of writes) await assert.rejects(write, /a reader must not send/);
    assert.deepEqual(world.asked(), []);
  });

  test('says which delivery caused its requests', async () => {
    await using world = await startForgeWorld();
    await opened(world);
    const { client } = readingOf(world);
    const sent: unknown[] = [];
    client.hook.after('request', (_, options) => void sent.push(options.headers['x-github-delivery']));
    await client.request('GET /repos/ada/lib');
    assert.deepEqual(sent, ['delivery-1']);
  });

  test('is signed in, always', async () => {
    await using world = await startForgeWorld();
    const pull = await opened(world);
    await world.forge('ada/lib').pull(pull.number);
    await world.forge('ada/lib').linkedIssues(pull.number);
    const kinds = world.github.requests.map(({ tokenKind }) => tokenKind);
    assert.deepEqual(kinds, ['app', 'installation', 'installation', 'installation']);
  });
});

async function opened(world: ForgeWorld) {
  const ada = world.github.as('ada');
  await ada.createRepository('ada/lib', { files: { 'a.txt': 'one\ntwo\n' } });
  await ada.push('ada/lib', 'topic', { files: { 'a.txt': 'one\n2\n' } });
  return ada.openPull('ada/lib', { head: 'topic' });
}

/** Why it failed; undefined where it did not. */
async function whyOf(read: Promise<unknown>): Promise<Why | undefined> {
  try {
    await read;
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.why;
    throw error;
  }
}

function shortly(why: Why): string {
  const reason = 'reason' in why ? ` ${why.reason.is}` : '';
  return `${why.kind}${reason}${why.kind === 'transient' ? ` ${why.retryAfterMs}` : ''}`;
}
