import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { askedOf } from '../../../src/commands/implement/asked.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Run } from '../../../src/core/run.ts';
import type { Issue, Remark } from '../../../src/ports/forge.ts';
import { issueTask } from './issue-task.ts';

const zoe = { id: 2, login: 'zoe', isBot: false };
const ada = { id: 3, login: 'ada', isBot: false };
const helper = { id: 4, login: 'helper[bot]', isBot: true };
const writers = ['ada'];

const issue: Issue = {
  ref: { id: 1, owner: 'octo', repo: 'shop', number: 7 },
  title: 'Add a flag',
  body: 'Called --version.',
  author: zoe,
  state: 'open',
  isLocked: false,
  labels: [],
  assignees: [],
  writtenAt: 1_000,
};

function remark(id: number, changed: Partial<Remark> = {}): Remark {
  const at = id * 1_000;
  return { id, author: ada, body: `Remark ${id}.`, isOurs: false, createdAt: at, updatedAt: at, ...changed };
}

/** What counts of these remarks where the run was asked for at the time by the door: ids with whether they instruct. */
async function counted(remarks: readonly Remark[], run: Partial<Run>, of = issue) {
  const asked = await askedOf(issueTask({ remarks, writers, run }), of);
  return Object.fromEntries(asked.remarks.map(({ id, isTrusted }) => [id, isTrusted]));
}

const byLabel = { createdAt: 5_500, door: { on: 'labeled', commentId: null, at: null } };
const byComment = { createdAt: 9_000, door: { on: 'commented', commentId: 5, at: null } };

suite('what instructs', () => {
  test('is what people who may write had said by then', async () => {
    const remarks = [remark(2), remark(3, { author: zoe }), remark(4, { author: helper }), remark(6)];
    assert.deepEqual(await counted(remarks, byLabel), { 2: true, 3: false, 4: false, 6: false });
  });

  test('goes by the time of the event where that is known, however late it was heard', async () => {
    const late = { createdAt: 9_000, door: { on: 'labeled', commentId: null, at: 5_500 } };
    const edited = remark(3, { updatedAt: 7_000 });
    assert.deepEqual(await counted([remark(2), edited, remark(6)], late), { 2: true, 3: false, 6: false });
    await assert.rejects(counted([], late, { ...issue, writtenAt: 7_000 }), Failure);
  });

  test('is no remark that was edited since', async () => {
    assert.deepEqual(await counted([remark(2, { updatedAt: 6_000 })], byLabel), { 2: false });
  });

  test("goes by GitHub's clock where a comment asked, and holds that comment", async () => {
    const remarks = [remark(4), remark(5, { body: '/implement\n\nKeep it short.' }), remark(6)];
    assert.deepEqual(await counted(remarks, byComment), { 4: true, 5: true, 6: false });
  });

  test('goes by our clock where that comment was edited', async () => {
    const asking = remark(5, { body: 'Do it.\n\n/implement', updatedAt: 8_000 });
    assert.deepEqual(await counted([asking, remark(7), remark(10)], byComment), {
      5: true,
      7: true,
      10: false,
    });
  });

  test('is never what we have written ourselves, nor the mere name of the command', async () => {
    const remarks = [remark(2, { isOurs: true }), remark(5, { body: '@patchwright: implement' })];
    assert.deepEqual(await counted(remarks, byComment), {});
  });
});

suite('the issue itself', () => {
  test('counts as it was read first', async () => {
    const task = issueTask({ remarks: [], writers, run: byLabel });
    await askedOf(task, issue);
    const again = await askedOf(task, { ...issue, body: 'Called --delete-everything.' });
    assert.deepEqual(again, { title: 'Add a flag', body: 'Called --version.', author: 'zoe', remarks: [] });
  });

  test('does not count where somebody who may not write has changed it since', async () => {
    const rewritten = { ...issue, writtenAt: 6_000 };
    const detail =
      'The text of this issue was changed after it was asked for, and whoever opened it may not write here. Look at it once more, then ask again.';
    await assert.rejects(counted([], byLabel, rewritten), {
      why: { kind: 'user', reason: { is: 'cannot-start', detail } },
    });
    assert.deepEqual(await counted([], byLabel, { ...rewritten, author: ada }), {});
  });
});
