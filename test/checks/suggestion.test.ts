import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { mended, type Suggestion, suggestionFault } from '../../src/checks/suggestion.ts';
import { apart, linesIn, overlap, type Patch, patched } from '../../src/checks/suggestion-patch.ts';
import { suggestionSentence } from '../../src/checks/suggestion-sentence.ts';

const cart = `import { price } from './price.js';

export function total(items) {
  let sum = 0;
  for (const item of items) {
    sum += price(item);
  }
  return sum;
}`;

interface Told extends Partial<Omit<Patch, 'lines'>> {
  readonly side?: 'old' | 'new';
  readonly quote?: string | null;
  readonly text?: string;
}

/** A suggestion for the line that returns, but for what is said otherwise. */
function suggesting(code: string, told: Told = {}): Suggestion {
  const { path = 'src/cart.js', start = 8, end = 8, side = 'new', quote = null, text = cart } = told;
  return { patch: { path, start, end, lines: linesIn(code) }, side, quote, file: text.split('\n') };
}

function faultOf(code: string, told?: Told) {
  return suggestionFault(mended(suggesting(code, told)), []);
}

function mendedCode(code: string, told?: Told): string {
  return mended(suggesting(code, told)).patch.lines.join('\n');
}

suite('a suggestion can be committed', () => {
  for (const [what, code, told] of [
    ['that replaces its line', '  return Math.round(sum);', {}],
    ['that replaces several lines', '    sum += price(item) * item.count;\n  }', { start: 6, end: 7 }],
    ['that takes lines away', '', { start: 4, end: 4 }],
    ['that was written for code quoted with other blanks', '  return 0;', { quote: 'return  sum ;' }],
    ['that wraps what it replaces', '  if (sum > 0) {\n    return sum;\n  }\n  return 0;', {}],
    ['that puts lines before a bracket that closes', '    count(item);\n  }', { start: 7, end: 7 }],
    ['whose comment merely ends with dots', '  // wait...\n  return sum;', {}],
    [
      'that says dots where the file has them',
      '    ...\n    pass',
      { path: 'a.py', start: 1, end: 1, text: '    ...' },
    ],
    [
      'that aligns with spaces behind tabs',
      '\tcall(a,\n\t     b);',
      { text: '{\n\tcall();\n}', start: 2, end: 2 },
    ],
    [
      'that is prose set in from the margin',
      '    a quote',
      { path: 'README.md', start: 1, end: 1, text: 'a quote' },
    ],
    ['that is a list of Markdown', '- one\n- two', { path: 'README.md', start: 1, end: 1, text: '- on' }],
    ['that shows code in Markdown', '```sh\nls\n```', { path: 'README.md', start: 1, end: 1, text: 'ls' }],
    [
      'that moves a statement of Python out of its block',
      '    return sum',
      {
        path: 'a.py',
        start: 4,
        end: 4,
        text: 'def f(items):\n    sum = 0\n    for x in items:\n        return sum',
      },
    ],
  ] as const) {
    test(what, () => {
      assert.equal(faultOf(code, told), undefined);
      assert.equal(mendedCode(code, told), code);
    });
  }
});

