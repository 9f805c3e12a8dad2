import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSamplePull, refusedWith, startHub, type Hub } from './start-hub.ts';

async function open(hub: Hub) {
  const { alice, pull } = await openSamplePull(hub);
  const api = await hub.installationApi('alice/app');
  return { alice, pull, api, repository: { owner: 'alice', repo: 'app' } };
}

suite('a comment', () => {
  test('of the App names its bot and the App, is edited and deleted', async (t) => {
    const hub = await startHub(t);
    const { api, repository, pull } = await open(hub);
    const { data: comment } = await api.issues.createComment({
      ...repository,
      issue_number: 1,
      body: 'Hello',
    });
    assert.deepEqual(
      [
        comment.user?.login,
        comment.user?.type,
        comment.performed_via_github_app?.slug,
        comment.author_association,
      ],
      ['patchwright[bot]', 'Bot', 'patchwright', 'NONE'],
    );
    const named = { ...repository, comment_id: comment.id };
    hub.clock.advance(60_000);
    const { data: edited } = await api.issues.updateComment({ ...named, body: 'Hello again' });
    assert.deepEqual(
      [edited.body, edited.created_at, edited.updated_at],
      ['Hello again', '2026-11-22T12:00:00Z', '2026-11-22T12:01:00Z'],
    );
    await api.issues.deleteComment(named);
    assert.deepEqual(hub.github.state.comments(pull), []);
    await assert.rejects(api.issues.getComment(named), refusedWith(404, 'Not Found'));
  });

  test('of 65,536 characters fits, one more does not, and an empty one is none', async (t) => {
    const hub = await startHub(t);
    const { api, repository } = await open(hub);
    const at = { ...repository, issue_number: 1 };
    assert.equal((await api.issues.createComment({ ...at, body: '😀'.repeat(65_536) })).status, 201);
    await assert.rejects(
      api.issues.createComment({ ...at, body: 'x'.repeat(65_537) }),
      refusedWith(422, 'Validation Failed', [
        {
          resource: 'IssueComment',
          code: 'unprocessable',
          field: 'data',
          message: 'Body is too long (maximum is 65536 characters)',
        },
      ]),
    );
    await assert.rejects(
      api.issues.createComment({ ...at, body: ' \n' }),
      refusedWith(422, 'Validation Failed', [
        { resource: 'IssueComment', code: 'missing_field', field: 'body' },
      ]),
    );
  });

  test('is changed by who wrote it or may write, not by others', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, repository } = await open(hub);
    const { id } = hub.github.as('bob').comment(pull, 'Mine');
    const named = { ...repository, comment_id: id, body: 'Changed' };
    const carol = hub.api(hub.github.as('carol').token());
    await assert.rejects(
      carol.issues.updateComment(named),
      refusedWith(403, 'Must have admin rights to Repository.'),
    );
    assert.equal((await hub.api(alice.token()).issues.updateComment(named)).data.body, 'Changed');
  });

  test('answers the list asked for what changed since', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api, repository } = await open(hub);
    alice.comment(pull, 'Old');
    hub.clock.advance(60_000);
    alice.comment(pull, 'New');
    const at = { ...repository, issue_number: 1 };
    const { data } = await api.issues.listComments({ ...at, since: '2026-11-22T12:00:30Z' });
    assert.deepEqual(
      data.map(({ body }) => body),
      ['New'],
    );
    const all = await api.issues.listCommentsForRepo(repository);
    assert.equal(all.data.length, 2);
  });
});

