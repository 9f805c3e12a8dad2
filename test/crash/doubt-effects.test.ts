import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { z } from 'zod';
import type { Fault, FaultAct } from '../../playground/github/server/faults.ts';
import { type Command, registered, type Task } from '../../src/commands/command.ts';
import type { Effect } from '../../src/core/effect.ts';
import { Review } from '../../src/core/review.ts';
import { World } from '../world.ts';
import { silence, silences, timingFor } from './silences.ts';

const dismissal = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals';
const graphql = { method: 'POST', template: '/graphql' };

/** The command first reads the threads; then it commits, and resolves one. */
const writes: readonly Fault['match'][] = [
  { ...graphql, nth: 2 },
  { ...graphql, nth: 3 },
  { method: 'PUT', template: dismissal, nth: 1 },
];

suite('what GitHub does to branch, threads and reviews without saying so is not done again', () => {
  for (const [answer, act] of silences()) {
    test(`when each write is ${answer}`, async (t) => {
      const { world, pull, lessons } = await askedForChanges(t, act);
      const assertStruck = silence(world, writes, act);

      world.github.as('ada').comment(pull, '/mend');
      await world.quiet();

      assertStruck();
      assert.deepEqual(shown(world, pull), mended);
      assert.deepEqual(await commitsOf(world, pull), ['Mend it', 'Change']);
      assert.deepEqual(await lessons(), ['Mind the rest.']);
    });
  }
});

test('a thread that GitHub does not let us resolve keeps nothing else from being done', async (t) => {
  const { world, pull, lessons } = await askedForChanges(t, { kind: 'html' });
  const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
  const act = { kind: 'fail-with', status: 200, body: { data: { changed: null }, errors } } as const;
  world.github.faults.add({ match: { ...graphql, nth: 3 }, act });

  world.github.as('ada').comment(pull, '/mend');
  await world.quiet();

  assert.deepEqual(shown(world, pull), { ...mended, isResolved: false });
  assert.deepEqual(await lessons(), ['Mind the rest.']);
});

const mended = { states: ['DISMISSED'], isResolved: true, said: ['Mended.'] };

/** A pull request with a review of ours that asks for changes, and somebody's thread. */
async function askedForChanges(t: TestContext, act: FaultAct) {
  const world = await World.still(t, { timing: timingFor(act), commands: [registered(mend)] });
  const { ledger } = await world.start();
  const ada = world.github.as('ada');
  await ada.createRepository('octo/shop', { files: { 'a.txt': 'one\ntwo\n' } });
  await ada.push('octo/shop', 'topic', { files: { 'a.txt': 'one\n2\n' } });
  const pull = await ada.openPull('octo/shop', { head: 'topic' });
  await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: 'Why?' });
  ada.comment(pull, '/mend ask');
  await world.quiet();
  const { id } = world.github.state.repository('octo/shop');
  return { world, pull, lessons: async () => (await ledger.lessons.of(id)).map(({ text }) => text) };
}

type Pull = Parameters<World['reviews']>[0];

/** What became of the thread, and what we said. */
function shown(world: World, pull: Pull) {
  const reviews = world.reviews(pull).filter(({ author }) => author !== 'ada');
  const said = world.comments(pull).filter(({ author }) => author !== 'ada');
  return {
    states: reviews.map(({ state }) => state),
    isResolved: world.github.state.threads(pull)[0]?.resolvedBy !== undefined,
    said: said.map(({ body }) => body),
  };
}

/** The messages of the pull request's commits without our mark, newest first. */
async function commitsOf(world: World, pull: Pull): Promise<readonly string[]> {
  const address = `${world.github.apiUrl}/repos/${pull.repository}/pulls/${pull.number}/commits`;
  const authorization = `token ${world.github.as('ada').token()}`;
  const listed = Commits.parse(await (await fetch(address, { headers: { authorization } })).json());
  return listed.map(({ commit }) => commit.message.replace(/\n\nPatchwright-Key: .*$/, '')).toReversed();
}

const Commits = z.array(z.object({ commit: z.object({ message: z.string() }) }));

/** Asks for changes, or makes them, takes back that they are asked for, and remembers why. */
const mend: Command<readonly string[]> = {
  head: {
    name: 'mend',
    summary: 'Mends.',
    usage: '/mend [ask]',
    subjects: ['pull'],
    lane: 'quick',
    args: z.array(z.string()).readonly(),
    on: [{ on: 'commented', needs: 'read', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: () => ({ is: 'yes' }),
  run: async (task) => {
    const effects = task.args[0] === 'ask' ? await asking(task) : await mending(task);
    return { effects, next: { kind: 'done', note: '' } };
  },
};

type MendTask = Task<readonly string[]>;

async function asking({ forge, subject }: MendTask): Promise<readonly Effect[]> {
  assert.ok(subject.kind === 'pull');
  const { head, ref } = await forge.pull(subject.ref.number);
  const nothing = { notes: [], inline: [], elsewhere: [], lookedAt: [], notLookedAt: [] };
  const review = Review.parse({ headSha: head.sha, model: 'small', summary: 'Mend it.', ...nothing });
  return [{ kind: 'review', pull: ref, review, requestsChanges: true }];
}

async function mending({ forge, subject }: MendTask): Promise<readonly Effect[]> {
  assert.ok(subject.kind === 'pull');
  const { head, ref } = await forge.pull(subject.ref.number);
  const threads = await forge.threads(ref.number);
  const reviews = await forge.ownReviews(ref.number);
  const change = { path: 'a.txt', before: 'one\n2\n', after: 'one\n3\n', mode: 'plain' } as const;
  const place = { branch: head.branch, isNew: false, merges: null, expectedHead: head.sha };
  const commit = { ...place, title: 'Mend it', body: '' };
  const lesson = { text: 'Mind the rest.', by: 'ada', from: 'here' };
  return [
    { kind: 'commits', repository: ref, ...commit, coAuthor: null, changes: [change] },
    ...threads.map(
      ({ id }) => ({ kind: 'thread-state', pull: ref, threadId: id, isResolved: true }) as const,
    ),
    ...reviews.map(
      ({ id }) => ({ kind: 'dismiss-review', pull: ref, reviewId: id, message: 'Mended.' }) as const,
    ),
    { kind: 'lesson', repository: ref, change: { is: 'add', ...lesson } },
    { kind: 'comment', on: ref, body: 'Mended.', closes: [] },
  ];
}
