import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { suite, test } from 'node:test';
import { eventsAfter, payloadOf } from './events.ts';
import { lines, openSamplePull, startHub } from './start-hub.ts';

suite('a webhook', () => {
  test('is signed, numbered and marked as GitHub does it', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    alice.comment(pull, 'Grüße 👋');
    await hub.github.webhooks.settled();
    const sent = hub.listener.received.find(({ headers }) => headers['x-github-event'] === 'issue_comment');
    assert.ok(sent);
    const { webhookSecret } = hub.github.app;
    const digest = createHmac('sha256', webhookSecret).update(sent.body).digest('hex');
    const { headers } = sent;
    assert.equal(headers['x-hub-signature-256'], `sha256=${digest}`);
    assert.match(String(headers['x-github-delivery']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(String(headers['user-agent']), /^GitHub-Hookshot\//);
    assert.deepEqual(
      [headers['x-github-hook-installation-target-type'], headers['x-github-hook-installation-target-id']],
      ['integration', '4242'],
    );
    assert.equal(JSON.parse(sent.body).comment.body, 'Grüße 👋');
  });

  test('tells of every act in the life of a pull request', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    await alice.push('alice/app', 'next', { sha: hub.github.state.pull(pull).base.sha });
    const acts = [
      ['pull_request.converted_to_draft', () => alice.convertToDraft(pull)],
      ['pull_request.ready_for_review', () => alice.markReady(pull)],
      ['pull_request.edited', () => alice.edit(pull, { title: 'Other', body: 'Words' })],
      ['pull_request.edited', () => alice.changeBase(pull, 'next')],
      ['pull_request.labeled', () => alice.label(pull, 'wide')],
      ['pull_request.unlabeled', () => alice.unlabel(pull, 'wide')],
      ['pull_request.assigned', () => alice.assign(pull, 'alice')],
      ['issue_comment.created', () => alice.comment(pull, 'Hello')],
      ['pull_request.closed', () => alice.close(pull)],
      ['pull_request.reopened', () => alice.reopen(pull)],
    ] as const;
    for (const [event, act] of acts) assert.deepEqual(await eventsAfter(hub, act), [event]);
    const pushed = await eventsAfter(hub, () =>
      alice.push('alice/app', 'feature', { files: { 'count.txt': lines({ 5: 'Five' }) } }),
    );
    assert.deepEqual(pushed, ['pull_request.synchronize', 'check_suite.requested']);
    assert.deepEqual(payloadOf(hub, 'pull_request', 'synchronize')['before'], pull.headSha);
    const merged = await eventsAfter(hub, () => alice.merge(pull));
    assert.deepEqual(merged, ['pull_request.closed', 'check_suite.requested']);
    assert.equal(payloadOf(hub, 'pull_request', 'closed')['pull_request']?.['merged'], true);
  });

  test('of a changed base tells the one before', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    const { sha } = hub.github.state.pull(pull).base;
    await alice.push('alice/app', 'next', { sha });
    await alice.changeBase(pull, 'next');
    assert.deepEqual(payloadOf(hub, 'pull_request', 'edited')['changes'], {
      base: { ref: { from: 'main' }, sha: { from: sha } },
    });
  });

  test('of an edited comment tells what stood there before', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    const { id } = alice.comment(pull, 'Before');
    alice.editComment(id, 'After');
    assert.deepEqual(payloadOf(hub, 'issue_comment', 'edited')['changes'], { body: { from: 'Before' } });
  });

  test('tells of reviews, their comments and threads', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    alice.setPermission('alice/app', 'bob', 'write');
    const bob = hub.github.as('bob');
    const submitted = await eventsAfter(hub, () =>
      bob.review(pull, {
        event: 'APPROVE',
        body: 'Good',
        comments: [{ path: 'count.txt', line: 5, body: 'Loud' }],
      }),
    );
    assert.deepEqual(submitted, ['pull_request_review.submitted', 'pull_request_review_comment.created']);
    const [review] = hub.github.state.reviews(pull);
    const id = review?.comments[0]?.id ?? 0;
    assert.deepEqual(await eventsAfter(hub, () => bob.reply(id, 'Very')), [
      'pull_request_review.submitted',
      'pull_request_review_comment.created',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => bob.resolve(id)), ['pull_request_review_thread.resolved']);
    assert.deepEqual(await eventsAfter(hub, () => bob.unresolve(id)), [
      'pull_request_review_thread.unresolved',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => bob.editReviewComment(id, 'Soft')), [
      'pull_request_review_comment.edited',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => bob.dismissReview(review?.id ?? 0)), [
      'pull_request_review.dismissed',
    ]);
  });

  test('tells of issues', async (t) => {
    const hub = await startHub(t);
    const { alice } = await openSamplePull(hub);
    alice.setPermission('alice/app', 'bob', 'triage');
    const opened = await eventsAfter(hub, () =>
      alice.openIssue('alice/app', { title: 'Six', labels: ['bug'] }),
    );
    assert.deepEqual(opened, ['issues.opened', 'issues.labeled']);
    const issue = { repository: 'alice/app', number: 2 };
    assert.deepEqual(await eventsAfter(hub, () => alice.assign(issue, 'alice', 'bob')), [
      'issues.assigned',
      'issues.assigned',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => alice.unassign(issue, 'bob')), ['issues.unassigned']);
    assert.deepEqual(await eventsAfter(hub, () => alice.unlabel(issue, 'bug')), ['issues.unlabeled']);
    assert.deepEqual(await eventsAfter(hub, () => alice.edit(issue, { body: 'More' })), ['issues.edited']);
    assert.deepEqual(await eventsAfter(hub, () => alice.close(issue)), ['issues.closed']);
    assert.deepEqual(await eventsAfter(hub, () => alice.reopen(issue)), ['issues.reopened']);
  });

  test('tells of buttons and re-runs', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    const api = await hub.installationApi('alice/app');
    const { data: run } = await api.checks.create({
      owner: 'alice',
      repo: 'app',
      name: 'Review',
      head_sha: pull.headSha,
      conclusion: 'success',
      actions: [{ label: 'Again', description: 'Look again', identifier: 'again' }],
    });
    assert.deepEqual(await eventsAfter(hub, () => alice.rerequestCheckRun(run.id)), [
      'check_run.rerequested',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => alice.rerequestCheckSuite(Number(run.check_suite?.id))), [
      'check_suite.rerequested',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => alice.pressAction(run.id, 'again')), [
      'check_run.requested_action',
    ]);
    assert.deepEqual(payloadOf(hub, 'check_run', 'requested_action')['requested_action'], {
      identifier: 'again',
    });
    assert.throws(() => alice.pressAction(run.id, 'other'), /has no button other/);
  });

  test('tells of settings: names, owners, and where the App is', async (t) => {
    const hub = await startHub(t);
    const { alice } = await openSamplePull(hub);
    hub.github.as('bob').installApp();
    await alice.createRepository('alice/other', { files: { a: 'a' } });
    assert.deepEqual(await eventsAfter(hub, () => alice.renameRepository('alice/other', 'third')), [
      'repository.renamed',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => alice.transferRepository('alice/third', 'bob')), [
      'repository.transferred',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => hub.github.as('bob').deleteRepository('bob/third')), [
      'repository.deleted',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => alice.removeRepositoryFromApp('alice/app')), [
      'installation_repositories.removed',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => alice.addRepositoryToApp('alice/app')), [
      'installation_repositories.added',
    ]);
    assert.deepEqual(await eventsAfter(hub, () => alice.suspendApp()), ['installation.suspend']);
    assert.deepEqual(
      await eventsAfter(hub, () => alice.comment({ repository: 'alice/app', number: 1 }, 'Unheard')),
      [],
    );
    assert.deepEqual(await eventsAfter(hub, () => alice.unsuspendApp()), ['installation.unsuspend']);
    assert.deepEqual(await eventsAfter(hub, () => alice.uninstallApp()), ['installation.deleted']);
  });

  test('tells the App of what it did itself, naming its bot', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    const api = await hub.installationApi('alice/app');
    await api.issues.createComment({ owner: 'alice', repo: 'app', issue_number: 1, body: 'Hello' });
    const { sender, comment } = payloadOf(hub, 'issue_comment', 'created');
    assert.deepEqual(
      [sender?.['login'], sender?.['type'], comment?.['performed_via_github_app']],
      ['patchwright[bot]', 'Bot', (await hub.appApi().apps.getAuthenticated()).data],
    );
  });

  test('is not sent for events the App did not ask for, nor where it is not installed', async (t) => {
    const hub = await startHub(t, { app: { events: ['issues'] } });
    const { alice, pull } = await openSamplePull(hub);
    assert.deepEqual(await eventsAfter(hub, () => alice.comment(pull, 'Hello')), []);
    const bob = hub.github.as('bob');
    const unheard = await eventsAfter(hub, async () => {
      await bob.createRepository('bob/own', { installed: false });
      await bob.openIssue('bob/own', { title: 'Nobody listens' });
    });
    assert.deepEqual(unheard, []);
  });
});
