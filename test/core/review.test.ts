import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { anchors, hunkOf, parseDiff } from '../../src/core/diff.ts';
import type { Anchor } from '../../src/core/finding.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';
import { place } from '../../src/core/review.ts';
import { anyDiff, diffOf, hunkAt } from './diff-writer.ts';
import { anyFindings, findingOf } from './finding-writer.ts';

const diff = diffOf({
  'src/a.ts': [
    hunkAt(1, [' first();', '-old();', '+new();', '+  more();', ' last();']),
    hunkAt(20, [' far();', '-away();', '+near();']),
  ],
});

function at(start: number, end = start, side: 'old' | 'new' = 'new'): Anchor {
  return { path: 'src/a.ts', side, start, end };
}

suite('a finding is placed', () => {
  test('on its lines, where the diff shows all of them in one hunk', () => {
    for (const anchor of [at(2), at(1, 4), at(2, 2, 'old'), at(20, 21)]) {
      const finding = findingOf({ anchor });
      assert.deepEqual(place([finding], diff), { inline: [finding], elsewhere: [] });
    }
  });

  test('in the summary, where the diff does not show its lines, or not together', () => {
    const anchors = [null, at(5), at(4, 5), at(2, 21), at(3, 2), at(22), { ...at(2), path: 'src/b.ts' }];
    for (const anchor of anchors) {
      const finding = findingOf({ anchor });
      assert.deepEqual(place([finding], diff), { inline: [], elsewhere: [finding] });
    }
  });

  test('in the summary, where its file is binary', () => {
    const binary = parseDiff(
      'diff --git a/src/a.ts b/src/a.ts\nindex 1..2 100644\nBinary files a/src/a.ts and b/src/a.ts differ\n',
    );
    assert.deepEqual(place([findingOf()], binary), { inline: [], elsewhere: [findingOf()] });
  });

  test('in the order it came in', () => {
    const findings = ['a', 'b', 'c', 'd'].map((title, index) =>
      findingOf({ title, quote: title, anchor: index % 2 === 0 ? at(2) : null }),
    );
    const [a, b, c, d] = findings;
    assert.deepEqual(place(findings, diff), { inline: [a, c], elsewhere: [b, d] });
  });
});

suite('a suggestion', () => {
  test('stays one where it replaces exactly the code that is quoted', () => {
    const finding = findingOf({ anchor: at(2, 3), quote: 'new();\nmore();', suggestion: 'new(1);' });
    assert.deepEqual(place([finding], diff).inline, [finding]);
    const copied = findingOf({ quote: '2 +new();', suggestion: '' });
    assert.deepEqual(place([copied], diff).inline, [copied]);
  });

  test('is shown as a diff where the anchor is not what was quoted', () => {
    const finding = findingOf({ anchor: at(2), quote: 'new();\nother();', suggestion: 'new(1);' });
    assert.deepEqual(place([finding], diff).inline, [
      { ...finding, suggestion: null, body: 'It breaks.\n\n```diff\n-new();\n-other();\n+new(1);\n```' },
    ]);
  });

  test('is shown as a diff on the old side and in the summary', () => {
    const old = findingOf({ anchor: at(2, 2, 'old'), quote: 'old();', suggestion: 'old(1);\nold(2);' });
    const away = findingOf({ anchor: null, quote: '', suggestion: 'a `b` ```` c' });
    assert.deepEqual(place([old, away], diff), {
      inline: [{ ...old, suggestion: null, body: 'It breaks.\n\n```diff\n-old();\n+old(1);\n+old(2);\n```' }],
      elsewhere: [{ ...away, suggestion: null, body: 'It breaks.\n\n`````diff\n+a `b` ```` c\n`````' }],
    });
  });

  test('to change nothing is none, also in code with carriage returns', () => {
    const windows = diffOf({ 'src/a.ts': [hunkAt(2, ['+new();\r'])] });
    const same = findingOf({ suggestion: 'new();' });
    assert.deepEqual(place([same], windows).inline, [findingOf()]);
  });

  test('to remove nothing is none', () => {
    const empty = findingOf({ anchor: null, quote: '', suggestion: '' });
    assert.deepEqual(place([empty], diff).elsewhere, [{ ...empty, suggestion: null }]);
  });
});

