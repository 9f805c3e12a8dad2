import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import { apart, linesIn, patched } from '../../../src/checks/suggestion-patch.ts';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { fittingSuggestions, type SuggestionTrial } from '../../../src/engines/review/suggestions.ts';
import { checkoutWorld } from '../../adapters/workspace-world.ts';
import { findingOf } from '../../core/finding-writer.ts';

const cart = `export function total(prices) {
  let sum = 0;
  for (const price of prices) {
    sum = price;
  }
  return sum;
}
`;

async function toolsFor(t: TestContext, files: Readonly<Record<string, string>> = { 'cart.js': cart }) {
  const world = await checkoutWorld();
  const workspace = await world.open(files);
  t.after(async () => {
    await workspace[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });
  return { workspace, syntax: openSyntax({ clock: { now: () => Date.now() } }) };
}

/** A finding on the line that forgets, but for what is said otherwise. */
function told(suggestion: string | null, more: Partial<Finding> & { readonly line?: number } = {}): Finding {
  const { line = 4, ...rest } = more;
  const anchor = { path: 'cart.js', side: 'new', start: line, end: line } as const;
  const quote = cart.split('\n')[line - 1] ?? '';
  return findingOf({ path: 'cart.js', anchor, quote, suggestion, ...rest });
}

suite('suggestions of a review', () => {
  test('keep their button where they fit, with the indentation of the file', async (t) => {
    const tools = await toolsFor(t);
    const fitting = told('    sum += price;');
    const bare = told('return Math.round(sum);', { line: 6 });
    const none = told(null, { line: 2 });
    assert.deepEqual(await fittingSuggestions([fitting, bare, none], tools), {
      findings: [fitting, { ...bare, suggestion: '  return Math.round(sum);' }, none],
      kept: 2,
      mended: 1,
      lost: new Map(),
    });
  });

  test('that break the code are shown in the body, and those that say nothing are gone', async (t) => {
    const tools = await toolsFor(t);
    const broken = told('    sum += price);');
    const nothing = told('  return sum;', { line: 6 });
    assert.deepEqual(await fittingSuggestions([broken, nothing], tools), {
      findings: [
        {
          ...broken,
          suggestion: null,
          body: 'It breaks.\n\n```diff\n-    sum = price;\n+    sum += price);\n```',
        },
        { ...nothing, suggestion: null },
      ],
      kept: 0,
      mended: 0,
      lost: new Map([
        ['breaks-syntax', 1],
        ['changes-nothing', 1],
      ]),
    });
  });

  test('for what was broken before may leave it so', async (t) => {
    const tools = await toolsFor(t, { 'cart.js': `${cart}}}\n` });
    assert.equal((await fittingSuggestions([told('    sum += price;')], tools)).kept, 1);
  });

  test('that overlap leave the button to the first', async (t) => {
    const tools = await toolsFor(t);
    const first = told('    sum += price;');
    const second = told('    sum += Number(price);', { title: 'Prices may be text' });
    const { findings, lost } = await fittingSuggestions([first, second], tools);
    assert.deepEqual(
      findings.map(({ suggestion }) => suggestion),
      ['    sum += price;', null],
    );
    assert.match(findings[1]?.body ?? '', /\+ {4}sum \+= Number\(price\);/);
    assert.deepEqual(lost, new Map([['overlap', 1]]));
  });

  test('without a place, for another file or for a binary one have no button', async (t) => {
    const tools = await toolsFor(t, { 'cart.js': cart, 'logo.png': '\0\0' });
    const away = { path: 'gone.js', side: 'new', start: 1, end: 1 } as const;
    const logo = { path: 'logo.png', side: 'new', start: 1, end: 1 } as const;
    const all = [
      told('a();', { anchor: null }),
      told('a();', { anchor: away }),
      told('a();', { anchor: logo }),
    ];
    const { kept, lost } = await fittingSuggestions(all, tools);
    assert.deepEqual(
      [kept, lost],
      [
        0,
        new Map([
          ['off-file', 1],
          ['unreadable', 2],
        ]),
      ],
    );
  });

  test('that a model hid in the body have no button, the only one is the one that was judged', async (t) => {
    const tools = await toolsFor(t);
    const body =
      'Better:\n\n- so\n\n  ~~~ Suggestion\n  rm();\n  ~~~\n\n````suggestion\nrm();\n````\n\n```js\nfine();\n```';
    const { findings } = await fittingSuggestions([told('    sum += price;', { body })], tools);
    assert.equal(
      findings[0]?.body,
      'Better:\n\n- so\n\n  ~~~\n  rm();\n  ~~~\n\n````\nrm();\n````\n\n```js\nfine();\n```',
    );
  });

  test('that keep their button do not overlap, and with each the code is still understood', async (t) => {
    const tools = await toolsFor(t);
    const line = fc.constantFrom(
      '  return sum;',
      '    sum += price;',
      '}',
      '  }',
      'if (sum) {',
      ') {',
      '...',
      '',
    );
    const wishes = fc.record({
      line: fc.integer({ min: 1, max: 9 }),
      code: fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n')),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wishes, { maxLength: 4 }), async (all) => {
        const findings = all.map(({ line: at, code }) => told(code, { line: at }));
        const fitted = await fittingSuggestions(findings, tools);
        const patches = fitted.findings.flatMap(({ anchor, suggestion }) =>
          anchor === null || suggestion === null
            ? []
            : [{ path: 'cart.js', start: anchor.start, end: anchor.end, lines: linesIn(suggestion) }],
        );
        assert.equal(patches.length, fitted.kept);
        assert.equal(apart(patches, (patch) => [patch]).overlapping.length, 0);
        for (const patch of patches) {
          const read = await tools.syntax.parse('cart.js', patched(cart, [patch]));
          assert.deepEqual(read.is === 'parsed' && read.faults, []);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('that were run say so, and those that made something worse lose their button and say why', async (t) => {
    const tools = await toolsFor(t);
    const good = told('    sum += price;', { evidence: 'Seen in the code.' });
    const bad = told('  return sum / 0;', { line: 6 });
    const unknown = told('  let sum = 0.0;', { line: 2 });
    const fitted = await fittingSuggestions([good, bad, unknown], tools, trial);
    assert.deepEqual(fitted.findings, [
      { ...good, evidence: 'Seen in the code. Applied and run: 2 tests pass, as before.' },
      {
        ...bad,
        suggestion: null,
        body: 'It breaks.\n\n```diff\n-  return sum;\n+  return sum / 0;\n```\n\nApplied to the head and run: it fails.',
      },
      unknown,
    ]);
    assert.deepEqual([fitted.kept, fitted.lost], [2, new Map([['made-worse', 1]])]);
  });
});

/** Line 4 is all right, line 6 is not, and of others nothing is known. */
function trial(proposals: Parameters<SuggestionTrial>[0]): ReturnType<SuggestionTrial> {
  return Promise.resolve(
    proposals.map(({ patches: [patch] }) => {
      if (patch?.start === 4) return { is: 'held', evidence: 'Applied and run: 2 tests pass, as before.' };
      if (patch?.start === 6) return { is: 'worse', why: 'Applied to the head and run: it fails.' };
      return { is: 'not-tried', because: 'Nothing can be run.' };
    }),
  );
}
