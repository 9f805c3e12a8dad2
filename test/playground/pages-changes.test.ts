import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { head, page, startPages } from './read-page.ts';
import { lines, openSamplePull } from './start-hub.ts';

suite('the changes', () => {
  test('have each thread right below its line, with ranges named and suggestions as a small diff', async (t) => {
    const hub = await startPages(t);
    const { pull } = await openSamplePull(hub);
    await hub.github.as('bob').review(pull, {
      comments: [
        { path: 'count.txt', line: 5, side: 'LEFT', body: 'This was fine.' },
        {
          path: 'count.txt',
          startLine: 4,
          line: 6,
          body: 'Say:\n```suggestion\nline 4\nfive\nline 6\n```',
        },
      ],
    });
    const { text } = await page(hub, '/alice/app/pull/1/files');
    assert.deepEqual(text, [
      ...head,
      'Conversation Changes 1 Checks 0',
      'count.txt +1 −1',
      '@@ -2,7 +2,7 @@ line 1',
      '2 2 line 2',
      '3 3 line 3',
      '4 4 line 4',
      '5 − line 5',
      'bob commented 2026-11-22 12:00 UTC',
      'This was fine.',
      '5 + FIVE',
      '6 6 line 6',
      'On lines 4 to 6',
      'bob commented 2026-11-22 12:00 UTC',
      'Say:',
      'Suggested change',
      'line 4',
      '− FIVE',
      '+ five',
      'line 6',
      '7 7 line 7',
      '8 8 line 8',
    ]);
  });

  test('keep a thread whose line is gone from the diff', async (t) => {
    const hub = await startPages(t);
    const { alice, pull } = await openSamplePull(hub);
    await hub.github.as('bob').review(pull, { comments: [{ path: 'count.txt', line: 5, body: 'Whisper.' }] });
    await alice.push('alice/app', 'feature', { files: { 'count.txt': lines({ 20: 'END' }) } });
    const { text } = await page(hub, '/alice/app/pull/1/files');
    assert.deepEqual(text.slice(text.indexOf('20 + END') + 1), [
      'On lines that are not in the diff any more:',
      'count.txt , line 5 outdated',
      '3 3 line 3',
      '4 4 line 4',
      '5 − line 5',
      '5 + FIVE',
      'bob commented 2026-11-22 12:00 UTC',
      'Whisper.',
    ]);
  });

  test('tell renames, new files and files without lines to show', async (t) => {
    const hub = await startPages(t);
    const alice = hub.github.as('alice');
    await alice.createRepository('alice/app', { files: { 'old.txt': lines() } });
    const files = {
      'old.txt': null,
      'new.txt': lines({ 1: 'ONE' }),
      'dot.png': Buffer.from([137, 0, 1]),
      empty: '',
    };
    await alice.push('alice/app', 'feature', { files });
    const pull = await alice.openPull('alice/app', { head: 'feature', title: 'Shout five' });
    const { text } = await page(hub, `/alice/app/pull/${pull.number}/files`);
    const heads = text.filter((line) => /−\d+$|^A binary|^No line/.test(line));
    assert.deepEqual(heads, [
      'dot.png added +0 −0',
      'A binary file.',
      'empty added +0 −0',
      'No line of text changes.',
      'old.txt → new.txt renamed +1 −1',
    ]);
  });

  test('fold what is long, unless somebody commented on it', async (t) => {
    const hub = await startPages(t);
    const alice = hub.github.as('alice');
    const long = lines().repeat(51);
    await alice.createRepository('alice/app', { files: { 'README.md': 'Counting\n' } });
    await alice.push('alice/app', 'feature', {
      files: { 'one.txt': long, 'two.txt': long, 'three.txt': 'short\n' },
    });
    const pull = await alice.openPull('alice/app', { head: 'feature', title: 'Shout five' });
    await alice.review(pull, { comments: [{ path: 'two.txt', line: 1000, body: 'Enough.' }] });
    const { html } = await page(hub, '/alice/app/pull/1/files');
    const folds = [...html.matchAll(/<details class="file"( open)?><summary><strong>(.*?)<\/strong>/g)];
    assert.deepEqual(
      folds.map(([, open, path]) => [path, open !== undefined]),
      [
        ['one.txt', false],
        ['three.txt', true],
        ['two.txt', true],
      ],
    );
  });
});
