import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isStillAsked, wants } from '../../../src/commands/implement/doors.ts';
import { noLeeway, readRepositoryConfig } from '../../../src/config/repository.ts';
import type { Event } from '../../../src/core/event.ts';
import type { Issue } from '../../../src/ports/forge.ts';

const ref = { id: 1, owner: 'octo', repo: 'shop', number: 7 };
const { config } = readRepositoryConfig('implement: {label: do it, assignee: shop-bot}', noLeeway);

const issue: Issue = {
  ref,
  title: 'Add a flag',
  body: '',
  author: { id: 2, login: 'zoe', isBot: false },
  state: 'open',
  isLocked: false,
  labels: [],
  assignees: [],
  writtenAt: 0,
};

function onLabel(label: string): Event {
  return { kind: 'labeled', ref, isPull: false, label };
}

function onAssignment(assignee: string | null, ...assignees: readonly string[]): Event {
  return { kind: 'assigned', ref, isPull: false, assignee, assignees };
}

function isWanted(event: Event, changed: Partial<Issue> = {}): boolean {
  const facts = { pull: undefined, issue: { ...issue, ...changed }, config, asked: true, event };
  return wants(facts).is === 'yes';
}

suite('an issue is asked for', () => {
  test('by the label that is configured, whatever its case', () => {
    assert.equal(isWanted(onLabel('Do It'), { labels: ['do it'] }), true);
    assert.equal(isWanted(onLabel('bug'), { labels: ['do it', 'bug'] }), false);
  });

  test('not by a label that has been taken off again', () => {
    assert.equal(isWanted(onLabel('do it'), { labels: ['bug'] }), false);
  });

  test('by assigning the account that is configured, and not by assigning another beside it', () => {
    const assignees = ['Shop-Bot', 'ada'];
    assert.equal(isWanted(onAssignment('Shop-Bot', ...assignees), { assignees }), true);
    assert.equal(isWanted(onAssignment('ada', ...assignees), { assignees }), false);
  });

  test('by an assignment of which GitHub does not say whom it is about, where the account is among them', () => {
    assert.equal(isWanted(onAssignment(null, 'shop-bot'), { assignees: ['shop-bot'] }), true);
    assert.equal(isWanted(onAssignment(null, 'ada'), { assignees: ['ada'] }), false);
  });

  test('by no assignment where no account is configured', () => {
    const { config: bare } = readRepositoryConfig('', noLeeway);
    const event = onAssignment('patchwright', 'patchwright');
    const facts = { pull: undefined, issue: { ...issue, assignees: ['patchwright'] }, asked: true, event };
    assert.deepEqual(wants({ ...facts, config: bare }), { is: 'silent' });
  });

  test('by naming the command, in any case', () => {
    const event: Event = {
      kind: 'commented',
      ref,
      isPull: false,
      commentId: 3,
      threadRootId: null,
      added: '',
    };
    assert.equal(isWanted(event), true);
  });

  test('by nothing that is said of a pull request', () => {
    const facts = { pull: undefined, issue: undefined, config, asked: true, event: onLabel('do it') };
    assert.deepEqual(wants(facts), { is: 'silent' });
  });
});

test('it is asked for no more once the label is off, or the account assigned no longer; a comment stays said', () => {
  const facts = { issue, config };
  assert.equal(isStillAsked('labeled', facts), false);
  assert.equal(isStillAsked('assigned', facts), false);
  assert.equal(isStillAsked('commented', facts), true);
});
