import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { clustered } from '../../../src/engines/review/cluster.ts';
import { findingOf } from '../../core/finding-writer.ts';

type Told = Parameters<typeof findingOf>[0];

function at(line: number, title: string, more: Told = {}) {
  return {
    finding: findingOf({ anchor: { path: 'src/a.ts', side: 'new', start: line, end: line }, title, ...more }),
  };
}

/** Title and votes of each. */
function told(all: readonly ReturnType<typeof at>[]) {
  return clustered(all).map(({ suspected, votes }) => [suspected.finding.title, votes]);
}

suite('what several readers said', () => {
  test('is told once for each defect, in the words of the severest, then of the surest', () => {
    const [first, second, third] = [
      at(3, 'The sum overflows', { severity: 'low', confidence: 0.9 }),
      at(3, 'Overflow of the sum', { severity: 'high', confidence: 0.3 }),
      at(3, 'A sum may overflow', { severity: 'high', confidence: 0.8 }),
    ];
    assert.deepEqual(told([first, second, third]), [['A sum may overflow', 3]]);
  });

  test('is sorted by how many found it, then by how severe and how sure it is', () => {
    assert.deepEqual(
      told([
        at(90, 'Nobody awaits this', { severity: 'medium', confidence: 0.2 }),
        at(70, 'The file stays open', { severity: 'medium', confidence: 0.7 }),
        at(50, 'Keys are logged', { severity: 'critical' }),
        at(3, 'The sum overflows', { severity: 'low' }),
        at(3, 'Overflow of the sum', { severity: 'low' }),
      ]),
      [
        ['The sum overflows', 2],
        ['Keys are logged', 1],
        ['The file stays open', 1],
        ['Nobody awaits this', 1],
      ],
    );
  });

  test('is nothing where nobody said anything', () => {
    assert.deepEqual(clustered([]), []);
  });
});
