import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answer, outcome, reviewed, type Setting } from './review-world.ts';

const before = {
  'math.js': 'export function divide(a, b) {\n  if (b === 0) return 0;\n  return a / b;\n}\n',
  'cart.js':
    "import { divide } from './math.js';\n\nexport function mean(sum, items) {\n  return divide(sum, items.length);\n}\n",
};
const after = { ...before, 'math.js': before['math.js'].replace('  if (b === 0) return 0;\n', '') };

interface Proof {
  readonly path: string;
  readonly quote: string;
}

const own: Proof = { path: 'math.js', quote: 'return a / b;' };

/** A verdict that holds, but for what is said otherwise. */
function verdict(
  proofs: readonly Proof[],
  answers: Readonly<Record<string, string>> = {},
  rest = '',
): string {
  const said = {
    introduced: 'yes',
    trigger: 'mean(1, [])',
    outcome: 'Infinity',
    contradicted: 'no',
    kind: 'defect',
    repeats: 'no',
    severity: 'critical',
    confidence: '0.8',
    title: 'An empty cart costs Infinity',
    ...answers,
  };
  const keys = Object.entries(said).map(([key, value]) => `${key}: ${value}`);
  const shown = proofs.map(({ path, quote }) => `<proof>\npath: ${path}\n\`\`\`\n${quote}\n\`\`\`\n</proof>`);
  const body = '<body>\nThe guard is gone, and the cart may be empty.\n</body>';
  return ['<verdict>', ...keys, ...shown, body, ...(rest === '' ? [] : [rest]), '</verdict>'].join('\n');
}

/** What becomes of one claim about the division when this is said of it. */
function judged(said: string, more: Partial<Setting> = {}) {
  const quote = '  return a / b;';
  return reviewed({
    before,
    after,
    script: ({ prompt }) =>
      prompt === 'review' ? answer({ quote, title: 'Zero' }) : prompt === 'verify 1' ? said : undefined,
    ...more,
  });
}

async function dropped(said: string, more: Partial<Setting> = {}): Promise<readonly string[]> {
  return outcome(await judged(said, more)).dropped;
}

suite('a claim that holds', () => {
  test('is told in the words of whoever checked it', async () => {
    const { reviewed: told } = await judged(verdict([own]));
    assert.deepEqual(told.inline, [
      {
        path: 'math.js',
        anchor: { path: 'math.js', side: 'new', start: 2, end: 2 },
        quote: '  return a / b;',
        severity: 'critical',
        category: 'bug',
        confidence: 0.8,
        title: 'An empty cart costs Infinity',
        body: 'The guard is gone, and the cart may be empty.',
        suggestion: null,
        evidence: null,
      },
    ]);
  });

  test('brings the suggestion of the verdict, where it can be committed', async () => {
    const mend = '  return b === 0 ? 0 : a / b;';
    const { reviewed: told } = await judged(
      verdict([own], {}, `<suggestion>\n\`\`\`\n${mend}\n\`\`\`\n</suggestion>`),
    );
    assert.equal(told.inline[0]?.suggestion, mend);
  });

  test('shows the code in other files that it rests on', async () => {
    const quote = 'return divide(sum, items.length);';
    const { reviewed: told } = await judged(verdict([own, { path: 'cart.js', quote }]));
    assert.equal(told.inline[0]?.evidence, `in \`cart.js\` stands:\n\n\`\`\`\n${quote}\n\`\`\``);
  });

  test('shows no proof that stands nowhere beside one that stands', async () => {
    const { reviewed: told } = await judged(verdict([own, { path: 'cart.js', quote: 'divide(1, 0);' }]));
    assert.deepEqual(
      told.inline.map(({ evidence }) => evidence),
      [null],
    );
  });
});

suite('a proof stands', () => {
  for (const [where, proof] of [
    ['in a file that the change does not touch', { path: 'cart.js', quote: 'divide(sum, items.length)' }],
    ['in what the change removed', { path: 'math.js', quote: 'if (b === 0) return 0;' }],
    [
      'across lines of which one was removed',
      { path: 'math.js', quote: '  if (b === 0) return 0;\n  return a / b;' },
    ],
    ['with other blanks', { path: 'math.js', quote: 'return   a/b ;' }],
    [
      'as the change was shown, with numbers and markers',
      {
        path: 'math.js',
        quote: '1   export function divide(a, b) {\n  -  if (b === 0) return 0;\n2    return a / b;',
      },
    ],
  ] as const) {
    test(where, async () => {
      assert.deepEqual(await dropped(verdict([proof])), []);
    });
  }

  for (const [where, proof] of [
    ['not in another file', { path: 'cart.js', quote: 'return a / b;' }],
    ['not in a file that is not there', { path: 'maths.js', quote: 'return a / b;' }],
    ['not outside the repository', { path: '../../../../etc/passwd', quote: 'root:x:0:0' }],
    ['not with one letter changed', { path: 'math.js', quote: 'return a / c;' }],
    ['not as a bracket, which is everywhere', { path: 'math.js', quote: '}' }],
  ] as const) {
    test(where, async () => {
      assert.deepEqual(await dropped(verdict([proof])), ['1 without proof']);
    });
  }
});

