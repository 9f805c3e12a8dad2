import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Exchange, validateExchange } from '../../playground/contract/exchange.ts';
import { validateGraphql } from '../../playground/contract/graphql.ts';
import {
  closingIssues,
  closingPulls,
  conversation,
  queries,
  reviewThreads,
} from '../../src/adapters/github/queries.ts';
import type { Forge, ForgeWriter } from '../../src/ports/forge.ts';
import type { OpenedPull } from '../../playground/github/acts/pulls.ts';
import { type ForgeWorld, startForgeWorld } from './github-world.ts';

suite('what is asked of GitHub and what it answers', () => {
  test('is as GitHub has published it, for every read and write', async () => {
    await using world = await startForgeWorld();
    const { pull, issue, said, root } = await talkedAbout(world);
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
    assert.ok(posted.is === 'sent');
    await readOn(forge, pull, { issue: issue.number, review: posted.id });
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
    const opened = await drafted(forge, writer);

    assert.deepEqual(written, ['sent', 'sent', 'sent']);
    assert.deepEqual(opened, ['sent', 'sent', 'sent', 'sent', 'refused', 'sent']);
    assert.deepEqual(faults, []);
    assert.equal(templates.size, 37);
  });

  test('is, in GraphQL, a table of single queries that the schema knows', () => {
    const variables = { owner: 'ada', repo: 'lib', number: 1 };
    assert.deepEqual(
      queries.flatMap((query) => validateGraphql({ query, variables })),
      [],
    );
    assert.deepEqual(queries, [closingIssues, closingPulls, conversation, reviewThreads]);
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

const brokenJob = {
  name: 'test',
  conclusion: 'failure',
  log: '2026-11-02T10:00:00.0000000Z ##[error]broken\n',
  annotations: [
    {
      path: 'a.txt',
      startLine: 1,
      endLine: 1,
      startColumn: null,
      endColumn: null,
      level: 'failure',
      title: null,
      message: 'two words',
      rawDetails: null,
    },
  ],
} as const;
const demanded = { type: 'required_status_checks', checks: [{ context: 'test' }] } as const;
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
    const at = { branch: 'topic', expectedHead: newest?.sha ?? '', merges: null };
    const order = { ...at, message: 'm', changes: [change] };
    written.push((await writer.commit(order)).is);
  }
  return written;
}

/** What is read of issues, of pull requests about them, and of what others say of commits. */
async function readOn(
  forge: Forge,
  { number, headSha }: OpenedPull,
  on: { readonly issue: number; readonly review: number },
): Promise<void> {
  for (const about of [on.issue, number]) {
    await forge.issue(about);
    await forge.remarks(about);
  }
  await forge.pullsClosing(on.issue);
  await forge.pullsFrom('topic');
  await forge.review(number, on.review);
  await forge.reviews(number);
  const [failed, ...others] = await forge.checks(headSha);
  assert.match(failed?.detail ?? '', /a\.txt:1: failure: two words/);
  assert.match(failed?.detail ?? '', /##\[error\]broken/);
  assert.equal(others.length, 1);
}

/** Makes a branch, merges the default branch into it, and opens a draft from it; answers how GitHub took that. */
async function drafted(forge: Forge, writer: ForgeWriter): Promise<readonly string[]> {
  const [base] = (await forge.branch('main')) ?? [];
  const [topic] = (await forge.branch('topic')) ?? [];
  const heads = { base: base?.sha ?? '', topic: topic?.sha ?? '' };
  const branch = await writer.createBranch('ours', heads.base);
  const merges = { sha: heads.topic, taken: [{ path: 'large.txt', entry: null }] };
  const order = { branch: 'ours', expectedHead: heads.base, merges, message: 'Merge', changes: [plain] };
  const commit = await writer.commit(order);
  const draft = await writer.createDraft({ branch: 'ours', base: 'main', title: 't', body: 'b' });
  assert.ok(draft.is === 'sent');
  const { ref } = await forge.pull(draft.id);
  const described = await writer.describePull(ref, 't2', 'b2');
  const asked = await writer.requestReviewers(ref, ['stranger']);
  return [branch, commit, draft, described, asked, await writer.removeBranch('ours')].map(({ is }) => is);
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
  await ada.runWorkflow('ada/lib', pull.headSha, { jobs: [brokenJob] });
  ada.setStatus('ada/lib', { sha: pull.headSha, context: 'old', state: 'success' });
  ada.ruleBranches('ada/lib', { kind: 'ruleset', branches: 'main', rules: [demanded] });
  return { pull, issue, said: said.id, root: root.id };
}
