import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Exchange, validateExchange } from '../../playground/contract/exchange.ts';
import { validateGraphql } from '../../playground/contract/graphql.ts';
import { closingIssues, queries, reviewThreads } from '../../src/adapters/github/queries.ts';
import type { Forge, ForgeWriter } from '../../src/ports/forge.ts';
import { type ForgeWorld, startForgeWorld } from './github-world.ts';

suite('what is asked of GitHub and what it answers', () => {
  test('is as GitHub has published it, for every read and write', async () => {
    await using world = await startForgeWorld();
    const { pull, said, root } = await talkedAbout(world);
    const faults: unknown[] = [];
    const templates = new Set<string>();
    world.github.observe((exchange) => {
      templates.add(exchange.template);
      faults.push(...faultsOf(exchange));
    });
    const [forge, writer] = [world.forge('ada/lib'), world.writer('ada/lib')];
    const ref = { ...world.ref('ada/lib'), number: pull.number };
    const comments = [
      { path: 'a.txt', side: 'RIGHT', line: 2, startLine: 1, body: 'x' },
      { path: 'a.txt', side: 'RIGHT', line: 2, startLine: null, body: 'y' },
    ] as const;
    const button = { id: 'b', label: 'Press', description: 'Does something' };
    const shown = { title: 't', summary: 's', buttons: [button] };
    const check = { name: 'review', headSha: pull.headSha, key: 'k', ...shown };

    const review = { headSha: pull.headSha, body: 'b', comments, requestsChanges: true };
    const posted = await writer.createReview(ref, review);
    const comment = await writer.createComment(ref, 'one');
    if (comment.is === 'sent') await writer.updateComment(ref, comment.id, 'two');
    await writer.replyInThread(ref, root, 'since');
    await writer.react(ref, said, false, 'eyes');
    await writer.react(ref, root, true, 'eyes');
    const made = await writer.createCheck({ ...check, state: { is: 'queued' } });
    const completed = { is: 'completed', conclusion: 'neutral' } as const;
    if (made.is === 'sent') await writer.updateCheck(made.id, { ...check, state: completed });
    if (posted.is === 'sent') await writer.dismissReview(ref, posted.id, 'mended');
    const written = await pushed(forge, writer, pull.number);
    await forge.repository();
    await forge.pull(pull.number);
    await forge.pullsAt(pull.headSha);
    await forge.diff('main', pull.headSha, new AbortController().signal);
    await forge.linkedIssues(pull.number);
    await forge.file('a.txt', 'main');
    await forge.file('large.txt', 'main');
    await forge.comment(ref, said, false);
    await forge.comment(ref, root, true);
    await forge.permission('ada');
    await forge.ownReviews(pull.number);
    await forge.ownComments(pull.number);
    await forge.ownReplies(pull.number);
    await forge.ownChecks(pull.headSha);

    assert.deepEqual(written, ['sent', 'sent', 'sent']);
    assert.deepEqual(faults, []);
    assert.equal(templates.size, 28);
  });

  test('is, in GraphQL, a table of single queries that the schema knows', () => {
    const variables = { owner: 'ada', repo: 'lib', number: 1 };
    assert.deepEqual(
      queries.flatMap((query) => validateGraphql({ query, variables })),
      [],
    );
    assert.deepEqual(queries, [closingIssues, reviewThreads]);
    assert.ok(queries.every((query) => query.startsWith('query ')));
  });
});

suite('app.yml', () => {
  const manifest = z
    .object({
      default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
      default_events: z.array(z.string()),
    })
    .parse(parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')));

  test('asks for what our tokens need and for nothing else', async () => {
    await using world = await startForgeWorld({ app: { permissions: manifest.default_permissions } });
    await world.github.as('ada').createRepository('ada/lib', { files: { 'a.txt': 'a\n' } });
    const needed = new Map<string, string>();
    for (const scope of ['read', 'speak', 'push'] as const) {
      const value = await world.tokens.get(world.installation('ada/lib'), world.ref('ada/lib').id, scope);
      const token = world.github.state.data.tokens.get(value);
      const granted = token?.kind === 'installation' ? Object.entries(token.permissions) : [];
      for (const [name, level] of granted) if (needed.get(name) !== 'write') needed.set(name, level);
    }
    assert.deepEqual(Object.fromEntries(needed), manifest.default_permissions);
  });

  test('subscribes to the events that are read, and those of settled later commands', () => {
    assert.deepEqual(manifest.default_events, [
      'pull_request',
      'pull_request_review',
      'pull_request_review_comment',
      'pull_request_review_thread',
      'issue_comment',
      'issues',
      'check_run',
      'check_suite',
      'repository',
    ]);
  });
});

const plain = { path: 'b.txt', before: null, after: 'b', mode: 'plain' } as const;
const executable = { ...plain, path: 'run.sh', mode: 'executable' } as const;
const large = { ...executable, after: 'x'.repeat(100_001) } as const;

/** Sets the state of a thread, and commits in each way; answers how GitHub took that. */
async function pushed(forge: Forge, writer: ForgeWriter, number: number): Promise<readonly string[]> {
  const [thread] = await forge.threads(number);
  for (const isResolved of [true, false]) await writer.setThread(thread?.id ?? '', isResolved);
  const written: string[] = [];
  for (const change of [plain, executable, large]) {
    const [newest] = (await forge.branch('topic')) ?? [];
    const order = { branch: 'topic', expectedHead: newest?.sha ?? '', message: 'm', changes: [change] };
    written.push((await writer.commit(order)).is);
  }
  return written;
}

function faultsOf(exchange: Exchange): readonly unknown[] {
  if (exchange.template !== '/graphql') return validateExchange(exchange);
  return validateGraphql(GraphqlRequest.parse(exchange.requestBody));
}

const GraphqlRequest = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });

/** A pull request with a comment and a thread, and a file that GitHub gives only as a blob. */
async function talkedAbout(world: ForgeWorld) {
  const ada = world.github.as('ada');
  const files = { 'a.txt': 'one\ntwo\n', 'large.txt': 'x'.repeat(1_100_000) };
  await ada.createRepository('ada/lib', { files });
  await ada.push('ada/lib', 'topic', { files: { 'a.txt': 'one\n2\n' } });
  const issue = await ada.openIssue('ada/lib', { title: 'Wrong sum' });
  const pull = await ada.openPull('ada/lib', { head: 'topic', body: `Fixes #${issue.number}` });
  const said = ada.comment(pull, '/review');
  const root = await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: 'why?' });
  return { pull, said: said.id, root: root.id };
}
