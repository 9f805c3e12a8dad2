import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commands } from '../../src/commands/index.ts';
import type { Cause, Event } from '../../src/core/event.ts';
import { plan } from '../../src/intake/plan.ts';

const heads = commands.map(({ head }) => head);
const ref = { id: 1, owner: 'octo', repo: 'shop', number: 5 };
const opened: Event = { kind: 'pull-opened', ref, headSha: 'aaa' };

function delivery(id: string, isBot = false): Cause {
  return { kind: 'delivery', id, sender: { id: 7, login: 'ada', isBot }, installation: 3 };
}

function commented(added: string): Event {
  return { kind: 'commented', ref, isPull: true, commentId: 9, threadRootId: null, added };
}

function id(delivered: string): string | undefined {
  return plan(opened, delivery(delivered), heads)?.id;
}

suite('an event', () => {
  test('that a command waits for makes one job to hear it', () => {
    const job = plan(opened, delivery('d1'), heads);
    assert.deepEqual(job, { version: 1, id: job?.id, kind: 'hear', event: opened, cause: delivery('d1') });
  });

  test('makes the same job when its delivery comes again, and another for another delivery', () => {
    assert.equal(id('d1'), id('d1'));
    assert.notEqual(id('d1'), id('d2'));
  });

  test('gives its job an id that the queue takes: a letter first and no colon', () => {
    assert.match(plan(opened, delivery('d1'), heads)?.id ?? '', /^j[0-9a-f]{40}$/);
  });

  test('that no command waits for makes none', () => {
    assert.equal(plan({ kind: 'issue-reopened', ref }, delivery('d1'), heads), undefined);
  });

  test('that an open run is told of makes one', () => {
    assert.equal(plan({ kind: 'issue-edited', ref }, delivery('d1'), heads)?.kind, 'hear');
  });

  test('by a person in a comment is always heard, for an open run may wait for it', () => {
    assert.equal(plan(commented('thank you'), delivery('d1'), heads)?.kind, 'hear');
  });

  test('by a bot in a comment is never heard, so that two bots cannot talk for ever', () => {
    assert.equal(plan(commented('/review'), delivery('d1', true), heads), undefined);
  });
});
