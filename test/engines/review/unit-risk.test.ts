import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hunksOf } from '../../../src/core/diff.ts';
import { fileKind } from '../../../src/core/file-kind.ts';
import { type Risk, riskOf, riskScore } from '../../../src/engines/review/unit-risk.ts';
import type { ChangedName } from '../../../src/engines/review/unit-names.ts';
import { diffOf, hunkAt } from '../../core/diff-writer.ts';

suite('The risk of a unit', () => {
  test('is that of code as soon as there is any', () => {
    assert.equal(risk({ 'README.md': ['+a'], 'test/a.ts': ['+a'] }).kind, 'test');
    assert.equal(risk({ 'README.md': ['+a'], 'a.ts': ['+a'], 'test/a.ts': ['+a'] }).kind, 'code');
  });

  test('tells the words of its changed lines, and not of those between or of prose', () => {
    assert.deepEqual(
      risk({
        'src/a.ts': [' const password = 1;', '+await checkToken(session);', '-exec(sql);', '+author();'],
        'notes.md': ['+Never show a secret.'],
      }),
      {
        kind: 'code',
        security: ['exec', 'session', 'sql', 'token'],
        concurrency: ['await'],
        contracts: [],
        callers: 0,
      },
    );
  });

  test('tells what others can use and was removed, or takes something else now', () => {
    const changed: readonly ChangedName[] = [
      { name: 'gone', path: 'a.ts', how: 'removed', isExported: true },
      { name: 'other', path: 'a.ts', how: 'signature', isExported: true },
      { name: 'own', path: 'a.ts', how: 'removed', isExported: false },
      { name: 'inside', path: 'a.ts', how: 'body', isExported: true },
      { name: 'fresh', path: 'a.ts', how: 'added', isExported: true },
    ];
    assert.deepEqual(riskOf({ parts: [], changed, callers: 3 }).contracts, ['gone', 'other']);
  });

  test('orders code before tests, and within them what is likelier to hurt', () => {
    const plain = risk({ 'a.ts': ['+a();'] });
    const order = [
      risk({ 'login.ts': ['+token = sign(secret);'] }),
      { ...plain, callers: 12 },
      risk({ 'a.ts': ['+await a();'] }),
      plain,
      risk({ 'test/a.ts': ['+token = secret;'] }),
      risk({ 'a.yml': ['+a'] }),
      risk({ 'a.md': ['+token'] }),
      risk({ 'a.csv': ['+a'] }),
    ];
    assert.deepEqual(
      order.toReversed().toSorted((one, other) => riskScore(other) - riskScore(one)),
      order,
    );
  });
});

function risk(files: Readonly<Record<string, readonly string[]>>): Risk {
  const hunks = Object.entries(files).map(([path, lines]) => [path, [hunkAt(1, lines)]] as const);
  const diff = diffOf(Object.fromEntries(hunks));
  const parts = diff.map((file) => ({ file, kind: fileKind(file.path), hunks: hunksOf(file) }));
  return riskOf({ parts, changed: [], callers: 0 });
}
