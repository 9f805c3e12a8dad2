import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { type Heard, parseEvent } from '../../src/adapters/github/events.ts';
import { marker } from '../../src/core/marker.ts';

const us = { appId: 4242, botLogin: 'patchwright[bot]', markerSecret: 'secret' };

suite('a webhook', () => {
  test('becomes an event in our words', () => {
    const repository = { id: 186853002, owner: 'Codertocat', repo: 'Hello-World' };
    const issue = { ref: { ...repository, number: 1 }, isPull: false };
    const ref = { ...repository, number: 2 };
    const pull = { ref, headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821' };
    const onPull = { ref, isPull: true };
    const expected = {
      'pull_request.opened': { kind: 'pull-opened', ...pull },
      'pull_request.reopened': { kind: 'pull-reopened', ...pull },
      'pull_request.ready_for_review': { kind: 'pull-ready', ...pull },
      'pull_request.converted_to_draft': { kind: 'pull-drafted', ...pull },
      'pull_request.synchronize': { kind: 'pull-pushed', ...pull },
      'pull_request.closed': { kind: 'pull-closed', ...pull },
      'pull_request.labeled': { kind: 'labeled', ...onPull, label: 'bug' },
      'pull_request.unlabeled': { kind: 'unlabeled', ...onPull, label: 'bug' },
      'pull_request_review.submitted': { kind: 'review-submitted', ...pull, reviewId: 237895671 },
      'pull_request_review_comment.created': {
        kind: 'commented',
        ...onPull,
        commentId: 284312630,
        threadRootId: 284312630,
        added: 'Maybe you should use more emoji on this line.',
      },
      'issue_comment.created': {
        kind: 'commented',
        ...issue,
        at: Date.parse('2019-05-15T15:20:21Z'),
        commentId: 492700400,
        threadRootId: null,
        added: "You are totally right! I'll get this fixed right away.",
      },
      'issue_comment.edited': {
        kind: 'commented',
        ...issue,
        at: Date.parse('2019-05-15T15:20:22Z'),
        commentId: 492700400,
        threadRootId: null,
        added: "You are totally right! I'll get this fixed today.",
      },
      'issues.labeled': {
        kind: 'labeled',
        ...issue,
        at: Date.parse('2019-05-15T15:20:18Z'),
        label: 'bug',
      },
      'issues.unlabeled': {
        kind: 'unlabeled',
        ...issue,
        at: Date.parse('2019-05-15T15:20:26Z'),
        label: 'bug',
      },
      'issues.assigned': {
        kind: 'assigned',
        ...issue,
        at: Date.parse('2019-05-15T15:20:18Z'),
        assignee: 'Codertocat',
        assignees: ['Codertocat'],
      },
      'issues.unassigned': {
        kind: 'unassigned',
        ...issue,
        at: Date.parse('2019-05-15T15:20:25Z'),
        assignee: 'Codertocat',
        assignees: ['Codertocat'],
      },
      'issues.edited': { kind: 'issue-edited', ref: issue.ref },
      'issues.reopened': { kind: 'issue-reopened', ref: issue.ref },
      'check_suite.completed': { kind: 'checks-completed', repository, headSha: pull.headSha },
      'check_run.completed': { kind: 'checks-completed', repository, headSha: pull.headSha },
      'installation.deleted': { kind: 'uninstalled', installation: 7 },
      'installation_repositories.removed': {
        kind: 'repositories-removed',
        installation: 7,
        repositories: [1296269],
      },
    };
    const heard = Object.keys(expected).map((name) => [name, eventOf(hear(name))]);
    assert.deepEqual(Object.fromEntries(heard), expected);
  });

  test('tells who caused it and under which installation', () => {
    const heard = hear('issue_comment.created', { sender: { id: 1, login: 'renovate[bot]', type: 'Bot' } });
    assert.deepEqual(heard.is === 'event' && heard.cause, {
      installation: 7,
      sender: { id: 1, login: 'renovate[bot]', isBot: true },
    });
  });

  test('knows a comment on a pull request from one on an issue', () => {
    const { issue } = sample('issue_comment.created') as { issue: object };
    const event = eventOf(hear('issue_comment.created', { issue: { ...issue, pull_request: { url: 'x' } } }));
    assert.equal('isPull' in event && event.isPull, true);
  });

  test('knows the thread of a reply', () => {
    const comment = { id: 5, in_reply_to_id: 3, body: 'yes' };
    const event = eventOf(hear('pull_request_review_comment.created', { comment }));
    assert.deepEqual('threadRootId' in event && [event.commentId, event.threadRootId], [5, 3]);
  });

  test('is of no interest when it is unknown, or known with an unknown action', () => {
    const payloads = [{}, { action: 'opened' }, { action: 3 }, null, 'text'];
    const heard = payloads.map((payload) => parseEvent('brand_new', payload, us).is);
    assert.deepEqual(heard, ['ignored', 'ignored', 'ignored', 'ignored', 'ignored']);
    assert.equal(parseEvent('pull_request', { action: 'enqueued' }, us).is, 'ignored');
    assert.equal(parseEvent('constructor', { action: 'name' }, us).is, 'ignored');
  });

  test('that is not as documented is malformed, with the fault named', () => {
    const heard = hear('pull_request.opened', { pull_request: { number: 'two' } });
    assert.equal(heard.is, 'malformed');
    assert.match(heard.is === 'malformed' ? heard.fault : '', /pull_request\.number/);
    assert.equal(hear('pull_request.opened', { installation: undefined }).is, 'malformed');
  });
});

suite('an edited pull request', () => {
  test('matters when its base changed', () => {
    const payload = { ...sample('pull_request.opened'), action: 'edited' };
    const title = parseEvent('pull_request', { ...payload, changes: { title: { from: 'x' } } }, us);
    const base = parseEvent('pull_request', { ...payload, changes: { base: { ref: { from: 'x' } } } }, us);
    assert.deepEqual([title.is, eventOf(base).kind], ['ignored', 'pull-base-changed']);
  });
});

suite('an edited comment', () => {
  test('says what it asks for anew, and nothing where the text has not changed', () => {
    const after = { id: 5, body: '/help\n/review' };
    const added = hear('issue_comment.edited', {
      comment: after,
      changes: { body: { from: '/help' } },
    });
    const same = hear('issue_comment.edited', { comment: after, changes: { body: { from: after.body } } });
    const other = hear('issue_comment.edited', { comment: after, changes: {} });
    const event = eventOf(added);
    assert.equal('added' in event && event.added, '\\/help\n/review');
    assert.deepEqual([same.is, other.is], ['ignored', 'ignored']);
  });
});

suite('our own doings', () => {
  test('are not heard, whatever shows that they are ours', () => {
    const bot = { id: 99, login: 'patchwright[bot]', type: 'Bot' };
    const marked = { id: 5, body: `text ${marker('r1.1.0', 'secret')}` };
    const viaUs = { id: 5, body: 'text', performed_via_github_app: { id: 4242 } };
    const heard = [
      hear('pull_request.opened', { sender: bot }),
      hear('issues.labeled', { sender: bot }),
      hear('issue_comment.created', { comment: viaUs }),
      hear('issue_comment.created', { comment: marked }),
      hear('issue_comment.edited', { comment: marked, changes: { body: { from: '' } } }),
      hear('pull_request_review_comment.created', { comment: marked }),
      hear('pull_request_review.submitted', { review: marked }),
      hear('check_suite.completed', { check_suite: { head_sha: 'a', app: { id: 4242 } } }),
      hear('check_run.completed', { check_run: { head_sha: 'a', app: { id: 4242 } } }),
    ];
    assert.deepEqual(
      heard.map(({ is }) => is),
      heard.map(() => 'ignored'),
    );
  });

  test('are not what others did', () => {
    const forged = { id: 5, body: `text ${marker('r1.1.0', 'forged')}` };
    const viaOthers = { id: 5, body: 'text', performed_via_github_app: { id: 1 } };
    const likeUs = { id: 98, login: 'patchwright', type: 'User' };
    const bot = { id: 99, login: 'patchwright[bot]', type: 'Bot' };
    const heard = [
      hear('issue_comment.created', { comment: forged }),
      hear('issue_comment.created', { comment: viaOthers }),
      hear('issue_comment.created', { sender: likeUs }),
      hear('check_suite.completed', { sender: bot }),
    ];
    assert.deepEqual(
      heard.map(({ is }) => is),
      heard.map(() => 'event'),
    );
  });
});

suite('a check run', () => {
  const repository = { id: 526, name: 'hello-world', owner: { login: 'github' } };
  const run = { head_sha: 'a1', external_id: 'r1.1', app: { id: 4242 } };

  test('is run again or acted upon by its key, if it is ours', () => {
    const again = hear('check_run.rerequested', { repository, check_run: run });
    const requested_action = { identifier: 'fix' };
    const action = hear('check_run.requested_action', { repository, check_run: run, requested_action });
    const suite = { head_sha: 'a1', app: { id: 4242 } };
    const all = hear('check_suite.rerequested', { repository, check_suite: suite });
    const check = { repository: { id: 526, owner: 'github', repo: 'hello-world' }, headSha: 'a1' };
    assert.deepEqual([again, action, all].map(eventOf), [
      { kind: 'check-rerequested', ...check, key: 'r1.1' },
      { kind: 'check-action', ...check, key: 'r1.1', action: 'fix' },
      { kind: 'check-rerequested', ...check, key: '' },
    ]);
  });

  test('of others is theirs', () => {
    const heard = [
      hear('check_run.rerequested', { check_run: { ...run, app: { id: 1 } } }),
      hear('check_run.requested_action', {
        check_run: { ...run, app: null },
        requested_action: { identifier: 'x' },
      }),
      hear('check_run.rerequested', { check_run: { ...run, external_id: '' } }),
      hear('check_suite.rerequested', { check_suite: { head_sha: 'a1', app: { id: 1 } } }),
    ];
    assert.deepEqual(
      heard.map(({ is }) => is),
      heard.map(() => 'ignored'),
    );
  });
});

/** GitHub's sample of the webhook, sent under installation 7, with some of its fields replaced. */
function hear(name: string, changes: object = {}): Heard {
  const payload = { ...sample(name), installation: { id: 7 }, ...changes };
  return parseEvent(name.split('.')[0] ?? '', payload, us);
}

function sample(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../fixtures/webhooks/${name}.json`, import.meta.url), 'utf8'));
}

function eventOf(heard: Heard): Extract<Heard, { is: 'event' }>['event'] {
  if (heard.is !== 'event') throw new Error(`no event: ${JSON.stringify(heard)}`);
  return heard.event;
}
