import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lettersSince } from '../../../src/commands/implement/letters.ts';
import type { Mail } from '../../../src/ports/ledger.ts';
import { issueRef, issueTask } from './issue-task.ts';

const asked = {
  title: 'Add a flag',
  body: '',
  author: 'zoe',
  remarks: [{ id: 5, author: 'ada', text: 'Soon.', isTrusted: true }],
};

function comment(id: number, added: string, more: object = {}): Mail {
  const event = { kind: 'commented', commentId: id + 100, added, by: 'ada', generation: 1, ...more };
  return { id, run: 'r', cause: `c${id}`, event };
}

async function read(mail: readonly Mail[], after = 0) {
  const task = issueTask({
    mail,
    run: { generation: 1 },
    issue: { ...issueRef, ref: issueRef, title: 'Add two flags', body: 'Both.' } as never,
  });
  const letters = await lettersSince(after, asked, task);
  return letters.map(({ id, by, text }) => [
    id,
    by,
    /<untrusted[^>]*>\n([^]*)\n<\/untrusted/.exec(text)?.[1],
  ]);
}

suite('letters to the work', () => {
  test('are what was said since, each once', async () => {
    const mail = [comment(1, 'Call it -v.'), comment(2, 'And add a test.')];
    assert.deepEqual(await read(mail), [
      [1, 'ada', 'Call it -v.'],
      [2, 'ada', 'And add a test.'],
    ]);
    assert.deepEqual(await read(mail, 1), [[2, 'ada', 'And add a test.']]);
  });

  test('are not what is known from the issue already, nor what an earlier request was told', async () => {
    const mail = [comment(1, 'Soon.', { commentId: 5 }), comment(2, 'Not like that!', { generation: 0 })];
    assert.deepEqual(await read(mail), []);
  });

  test('are not the mere name of the command, and no events of other kinds', async () => {
    const other = { id: 2, run: 'r', cause: 'c', event: { kind: 'labeled', by: 'ada', generation: 1 } };
    assert.deepEqual(await read([comment(1, '/implement'), other]), []);
  });

  test('tell how the issue reads after it was edited', async () => {
    const edited = { id: 3, run: 'r', cause: 'c', event: { kind: 'issue-edited', by: 'ada', generation: 1 } };
    assert.deepEqual(await read([edited]), [
      [3, 'ada', 'I have changed the issue. It reads now:\n\n# Add two flags\n\nBoth.'],
    ]);
  });
});