suite('a claim falls', () => {
  for (const [reason, answers] of [
    ['not introduced', { introduced: 'no' }],
    ['no trigger', { trigger: 'none' }],
    ['contradicted', { contradicted: 'yes' }],
    ['style or advice', { kind: 'style' }],
    ['repeated', { repeats: 'yes' }],
    ['not sure enough', { confidence: '0.5' }],
  ] as const) {
    test(`as '${reason}' where the verdict says so, whatever it proves`, async () => {
      assert.deepEqual(await dropped(verdict([own], answers)), [`1 ${reason}`]);
    });
  }

  test('by the severity that the repository wants, as whoever checked it sees it', async () => {
    const bar = { confidence: 0.6, severity: 'medium' } as const;
    assert.deepEqual(await dropped(verdict([own], { severity: 'low' }), { input: { bar } }), [
      '1 not severe enough',
    ]);
    assert.deepEqual(await dropped(verdict([own], { severity: 'medium' }), { input: { bar } }), []);
  });
});

suite('a check', () => {
  test('can look at other files before it says anything', async () => {
    const quote = 'Carts are empty at first.';
    const files = { 'notes.txt': `${quote}\n` };
    const told = await reviewed({
      before: { ...before, ...files },
      after: { ...after, ...files },
      script: ({ prompt, text }) => {
        if (prompt === 'review') return answer({ quote: '  return a / b;', title: 'Zero' });
        if (!text.includes(quote)) return { tool: 'read_file', input: { path: 'notes.txt' } };
        return verdict([{ path: 'notes.txt', quote }]);
      },
    });
    assert.deepEqual(outcome(told).inline, ['An empty cart costs Infinity']);
    assert.equal(told.heard.filter(({ prompt }) => prompt === 'verify 1').length, 2);
  });

  test('that never comes to an end is ended, and its claim is not told', async () => {
    let looks = 0;
    const told = await judged('', {
      script: ({ prompt }) => {
        if (prompt === 'review') return answer({ quote: '  return a / b;', title: 'Zero' });
        looks += 1;
        return { tool: 'search', input: { text: `divide${looks}` } };
      },
    });
    assert.deepEqual(outcome(told), { inline: [], elsewhere: [], dropped: ['1 not checked'] });
    assert.ok(looks <= 6, `it looked ${looks} times`);
    assert.equal(told.reviewed.limit, null);
  });

  test('is told once where two of them come to the same', async () => {
    const told = await judged('', {
      script: ({ prompt }) => {
        if (prompt !== 'review') return verdict([own]);
        const far = { quote: 'export function divide(a, b) {', title: 'Callers count on a number' };
        return answer({ quote: '  return a / b;', title: 'Zero' }, far);
      },
    });
    assert.deepEqual(outcome(told), {
      inline: ['An empty cart costs Infinity'],
      elsewhere: [],
      dropped: ['1 repeated'],
    });
  });

  test('decides what is told on its line, whatever its reader took for severe', async () => {
    const told = await judged('', {
      input: { comments: 1 },
      script: ({ prompt }) => {
        if (prompt === 'verify 1') return verdict([own], { severity: 'low', title: 'Zero is odd' });
        if (prompt === 'verify 2') return verdict([own]);
        const far = { quote: 'export function divide(a, b) {', title: 'Numbers', severity: 'low' } as const;
        return answer({ quote: '  return a / b;', title: 'Zero', severity: 'critical' }, far);
      },
    });
    assert.deepEqual(outcome(told), {
      inline: ['An empty cart costs Infinity'],
      elsewhere: ['Zero is odd'],
      dropped: [],
    });
  });

  test('does without tools where the files cannot be had, and the change is proof enough', async () => {
    const told = await judged(verdict([own]), { parts: { workspace: null } });
    assert.deepEqual(outcome(told).inline, ['An empty cart costs Infinity']);
    const elsewhere = verdict([{ path: 'cart.js', quote: 'divide(sum, items.length)' }]);
    assert.deepEqual(await dropped(elsewhere, { parts: { workspace: null } }), ['1 without proof']);
  });
});
