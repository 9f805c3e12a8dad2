import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { head, page, startPages } from './read-page.ts';
import { openSamplePull } from './start-hub.ts';

suite('the front page', () => {
  test('lists each repository with its pull requests and issues', async (t) => {
    const hub = await startPages(t);
    const { alice } = await openSamplePull(hub);
    const issue = await alice.openIssue('alice/app', { title: 'Count further' });
    await alice.close(issue);
    const listed = [
      'Pull requests',
      'Open Shout five #1 by alice, 2026-11-22 12:00 UTC',
      'Issues',
      'Closed Count further #2 by alice, 2026-11-22 12:00 UTC',
    ];
    assert.deepEqual((await page(hub, '/')).text, ['Local GitHub', 'alice/app', ...listed]);
    assert.deepEqual((await page(hub, '/alice/app/issues')).text, [
      'Local GitHub / alice/app',
      'alice/app',
      ...listed,
    ]);
  });

  test('says that there is nothing yet', async (t) => {
    const hub = await startPages(t);
    assert.deepEqual((await page(hub, '/')).text, ['Local GitHub', 'No repository yet.']);
  });

  test('shows the notice above all, as every page does', async (t) => {
    const hub = await startPages(t, { notice: 'Recorded by <hand>.' });
    await openSamplePull(hub);
    for (const path of ['/', '/alice/app', '/alice/app/pull/1', '/alice/app/pull/1/files']) {
      assert.match((await page(hub, path)).html, /<p class="notice">Recorded by &#60;hand&#62;\.<\/p>/);
    }
  });
});

suite('a conversation', () => {
  test('tells all that was said in its order, answers in their threads', async (t) => {
    const hub = await startPages(t);
    const { alice, pull } = await openSamplePull(hub);
    hub.clock.advance(60_000);
    alice.comment(pull, 'Is this loud enough? <!-- nobody sees this -->');
    hub.clock.advance(60_000);
    const bob = hub.github.as('bob');
    await bob.review(pull, {
      body: 'Too loud.',
      comments: [{ path: 'count.txt', line: 5, body: 'Whisper.' }],
    });
    hub.clock.advance(60_000);
    const [comment] = hub.github.state.data.reviewComments.values();
    alice.reply(comment?.id ?? 0, 'I will.');
    alice.resolve(comment?.id ?? 0);
    await alice.close(pull);
    const { text } = await page(hub, '/alice/app/pull/1');
    assert.deepEqual(text, [
      'Local GitHub / alice/app',
      'Shout five #1',
      'Closed alice wants to merge 1 commit into main from feature',
      'Conversation Changes 1 Checks 0',
      'alice opened this 2026-11-22 12:00 UTC',
      'No description.',
      'alice commented 2026-11-22 12:01 UTC',
      'Is this loud enough?',
      'bob reviewed 2026-11-22 12:02 UTC',
      'Too loud.',
      'count.txt , line 5 resolved by alice',
      '3 3 line 3',
      '4 4 line 4',
      '5 − line 5',
      '5 + FIVE',
      'bob commented 2026-11-22 12:02 UTC',
      'Whisper.',
      'alice commented 2026-11-22 12:03 UTC',
      'I will.',
      'alice closed this 2026-11-22 12:03 UTC',
    ]);
  });

  test('of an issue has its labels and reactions, and folds what was hidden', async (t) => {
    const hub = await startPages(t);
    const alice = hub.github.as('alice');
    await alice.createRepository('alice/app', { files: { 'README.md': 'Counting\n' } });
    const issue = await alice.openIssue('alice/app', {
      title: 'Louder',
      body: 'As in #1.',
      labels: ['wish'],
    });
    alice.react({ kind: 'issue', id: issue.id }, 'eyes');
    const comment = alice.comment(issue, 'Forget it.');
    Object.assign(comment, { minimized: 'OUTDATED' });
    const { text, html } = await page(hub, '/alice/app/issues/1');
    assert.deepEqual(text, [
      'Local GitHub / alice/app',
      'Louder #1',
      'Open opened by alice wish',
      'alice opened this 2026-11-22 12:00 UTC',
      'As in #1 .',
      '👀',
      'alice commented 2026-11-22 12:00 UTC',
      'Hidden as outdated',
      'Forget it.',
    ]);
    assert.match(html, /As in <a href="\/alice\/app\/issues\/1">#1<\/a>\./);
  });

  test('is found by either address, and nothing else is', async (t) => {
    const hub = await startPages(t);
    await openSamplePull(hub);
    const shown = await page(hub, '/alice/app/pull/1');
    assert.deepEqual(await page(hub, '/Alice/app/issues/1'), shown);
    for (const path of [
      '/nobody',
      '/alice/none',
      '/alice/app/pull/2',
      '/alice/app/pull/x',
      '/alice/app/pull/1/more',
      '/alice/app/wiki',
      '/alice/app/runs/7',
    ]) {
      const { status, html } = await page(hub, path);
      assert.deepEqual([status, html], [404, 'There is no page here.\n'], path);
    }
  });
});

suite('the checks', () => {
  test('show title, summary and annotations, and load themselves anew until they are done', async (t) => {
    const hub = await startPages(t);
    const { pull } = await openSamplePull(hub);
    const at = { owner: 'alice', repo: 'app' };
    const app = await hub.installationApi('alice/app');
    assert.deepEqual(
      (await page(hub, '/alice/app/pull/1/checks')).text.at(-1),
      `No check has run on ${pull.headSha.slice(0, 10)} yet.`,
    );
    const { data: run } = await app.checks.create({
      ...at,
      name: 'Review',
      head_sha: pull.headSha,
      status: 'in_progress',
    });
    assert.match((await page(hub, '/alice/app/pull/1')).html, /http-equiv="refresh"/);
    hub.clock.advance(5_000);
    await app.checks.update({
      ...at,
      check_run_id: run.id,
      conclusion: 'neutral',
      output: {
        title: '1 finding in 1 file',
        summary: '**Looked at**\n\n- `count.txt`',
        annotations: [
          { path: 'count.txt', start_line: 5, end_line: 5, annotation_level: 'warning', message: 'Loud' },
        ],
      },
    });
    const shown = [
      `neutral Review on ${pull.headSha.slice(0, 10)} 2026-11-22 12:00 UTC after 5 s`,
      '1 finding in 1 file',
      'Looked at',
      'count.txt',
      'warning count.txt:5 Loud',
    ];
    const checks = await page(hub, '/alice/app/pull/1/checks');
    assert.deepEqual(checks.text, [...head, 'Conversation Changes 1 Checks 1', ...shown]);
    assert.doesNotMatch(checks.html, /http-equiv="refresh"/);
    const alone = await page(hub, `/alice/app/runs/${run.id}`);
    assert.deepEqual(alone.text, ['Local GitHub / alice/app', 'Review', ...shown]);
    const conversation = await page(hub, '/alice/app/pull/1');
    assert.deepEqual(conversation.text.slice(-2), ['Checks', 'neutral Review 1 finding in 1 file']);
  });
});

suite('hostile words', () => {
  test('are words, wherever they stand', async (t) => {
    const hub = await startPages(t);
    const alice = hub.github.as('alice');
    const evil = '"><script>alert(1)</script>';
    const path = `<script>alert(2).txt`;
    await alice.createRepository('alice/app', { files: { [path]: 'one\n' } });
    await alice.openIssue('alice/app', { title: evil, body: evil, labels: [evil] });
    await alice.push('alice/app', 'feature', { files: { [path]: `${evil}\n` } });
    const pull = await alice.openPull('alice/app', {
      head: 'feature',
      title: evil,
      body: `${evil}\n\n[x](javascript:alert(3)) ![](https://example.com/x.png)`,
    });
    alice.comment(pull, evil);
    await alice.review(pull, {
      body: evil,
      comments: [{ path, line: 1, body: `${evil}\n\`\`\`suggestion\n${evil}\n\`\`\`` }],
    });
    for (const where of [
      '/',
      '/alice/app',
      '/alice/app/issues/1',
      '/alice/app/pull/2',
      '/alice/app/pull/2/files',
    ]) {
      const { html } = await page(hub, where);
      assert.match(html, /&(?:#60|lt);script/, where);
      assert.doesNotMatch(html, /<script|href="javascript|<img[^>]*onerror/i, where);
      assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
    }
  });
});
