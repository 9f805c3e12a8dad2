import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import type { Fault, FaultAct } from '../../playground/github/server/faults.ts';
import { z } from 'zod';
import { type Command, registered, type Task } from '../../src/commands/command.ts';
import type { Effect } from '../../src/core/effect.ts';
import { World } from '../world.ts';
import { silence, silences, timingFor } from './silences.ts';

const repository = 'octo/shop';
const branch = 'patchwright/issue-1';

/** The writes of `propose`, in their order: the branch, the commit on it, the draft, and the request for a review. */
const writes: readonly Fault['match'][] = [
  { method: 'POST', template: '/repos/{owner}/{repo}/git/refs', nth: 1 },
  { method: 'POST', template: '/graphql', nth: 1 },
  { method: 'POST', template: '/repos/{owner}/{repo}/pulls', nth: 1 },
  { method: 'POST', template: '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', nth: 1 },
];

suite('what GitHub does to branches and drafts without saying so is not done again', () => {
  for (const [answer, act] of silences()) {
    test(`when each write is ${answer}`, async (t) => {
      const world = await opened(t, act);
      const assertStruck = silence(world, writes, act);

      const issue = await proposed(world);

      assertStruck();
      assert.deepEqual(world.drafts(repository), [draft(issue)]);
      assert.deepEqual(await messages(world), ['Count to two']);
    });
  }
});

test('what GitHub could not do is done once it is well again', async (t) => {
  const world = await opened(t, { kind: 'html' });
  for (const match of writes) world.github.faults.add({ match, act: { kind: 'html' } });

  const issue = await proposed(world);

  assert.deepEqual(world.drafts(repository), [draft(issue)]);
  assert.deepEqual(await messages(world), ['Count to two']);
});

async function opened(t: TestContext, act: FaultAct): Promise<World> {
  const world = await World.open(t, { timing: timingFor(act), commands: [registered(propose)] });
  await world.github.as('ada').createRepository(repository, { files: { 'a.txt': 'one\ntwo\n' } });
  return world;
}

/** Ada asks for the draft on an issue; answers the issue's number. */
async function proposed(world: World): Promise<number> {
  const ada = world.github.as('ada');
  const issue = await ada.openIssue(repository, { title: 'Count' });
  ada.comment(issue, '/propose');
  await world.quiet();
  return issue.number;
}

function draft(issue: number) {
  return {
    number: issue + 1,
    title: 'Count to two',
    body: `Fixes #${issue}, and says so.`,
    isDraft: true,
    state: 'open',
    head: branch,
    base: 'main',
    reviewers: ['ada'],
  };
}

/** Of the branch's commits, without our mark, newest first. */
async function messages(world: World): Promise<readonly string[]> {
  const [made] = world.drafts(repository);
  const number = made?.number ?? 0;
  const commits = await world.github.state.commits({ repository, number });
  const own = commits.map(({ message }) => message.replace(/\n\nPatchwright-Key: .*$/s, '').trim());
  return own.toReversed();
}

/** Makes a branch with a commit, and a draft from it. */
const propose: Command<readonly string[]> = {
  head: {
    name: 'propose',
    summary: 'Proposes.',
    usage: '/propose',
    subjects: ['issue'],
    lane: 'quick',
    args: z.array(z.string()).readonly(),
    on: [{ on: 'commented', needs: 'read', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: () => ({ is: 'yes' }),
  run: async (task) => ({ effects: await effectsOf(task), next: { kind: 'done', note: '' } }),
};

/** The first GraphQL request is the commit: nothing else is asked in that way. */
async function effectsOf({ forge, subject }: Task<readonly string[]>): Promise<readonly Effect[]> {
  assert.ok(subject.kind === 'issue');
  const { ref, defaultBranch: base } = await forge.repository();
  const [head] = (await forge.branch(base)) ?? [];
  const change = { path: 'a.txt', before: 'one\ntwo\n', after: 'one\n2\n', mode: 'plain' } as const;
  const place = { repository: ref, branch, isNew: true, expectedHead: head?.sha ?? '', merges: null };
  const title = 'Count to two';
  const closes = [subject.ref.number];
  const body = `Fixes #${subject.ref.number}, and says so.`;
  return [
    { kind: 'commits', ...place, title, body: '', coAuthor: null, changes: [change] },
    { kind: 'draft-pull', repository: ref, branch, base, title, body, closes, reviewers: ['ada'] },
  ];
}
