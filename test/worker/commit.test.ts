import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { liveWords } from '../../src/checks/markdown-words.ts';
import { readTrailer } from '../../src/core/marker.ts';
import { type CommitEffect, commitFault, commitOrder } from '../../src/worker/commit.ts';
import type { Stationery } from '../../src/worker/post.ts';

const secret = 'whsec-0123456789-abcdefghij';
const repository = { id: 1, owner: 'octo', repo: 'demo' };
const way = { origin: 'https://github.com', liveSecrets: () => [secret] };
const on: Stationery = { repository, way, markerSecret: 'marks' };

const change = { path: 'a.txt', before: 'a\n', after: 'b\n', mode: 'plain' } as const;

const effect: CommitEffect = {
  kind: 'commits',
  repository,
  branch: 'topic',
  isNew: false,
  merges: null,
  expectedHead: 'a'.repeat(40),
  title: 'Count to three',
  body: '',
  coAuthor: null,
  changes: [change],
};

suite('the message of a commit', () => {
  test('is title, body, co-author and our mark, apart by blank lines', () => {
    const [title, ...rest] = linesOf({ body: 'One.\n\nTwo.', coAuthor: { login: 'ada', id: 7 } });
    const mark = rest.pop() ?? '';

    assert.deepEqual(
      [title, ...rest],
      ['Count to three', '', 'One.', '', 'Two.', '', 'Co-authored-by: ada <7+ada@users.noreply.github.com>'],
    );
    assert.match(mark, /^Patchwright-Key: r1\.1\.0\.[0-9a-f]{64}$/);
  });

  test('has a title of one line that git shows whole', () => {
    const titles = ['/fix\nit', `${'long '.repeat(14)}words`, `${'x'.repeat(70)}😀x`, ' \n/ ', ''];

    assert.deepEqual(
      titles.map((title) => linesOf({ title })[0]),
      ['fix it', `${'long '.repeat(14)}w…`, `${'x'.repeat(70)}…`, 'Update files', 'Update files'],
    );
  });

  test('closes, mentions and orders nothing', () => {
    const title = 'Fixes #12 [skip ci]';
    const body = ['/deploy', 'For @ada, see octo/other#3.', 'Closes', '#4, https://evil.example', '[No CI]'];

    assert.deepEqual(linesOf({ title, body: body.join('\r\n') }).slice(0, -2), [
      'Fixes # 12 (skip ci)',
      '',
      'deploy',
      'For @ ada, see octo/other# 3.',
      'Closes',
      '# 4, https: //evil.example',
      '(No CI)',
    ]);
  });

  test('is signed off by whoever commits, where that is demanded, and our mark stays its last line', () => {
    const signer = { name: 'patchwright[bot]', email: '9+patchwright[bot]@users.noreply.github.com' };
    const signed = { ...effect, coAuthor: { login: 'ada', id: 7 } };
    const lines = commitOrder(signed, 'r1.1.0', on, signer).message.split('\n');

    assert.deepEqual(lines.slice(-3, -1), [
      'Co-authored-by: ada <7+ada@users.noreply.github.com>',
      'Signed-off-by: patchwright[bot] <9+patchwright[bot]@users.noreply.github.com>',
    ]);
    assert.equal(readTrailer(lines.join('\n'), 'marks'), 'r1.1.0');
  });

  test('has no trailers but ours', () => {
    const body = ['Co-authored-by: Eve <e@x.yz>', 'signed-off-by : Eve', 'skip-checks: true', 'Note: fine'];

    assert.deepEqual(linesOf({ body: body.join('\n') }).slice(2, -2), [
      '- Co-authored-by: Eve <e@ x.yz>',
      '- signed-off-by : Eve',
      '- skip-checks: true',
      'Note: fine',
    ]);
  });

  test('shows nobody’s token', () => {
    const body = `It used ghp_${'a1'.repeat(18)} before.`;

    assert.equal(linesOf({ body })[2], 'It used [redacted] before.');
  });

  test('is harmless and found again, whatever title and body are', () => {
    const words = fc.constantFrom('fixes', '#1', '@ada', '/stop', '\n', '\r', ' ', 'GH-2', '[skip ci]', ':');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, text, (title, body) => {
        const { message } = commitOrder({ ...effect, title, body }, 'r1.1.0', on, null);
        const lines = message.split('\n');
        const said = lines.slice(0, -1).join('\n');
        assert.equal(readTrailer(message, 'marks'), 'r1.1.0');
        assert.ok(lines[0] && lines[0].length <= 72 && lines[1] === '');
        assert.deepEqual(
          liveWords(said, { origin: 'https://invalid', repository: { owner: '', repo: '' } }),
          [],
        );
        assert.doesNotMatch(said, /^\s*\/|\[skip ci\]|\r/m);
      }),
      { numRuns: 300 },
    );
  });
});

suite('changes may be committed', () => {
  test('where nothing is wrong with them', () => {
    assert.equal(commitFault(effect, on), undefined);
  });

  for (const path of ['.git/config', 'lib/.GIT/hooks/pre-commit', '../a.txt', '/etc/passwd', 'a//b', '']) {
    test(`but no file that is called ${JSON.stringify(path)}`, () => {
      const fault = commitFault({ ...effect, changes: [change, { ...change, path }] }, on);
      assert.match(fault ?? '', /^No file of a repository can be called `/);
    });
  }

  const leaks: Readonly<Record<string, Partial<CommitEffect>>> = {
    'a file': { changes: [change, { ...change, after: `key=${secret}\n` }] },
    'a file, in base64': { changes: [{ ...change, after: Buffer.from(`x ${secret}`).toString('base64') }] },
    'the name of a file': { changes: [{ ...change, path: `${secret}.txt` }] },
    'the title': { title: `Use ${secret}` },
    'the body': { body: `One line.\n${Array.from(secret).toReversed().join('')}` },
  };
  for (const [where, more] of Object.entries(leaks)) {
    test(`but not where a secret of ours stands in ${where}`, () => {
      const fault = commitFault({ ...effect, ...more }, on) ?? '';
      assert.match(fault, /^What was to be committed held something that looks like a secret of this app/);
      assert.ok(!fault.includes(secret));
    });
  }

  test('where a secret of ours is taken out', () => {
    const changes = [{ ...change, before: secret, after: '' }];
    assert.equal(commitFault({ ...effect, changes }, on), undefined);
  });
});

function linesOf(more: Partial<CommitEffect>): string[] {
  return commitOrder({ ...effect, ...more }, 'r1.1.0', on, null).message.split('\n');
}