suite('a reaction', () => {
  test('is given once, counted and taken back', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api, repository } = await open(hub);
    const { id } = alice.comment(pull, 'Hello');
    const at = { ...repository, comment_id: id };
    const first = await api.reactions.createForIssueComment({ ...at, content: 'eyes' });
    const second = await api.reactions.createForIssueComment({ ...at, content: 'eyes' });
    assert.deepEqual([first.status, second.status, first.data.id === second.data.id], [201, 200, true]);
    const { data } = await api.issues.getComment(at);
    assert.deepEqual([data.reactions?.total_count, data.reactions?.eyes], [1, 1]);
    await api.reactions.deleteForIssueComment({ ...at, reaction_id: first.data.id });
    assert.deepEqual((await api.reactions.listForIssueComment(at)).data, []);
  });

  test('goes to issues and review comments too', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api, repository } = await open(hub);
    const { id } = await alice.reviewComment(pull, { path: 'count.txt', line: 5, body: 'Loud' });
    await api.reactions.createForIssue({ ...repository, issue_number: 1, content: 'rocket' });
    await api.reactions.createForPullRequestReviewComment({ ...repository, comment_id: id, content: '+1' });
    const issue = await api.reactions.listForIssue({ ...repository, issue_number: 1 });
    const comment = await api.reactions.listForPullRequestReviewComment({ ...repository, comment_id: id });
    assert.deepEqual(
      [...issue.data, ...comment.data].map((one) => one.content),
      ['rocket', '+1'],
    );
  });
});

suite('an issue', () => {
  test('is opened with labels, changed, closed and reopened', async (t) => {
    const hub = await startHub(t);
    const { api, repository } = await open(hub);
    const { data: issue } = await api.issues.create({ ...repository, title: 'Six', labels: ['bug'] });
    assert.deepEqual(
      [issue.number, issue.state, issue.labels.map((one) => (typeof one === 'string' ? one : one.name))],
      [2, 'open', ['bug']],
    );
    const at = { ...repository, issue_number: 2 };
    const { data: closed } = await api.issues.update({ ...at, state: 'closed', state_reason: 'not_planned' });
    assert.deepEqual(
      [closed.state, closed.state_reason, closed.closed_by?.login],
      ['closed', 'not_planned', 'patchwright[bot]'],
    );
    const { data: reopened } = await api.issues.update({ ...at, state: 'open' });
    assert.deepEqual([reopened.state, reopened.state_reason], ['open', 'reopened']);
  });

  test('lists pull requests among the issues', async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    await alice.openIssue('alice/app', { title: 'Six' });
    const { data } = await api.issues.listForRepo(repository);
    assert.deepEqual(
      data.map((one) => [one.number, one.pull_request !== undefined]),
      [
        [2, false],
        [1, true],
      ],
    );
  });

  test('takes labels and gives them back', async (t) => {
    const hub = await startHub(t);
    const { api, repository } = await open(hub);
    const at = { ...repository, issue_number: 1 };
    await api.issues.createLabel({ ...repository, name: 'wide', color: 'ff0000', description: 'Wide' });
    await api.issues.addLabels({ ...at, labels: ['wide', 'new'] });
    await api.issues.setLabels({ ...at, labels: ['new', 'other'] });
    const { data } = await api.issues.removeLabel({ ...at, name: 'new' });
    assert.deepEqual(
      data.map((label) => label.name),
      ['other'],
    );
    await assert.rejects(
      api.issues.removeLabel({ ...at, name: 'new' }),
      refusedWith(404, 'Label does not exist'),
    );
    await api.issues.removeAllLabels(at);
    assert.deepEqual((await api.issues.listLabelsOnIssue(at)).data, []);
  });

  test('is assigned to people with access, never to the bot', async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    alice.setPermission('alice/app', 'bob', 'triage');
    const { data } = await api.issues.addAssignees({
      ...repository,
      issue_number: 1,
      assignees: ['bob', 'patchwright[bot]'],
    });
    assert.deepEqual(
      data.assignees?.map((one) => one.login),
      ['bob'],
    );
    assert.equal((await api.issues.checkUserCanBeAssigned({ ...repository, assignee: 'bob' })).status, 204);
    await assert.rejects(
      api.issues.checkUserCanBeAssigned({ ...repository, assignee: 'patchwright[bot]' }),
      refusedWith(404, 'Not Found'),
    );
    const cleared = await api.issues.removeAssignees({ ...repository, issue_number: 1, assignees: ['bob'] });
    assert.deepEqual(cleared.data.assignees, []);
  });
});