suite('findings about the same code', () => {
  test('become one, as severe as the severest, saying all that was said', () => {
    const findings = [
      findingOf({ severity: 'low', title: 'First', body: 'One way.', evidence: 'Here.', confidence: 0.9 }),
      findingOf({
        severity: 'high',
        title: 'Second',
        body: 'Another way.',
        evidence: 'There.',
        suggestion: 'newer();',
      }),
      findingOf({ severity: 'low', title: 'Second', body: 'One way.', suggestion: 'newest();' }),
    ];
    assert.deepEqual(place(findings, diff), {
      inline: [
        findingOf({
          severity: 'high',
          confidence: 0.9,
          title: 'Second',
          body: 'Another way.\n\n**First**\n\nOne way.\n\nOne way.\n\n```diff\n-new();\n+newest();\n```',
          evidence: 'There.\n\nHere.',
          suggestion: 'newer();',
        }),
      ],
      elsewhere: [],
    });
  });

  test('become one without a word more when they are the same', () => {
    const finding = findingOf({ suggestion: 'newer();', evidence: 'Here.' });
    assert.deepEqual(place([finding, finding, findingOf()], diff), { inline: [finding], elsewhere: [] });
  });

  test('take the suggestion of the one that has it', () => {
    const findings = [findingOf({ severity: 'high' }), findingOf({ suggestion: 'newer();' })];
    assert.deepEqual(place(findings, diff).inline, [findingOf({ severity: 'high', suggestion: 'newer();' })]);
  });

  test('stay apart on other lines, and in another category', () => {
    const findings = [
      findingOf(),
      findingOf({ category: 'security' }),
      findingOf({ anchor: at(21) }),
      findingOf({ anchor: null }),
    ];
    const { inline, elsewhere } = place(findings, diff);
    assert.deepEqual([...inline, ...elsewhere], findings);
  });
});

suite('any findings', () => {
  const anyCase = anyDiff.chain((diff) => fc.tuple(fc.constant(diff), anyFindings(diff)));

  test('stand inline only on lines that take comments, in one hunk', () => {
    fc.assert(
      fc.property(anyCase, ([diff, findings]) => {
        for (const { anchor } of place(findings, diff).inline) {
          const file = diff.find(({ path }) => path === anchor?.path);
          assert.ok(anchor && file && anchor.start <= anchor.end);
          const open = new Set(anchors(file)[anchor.side]);
          for (let line = anchor.start; line <= anchor.end; line += 1) {
            assert.ok(open.has(line));
            assert.equal(hunkOf(file, anchor.side, line), hunkOf(file, anchor.side, anchor.start));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('all have their place, once, with every word and suggestion', () => {
    fc.assert(
      fc.property(anyCase, ([diff, findings]) => {
        const { inline, elsewhere } = place(findings, diff);
        const placed = [...inline, ...elsewhere];
        const keys = placed.map(
          (finding) => `${fingerprint(finding, null)} ${JSON.stringify(finding.anchor)}`,
        );
        assert.equal(new Set(keys).size, keys.length);
        for (const finding of findings) {
          const key = `${fingerprint(finding, null)} ${JSON.stringify(finding.anchor)}`;
          const told = placed[keys.indexOf(key)];
          assert.ok(told);
          const words = [told.title, told.body, told.evidence, told.suggestion].join('\n');
          for (const word of [finding.title, finding.body, finding.evidence ?? ''])
            assert.ok(words.includes(word));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('placed again stay where they are', () => {
    fc.assert(
      fc.property(anyCase, ([diff, findings]) => {
        const { inline, elsewhere } = place(findings, diff);
        assert.deepEqual(place([...inline, ...elsewhere], diff), { inline, elsewhere });
      }),
    );
  });
});
