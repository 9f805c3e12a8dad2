import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Task } from '../../src/commands/command.ts';
import { remember } from '../../src/commands/remember/command.ts';
import type { Lesson } from '../../src/ports/ledger.ts';

const day = Date.UTC(2026, 4, 1);
const ref = { id: 9, owner: 'octo', repo: 'shop', number: 7 };

function lesson(id: number): Lesson {
  return { id, text: `Rule ${id}.`, by: 'mia', from: '#3', at: day };
}

/** What comes of asking for a text to be remembered in a thread, with these lessons known. */
async function asked(text: string, known: readonly Lesson[]) {
  const task = {
    args: text,
    subject: { kind: 'thread', ref, headSha: 'a'.repeat(40), rootCommentId: 5 },
    cause: { kind: 'delivery', id: 'd', sender: { id: 2, login: 'ada', isBot: false }, installation: 1 },
    memory: {
      lessons: () => Promise.resolve(known),
      earlier: () => Promise.resolve([]),
      made: () => Promise.resolve([]),
    },
    transcript: { redact: (words: string) => words, record: () => Promise.resolve() },
  } as Partial<Task<string>> as Task<string>;
  const { effects } = await remember.run(task);
  return effects;
}

function reply(body: string) {
  return { kind: 'thread-reply', pull: ref, rootCommentId: 5, body };
}

suite('/remember', () => {
  test('keeps a text with who asked and where, before it says so', async () => {
    const known = Array.from({ length: 99 }, (_, index) => lesson(index + 1));
    const [added, said] = await asked('Another rule.', known);
    assert.deepEqual(added, {
      kind: 'lesson',
      repository: { id: 9, owner: 'octo', repo: 'shop' },
      change: { is: 'add', text: 'Another rule.', by: 'ada', from: '#7' },
    });
    assert.deepEqual(said?.kind, 'thread-reply');
  });

  test('keeps a hundred and no more, and names the oldest to forget', async () => {
    const known = Array.from({ length: 100 }, (_, index) => lesson(index + 4));
    assert.deepEqual(await asked('Another rule.', known), [
      reply(
        'This was not remembered: 100 lessons are kept for a repository at most. Forget one first and ask again. The oldest is **4**: Rule 4. (`mia`, 2026-05-01, in `#3`); `/forget 4` drops it.',
      ),
    ]);
  });

  test('knows a text again whatever its case and its end', async () => {
    assert.deepEqual(await asked('RULE 2', [lesson(1), lesson(2)]), [
      reply('That is remembered already, as 2.'),
    ]);
  });
});
