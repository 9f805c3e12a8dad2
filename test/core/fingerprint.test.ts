import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fingerprint } from '../../src/core/fingerprint.ts';
import { findingOf } from './finding-writer.ts';

suite('a fingerprint', () => {
  const finding = findingOf({ quote: 'if (a  &&  b) {\n  return c;\n}' });

  test('survives moved lines, new layout and other words', () => {
    const later = findingOf({
      quote: '\tif (a && b)\r\n\t{\r\n\t\treturn c;\r\n\t}\r\n',
      anchor: { path: 'src/a.ts', side: 'new', start: 99, end: 102 },
      title: 'Said otherwise',
      body: 'In other words.',
      severity: 'low',
      suggestion: 'x',
    });
    assert.equal(fingerprint(later, 'total'), fingerprint(finding, 'total'));
  });

  test('differs with the path, the symbol, the code and the category', () => {
    const prints = [
      fingerprint(finding, 'total'),
      fingerprint(finding, null),
      fingerprint({ ...finding, path: 'src/b.ts' }, 'total'),
      fingerprint({ ...finding, quote: 'if (a || b) {' }, 'total'),
      fingerprint({ ...finding, category: 'security' }, 'total'),
    ];
    assert.equal(new Set(prints).size, prints.length);
  });

  test('is that of the title where no code is quoted', () => {
    const one = fingerprint(findingOf({ quote: ' \n', title: 'No tests' }), null);
    assert.equal(one, fingerprint(findingOf({ quote: '', title: 'no tests ' }), null));
    assert.notEqual(one, fingerprint(findingOf({ quote: '', title: 'No docs' }), null));
  });

  test('keeps words apart that only blanks part', () => {
    assert.notEqual(
      fingerprint(findingOf({ quote: 'return x' }), null),
      fingerprint(findingOf({ quote: 'returnx' }), null),
    );
  });
});