suite('a suggestion cannot be committed', () => {
  for (const [what, code, told, fault] of [
    ['for a line that was removed', '  return 0;', { side: 'old' }, { is: 'old-side' }],
    ['for a line beyond the file', 'return 0;', { start: 10, end: 10 }, { is: 'off-file' }],
    ['for code that is no more there', '  return 0;', { quote: 'return total;' }, { is: 'other-lines' }],
    ['that is what is there', '  return sum;', {}, { is: 'changes-nothing' }],
    ['that only indents otherwise', '    return sum;', {}, { is: 'changes-nothing' }],
    [
      'that repeats the line before',
      '  let sum = 0;\n  for (const item of items ?? []) {',
      { start: 5, end: 5 },
      { is: 'repeats-neighbour', line: 'let sum = 0;' },
    ],
    [
      'that repeats the line after',
      '    sum += price(item) * 2;\n  }\n  return sum;',
      { start: 6, end: 7 },
      { is: 'repeats-neighbour', line: 'return sum;' },
    ],
    [
      'that closes a bracket twice',
      '  return Math.round(sum);\n}',
      {},
      { is: 'repeats-neighbour', line: '}' },
    ],
    ['that leaves code out with dots', '  return sum;\n  ...', {}, { is: 'elision' }],
    [
      'that leaves code out with a comment',
      '  const rounded = Math.round(sum);\n  // ... existing code ...',
      {},
      { is: 'elision' },
    ],
    [
      'that says that the rest stays',
      '  check(items);\n  // rest of the function unchanged',
      {},
      { is: 'elision' },
    ],
    ['that is a diff', '-  return sum;\n+  return Math.round(sum);', {}, { is: 'diff-marker' }],
    ['that has the head of a hunk', '@@ -8,1 +8,1 @@\n  return 0;', {}, { is: 'diff-marker' }],
    ['that has line numbers', '8   return Math.round(sum);\n9   // done', {}, { is: 'line-numbers' }],
    ['that has a fence', '```js\n  return 0;\n```', {}, { is: 'fence' }],
    [
      'with the markers of a conflict',
      '<<<<<<< HEAD\n  return 0;\n=======\n  return 1;\n>>>>>>> x',
      {},
      { is: 'conflict-marker' },
    ],
    ['that is too long', `  return [\n${'    1,\n'.repeat(60)}  ];`, {}, { is: 'too-long', lines: 62 }],
  ] as const) {
    test(what, () => {
      assert.deepEqual(faultOf(code, told), fault);
    });
  }

  test('that writes the whole file anew', () => {
    const rows = Array.from({ length: 12 }, (_, row) => `const row${row} = ${row};`);
    const again = rows.map((row) => row.replace('row5 = 5', 'row5 = 6')).join('\n');
    const text = rows.join('\n');
    assert.deepEqual(faultOf(again, { start: 6, end: 6, text }), { is: 'whole-file' });
  });

  test('that breaks the code, though all else is well', () => {
    const faults = [{ line: 8, what: 'unexpected )' }];
    assert.deepEqual(suggestionFault(suggesting('  return sum);'), faults), {
      is: 'breaks-syntax',
      ...faults[0],
    });
  });
});

suite('a suggestion is mended', () => {
  for (const [what, code, told, wanted] of [
    [
      'where its indentation was left out',
      'if (sum < 0) {\n  return 0;\n}',
      {},
      '  if (sum < 0) {\n    return 0;\n  }',
    ],
    ['where it stands too deep', '      return 0;', {}, '  return 0;'],
    [
      'where the file has tabs',
      '    if (a) {\n        b();\n    }',
      { text: '{\n\ta();\n\tc();\n}', start: 2, end: 2 },
      '\tif (a) {\n\t\tb();\n\t}',
    ],
    ['where the file has spaces', '\treturn 0;', {}, '  return 0;'],
    ['where it brings the line endings of Windows', '  a();\r\n  b();', {}, '  a();\n  b();'],
    [
      'where Python was written at the margin',
      'return total or 0',
      { path: 'a.py', text: 'def f():\n    return total', start: 2, end: 2 },
      '    return total or 0',
    ],
  ] as const) {
    test(what, () => {
      assert.equal(mendedCode(code, told), wanted);
      assert.equal(faultOf(code, told), undefined);
    });
  }

  test('and is refused where its lines are off by different depths', () => {
    assert.deepEqual(faultOf('      if (sum < 0) {\nreturn 0;\n      }'), { is: 'indentation' });
  });

  test('once: what was mended is mended already', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(6), fc.boolean(), fc.constantFrom('a();', '}', 'if (b) {', '', 'else'))),
        fc.integer({ min: 1, max: 9 }),
        (rows, line) => {
          const code = rows.map(([depth, tab, text]) => (tab ? '\t' : ' ').repeat(depth) + text).join('\n');
          const told = { start: line, end: line };
          const first = mendedCode(code, told);
          assert.equal(mendedCode(first, told), first);
          assert.deepEqual(
            linesIn(first).map((text) => text.trim()),
            linesIn(code).map((text) => text.trim()),
          );
        },
      ),
    );
  });
});

