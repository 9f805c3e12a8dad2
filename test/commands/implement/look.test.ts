import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Task } from '../../../src/commands/command.ts';
import { lookFirst } from '../../../src/commands/implement/look.ts';
import { issueRef, issueTask } from './issue-task.ts';

const issue = {
  ref: issueRef,
  title: 'Add a flag',
  body: 'Called --version.',
  author: { id: 2, login: 'zoe', isBot: false },
  state: 'open',
  isLocked: false,
  labels: [],
  assignees: [],
  writtenAt: 1_000,
} as const;

/** Looks at the issue in a repository that is archived or not, and has a branch or none. */
function looked({ isArchived, shas }: { readonly isArchived: boolean; readonly shas: readonly string[] }) {
  const task = issueTask({ issue });
  const forge = {
    ...task.forge,
    repository: () => Promise.resolve({ ref: issueRef, defaultBranch: 'main', isArchived }),
    pullsClosing: () => Promise.resolve([]),
    branch: () => Promise.resolve(shas.map((sha) => ({ sha, key: null }))),
  };
  const config = { implement: { assignee: null, base: null } };
  return lookFirst({ ...task, forge, config } as unknown as Task<unknown>, null);
}

function refusal(detail: string) {
  return { why: { kind: 'user', reason: { is: 'cannot-start', detail } } };
}

suite('an issue is looked at first', () => {
  test('and worked on from the newest commit of the default branch', async () => {
    const ground = await looked({ isArchived: false, shas: ['b2', 'a1'] });
    assert.deepEqual(ground, { issue, base: { branch: 'main', sha: 'b2' } });
  });

  test('and left alone where its repository is archived', async () => {
    await assert.rejects(
      looked({ isArchived: true, shas: ['a1'] }),
      refusal('This repository is archived, so nothing can be changed in it.'),
    );
  });

  test('and left alone where there is no commit', async () => {
    await assert.rejects(
      looked({ isArchived: false, shas: [] }),
      refusal(
        'There is no branch `main` with a commit to begin at. Push one, or name another as `implement.base` of `.github/patchwright.yml`, then ask again.',
      ),
    );
  });
});
