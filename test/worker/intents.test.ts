import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commands } from '../../src/commands/index.ts';
import type { Event } from '../../src/core/event.ts';
import { intents } from '../../src/worker/intents.ts';

type Commented = Extract<Event, { kind: 'commented' }>;

const ref = { id: 1, owner: 'octo', repo: 'shop', number: 7 };

/** What a comment starts: each command's name with its arguments. */
function startedBy(added: string, more: Partial<Commented> = {}): readonly (readonly string[])[] {
  const event: Commented = {
    kind: 'commented',
    ref,
    isPull: true,
    commentId: 5,
    threadRootId: null,
    added,
    ...more,
  };
  return intents(event, commands, 'patchwright').map(({ command, args }) => [command.head.name, ...args]);
}

const inThread = { threadRootId: 3 };

suite('what a comment starts', () => {
  test('is an answer where it names no command: to a finding in a thread, else to a question that was asked', () => {
    assert.deepEqual(startedBy('This is wrong.', inThread), [['answer']]);
    assert.deepEqual(startedBy('This is wrong.', { isPull: false }), [['implement']]);
  });

  test('is only the command where it names one, in a thread as well', () => {
    assert.deepEqual(startedBy('I agree.\n\n/fix', inThread), [['fix']]);
    assert.deepEqual(startedBy('/answer', inThread), [['answer']]);
    assert.deepEqual(startedBy('/answer'), [['implement']]);
  });

  test('is a reply where the command is quoted or shown as code', () => {
    assert.deepEqual(startedBy('> /fix\n\nWhat does that do?', inThread), [['answer']]);
  });

  test('was asked for by a person', () => {
    const event: Commented = {
      kind: 'commented',
      ref,
      isPull: true,
      commentId: 5,
      added: 'Why?',
      ...inThread,
    };
    const [intent] = intents(event, commands, 'patchwright');
    assert.deepEqual([intent?.asked, intent?.trigger.on], [true, 'replied']);
  });
});

suite('the text behind a command that takes one', () => {
  const cases = [
    ['keeps its quotes and signs', '/remember Use "a", not \'b\' -- ever', 'Use "a", not \'b\' -- ever'],
    ['ends with its paragraph', '/remember One\ntwo\n\nthree', 'One two'],
    ['ends where another command begins', '/remember One\n/lessons', 'One'],
    ['ends where a command stood before an edit', '/remember One\n\\/fix', 'One'],
    ['begins behind a mention', '@patchwright: remember One', 'One'],
    ['begins behind a mention with a slash', '@patchwright[bot], /remember One', 'One'],
    ['may begin on the next line', '/remember\nOne', 'One'],
    ['may hold the name again', '/remember remember the milk', 'remember the milk'],
  ] as const;
  for (const [title, comment, text] of cases) {
    test(title, () => assert.deepEqual(startedBy(comment)[0], ['remember', text]));
  }

  test('is none where nothing stands there', () => {
    assert.deepEqual(startedBy('/remember'), [['remember']]);
  });
});