test('every fault has its sentence', () => {
  const faults = [
    'old-side',
    'off-file',
    'other-lines',
    'changes-nothing',
    'indentation',
    'whole-file',
    'elision',
    'conflict-marker',
    'diff-marker',
    'line-numbers',
    'fence',
  ] as const;
  const sentences = [
    ...faults.map((is) => suggestionSentence({ is })),
    suggestionSentence({ is: 'too-long', lines: 61 }),
    suggestionSentence({ is: 'repeats-neighbour', line: 'a();' }),
    suggestionSentence({ is: 'breaks-syntax', line: 3, what: 'unexpected }' }),
  ];
  assert.equal(new Set(sentences).size, 14);
  assert.deepEqual(sentences.slice(-3), [
    'It has 61 lines, and more than 60 are not taken over at once.',
    'It repeats a line that stands beside the place already: `a();`.',
    'With it, line 3 would not be understood: `unexpected }`.',
  ]);
});

suite('patches', () => {
  test('keep the line endings of the file', () => {
    const patch = { path: 'a', start: 2, end: 2, lines: ['x', 'y'] };
    assert.equal(patched('a\r\nb\r\nc', [patch]), 'a\r\nx\r\ny\r\nc');
    assert.equal(patched('a\r\nb', [patch]), 'a\r\nx\r\ny');
  });

  test('insert before a line and after the last', () => {
    const first = { path: 'a', start: 1, end: 0, lines: ['0'] };
    const last = { path: 'a', start: 3, end: 2, lines: ['3'] };
    assert.equal(patched('1\n2\n', [first, last]), '0\n1\n2\n3\n');
  });

  test('that overlap are kept apart, the first before the others', () => {
    const one = { path: 'a', start: 2, end: 4, lines: [] };
    const within = { path: 'a', start: 4, end: 6, lines: [] };
    const beyond = { path: 'a', start: 5, end: 5, lines: [] };
    const elsewhere = { path: 'b', start: 2, end: 4, lines: [] };
    assert.deepEqual(
      apart([one, within, beyond, elsewhere], (patch) => [patch]),
      {
        kept: [one, beyond, elsewhere],
        overlapping: [within],
      },
    );
    assert.equal(overlap(one, within), overlap(within, one));
  });

  test('made at once are the same as made one after the other from below', () => {
    const rows = fc.array(
      fc.string({ maxLength: 3 }).map((text) => text.replace(/[\r\n\uFEFF]/g, '')),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    const patches = fc.array(
      fc.record({ start: fc.integer({ min: 1, max: 8 }), length: fc.nat(3), lines: rows }),
    );
    fc.assert(
      fc.property(rows, patches, (file, wanted) => {
        const all = wanted
          .filter(({ start, length }) => start + length - 1 <= file.length)
          .map(({ start, length, lines }) => ({ path: 'a', start, end: start + length - 1, lines }));
        const { kept } = apart(all, (patch) => [patch]);
        const lines = kept
          .toSorted((one, other) => other.start - one.start || other.end - one.end)
          .reduce<readonly string[]>(
            (now, { start, end, lines: instead }) => now.toSpliced(start - 1, end - start + 1, ...instead),
            file,
          );
        assert.equal(
          patched(file.map((line) => `${line}\n`).join(''), kept),
          lines.map((line) => `${line}\n`).join(''),
        );
      }),
    );
  });
});
