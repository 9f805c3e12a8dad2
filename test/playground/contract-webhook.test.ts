import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { events } from '../../fixtures/github/events.ts';
import { validateWebhook } from '../../playground/contract/webhook.ts';

type Payload = Record<string, unknown>;

const folder = new URL('../../fixtures/webhooks/', import.meta.url);

/** Where GitHub's sample payloads, some of them years old, differ from GitHub's description of today. */
const knownSlips: Readonly<Record<string, readonly string[]>> = {
  'check_run.rerequested': [
    "payload /check_run lacks 'node_id'",
    "payload /check_run lacks 'details_url'",
    "payload /check_run/app lacks 'permissions'",
    "payload /check_run/app lacks 'events'",
    'payload /check_run/app/created_at must match format "date-time", is "2018-04-25 20:42:10"',
    'payload /check_run/app/updated_at must match format "date-time", is "2018-04-25 20:42:10"',
    "payload /check_run/check_suite/app lacks 'permissions'",
    "payload /check_run/check_suite/app lacks 'events'",
    'payload /check_run/check_suite/app/created_at must match format "date-time", is "2018-04-25 20:42:10"',
    'payload /check_run/check_suite/app/updated_at must match format "date-time", is "2018-04-25 20:42:10"',
    "payload /repository lacks 'disabled'",
  ],
  'installation.created': [
    "payload /installation lacks 'app_slug'",
    ...datesInSeconds(1557933591, 1557933591),
  ],
  'installation.deleted': [
    "payload /installation lacks 'app_slug'",
    ...datesInSeconds(1525109898, 1525109899),
  ],
  'installation.new_permissions_accepted': datesInSeconds(1557933591, 1557933591),
  'installation_repositories.added': [
    "payload /installation lacks 'app_slug'",
    ...datesInSeconds(1557933591, 1557933591),
  ],
  'installation_repositories.removed': [
    "payload /installation lacks 'app_slug'",
    ...datesInSeconds(1525109898, 1525109899),
  ],
  'pull_request.labeled': withoutDiscussions('base', 'head'),
  'pull_request.synchronize': withoutDiscussions('base', 'head'),
  'pull_request.unlabeled': withoutDiscussions('base', 'head'),
  'pull_request_review.dismissed': withoutDiscussions('base', 'head'),
  'pull_request_review.submitted': withoutDiscussions('base', 'head'),
  'pull_request_review_comment.created': withoutDiscussions('base'),
  'pull_request_review_comment.deleted': withoutDiscussions('base', 'head'),
  'pull_request_review_comment.edited': withoutDiscussions('base', 'head'),
  'pull_request_review_thread.resolved': withoutDiscussions('base', 'head'),
  'pull_request_review_thread.unresolved': withoutDiscussions('base', 'head'),
};

suite("GitHub's sample payloads", () => {
  for (const name of sampleNames()) {
    test(`${name} is valid${name in knownSlips ? ' but for known slips' : ''}`, () => {
      const [event = '', action = ''] = name.split('.');
      assert.deepEqual(faults(event, action, sample(name)), knownSlips[name] ?? []);
    });
  }

  test('there is one for every action that the app acts on, but for three that GitHub does not give', () => {
    const samples = new Set(sampleNames());
    const missing = Object.entries(events).flatMap(([event, actions]) =>
      (actions === 'all' ? [] : actions)
        .map((action) => `${event}.${action}`)
        .filter((name) => !samples.has(name)),
    );
    assert.deepEqual(missing, ['issues.closed', 'pull_request.edited', 'repository.deleted']);
  });
});

suite('a webhook held against the contract', () => {
  test('is valid when a new base is told with what it was before', () => {
    const changes = { base: { ref: { from: 'main' }, sha: { from: '0'.repeat(40) } } };
    const payload = { ...sample('pull_request.opened'), action: 'edited', changes };
    assert.deepEqual(faults('pull_request', 'edited', payload), []);
  });

  test('may hold more than the description names', () => {
    assert.deepEqual(faults('issues', 'labeled', { ...sample('issues.labeled'), surprise: true }), []);
  });

  test('is refused without what GitHub always sends', () => {
    const { sender: _, ...payload } = sample('issue_comment.created');
    assert.deepEqual(faults('issue_comment', 'created', payload), ["payload lacks 'sender'"]);
  });

  test('is refused when a value deep inside has another type', () => {
    const payload = sample('issue_comment.created');
    const comment = { ...(payload['comment'] as Payload), body: null, id: '7' };
    assert.deepEqual(faults('issue_comment', 'created', { ...payload, comment }), [
      'payload /comment/body must be string, is null',
      'payload /comment/id must be integer, is "7"',
    ]);
  });

  test('is refused when a word is not one of those that GitHub uses', () => {
    const payload = sample('pull_request.opened');
    const pull = { ...(payload['pull_request'] as Payload), state: 'draft' };
    assert.deepEqual(faults('pull_request', 'opened', { ...payload, pull_request: pull }), [
      'payload /pull_request/state must be one of ["open","closed"], is "draft"',
    ]);
  });

  test('is refused when the payload tells another action', () => {
    assert.deepEqual(faults('pull_request', 'closed', sample('pull_request.opened')), [
      'payload /action must be one of ["closed"], is "opened"',
    ]);
  });

  test('is refused when GitHub knows no such event or action', () => {
    assert.deepEqual(faults('pull_request', 'tickled', sample('pull_request.opened')), [
      'event pull_request.tickled is not in the contract; see fixtures/github/events.ts',
    ]);
  });

  test('is refused when there is no payload', () => {
    assert.deepEqual(faults('issues', 'labeled', undefined), ['payload must be object, is undefined']);
  });
});

function sampleNames(): readonly string[] {
  return readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
}

function sample(name: string): Payload {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

function faults(event: string, action: string, payload: unknown): readonly string[] {
  return validateWebhook({ event, action, payload }).map(({ where, message }) => `${where} ${message}`);
}

/** Older installation payloads tell dates as seconds. */
function datesInSeconds(created: number, updated: number): readonly string[] {
  return [
    `payload /installation/created_at must be string, is ${created}`,
    `payload /installation/updated_at must be string, is ${updated}`,
  ];
}

/** Older pull request payloads have repositories of a time before discussions. */
function withoutDiscussions(...sides: readonly string[]): readonly string[] {
  return sides.map((side) => `payload /pull_request/${side}/repo lacks 'has_discussions'`);
}
