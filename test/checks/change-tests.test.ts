import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { weakenedTests } from '../../src/checks/change-tests.ts';
import { filesOf, listed, type Texts } from './change-world.ts';

const path = 'test/cart.test.js';
const head = `import assert from 'node:assert/strict';
import test from 'node:test';
import { total } from '../src/cart.js';
`;

async function found(texts: Texts, issue = 'The total is wrong.'): Promise<readonly string[]> {
  return listed(weakenedTests(await filesOf(texts), { issue }));
}

/** What is found where the body of the one test becomes another. */
function became(before: string, after: string, issue?: string): Promise<readonly string[]> {
  return found({ [path]: [withTest(before), withTest(after)] }, issue);
}

function withTest(body: string): string {
  return `${head}test('adds up', () => {\n  ${body}\n});\n`;
}

function withHelper(claim: string): string {
  return `${head}function check(list, sum) {\n  ${claim}\n}\n`;
}

function inPython(body: string): string {
  return `from cart import total\n\n\ndef test_adds_up():\n    ${body}\n`;
}

function inGo(claims: string): string {
  return `package cart\n\nfunc TestTotal(t *testing.T) {\n${claims}}\n`;
}

suite('a test says less than it did', () => {
  for (const [what, before, after, expected] of [
    [
      'where an assertion is gone',
      'assert.equal(total([1]), 1);\n  assert.equal(total([]), 0);',
      'assert.equal(total([1]), 1);',
      ['assertion-removed at 6 assert.equal(total([]), 0)'],
    ],
    [
      'where any value does in place of one',
      'assert.equal(total([1]), 1);',
      'assert.ok(total([1]));',
      ['assertion-loosened at 5 assert.equal(total([1]), 1) → assert.ok(total([1]))'],
    ],
    [
      'where part of the value does',
      'expect(total([1])).toEqual({ sum: 1, tax: 0 });',
      'expect(total([1])).toMatchObject({ sum: 1 });',
      [
        'assertion-loosened at 5 expect(total([1])).toEqual({ sum: 1, tax: 0 }) → expect(total([1])).toMatchObject({ sum: 1 })',
      ],
    ],
    [
      'where a property asks for nothing in particular',
      'expect(total([1])).to.be.true;',
      'expect(total([1])).to.be.ok;',
      ['assertion-loosened at 5 expect(total([1])).to.be.true → expect(total([1])).to.be.ok'],
    ],
    [
      'where any error does',
      'assert.throws(() => total(null), TypeError);',
      'assert.throws(() => total(null));',
      [
        'assertion-loosened at 5 assert.throws(() => total(null), TypeError) → assert.throws(() => total(null))',
      ],
    ],
    [
      'where the distance is wider',
      'expect(total([1])).toBeCloseTo(1, 5);',
      'expect(total([1])).toBeCloseTo(1, 1);',
      ['tolerance-widened at 5 expect(total([1])).toBeCloseTo(1, 5) → expect(total([1])).toBeCloseTo(1, 1)'],
    ],
    [
      'where the bound is further out',
      'assert.ok(total([1]) < 100);',
      'assert.ok(total([1]) < 5000);',
      ['tolerance-widened at 5 assert.ok(total([1]) < 100) → assert.ok(total([1]) < 5000)'],
    ],
    [
      'where a failure is caught',
      'assert.equal(total([1]), 1);',
      'try {\n    assert.equal(total([1]), 1);\n  } catch {}',
      ['assertion-swallowed at 6 assert.equal(total([1]), 1)'],
    ],
    [
      'where it returns before',
      'const sum = total([1]);\n  assert.equal(sum, 1);',
      'const sum = total([1]);\n  return;\n  assert.equal(sum, 1);',
      ['assertion-unreached at 7 assert.equal(sum, 1)'],
    ],
    [
      'where nothing can go wrong any more',
      'assert.equal(total([1]), 1);',
      'assert.ok(true);',
      ['assertion-loosened at 5 assert.equal(total([1]), 1) → assert.ok(true) (to be justified)'],
    ],
  ] as const)
    test(what, async () => assert.deepEqual(await became(before, after), expected));

  test('where a helper that tests share asks for less', async () => {
    assert.deepEqual(
      await found({
        [path]: [withHelper('assert.equal(total(list), sum);'), withHelper('assert.ok(total(list));')],
      }),
      ['assertion-loosened at 5 assert.equal(total(list), sum) → assert.ok(total(list))'],
    );
  });

  test('where it is gone', async () => {
    assert.deepEqual(await found({ [path]: [withTest('assert.equal(total([1]), 1);'), head] }), [
      'test-removed at 4 adds up',
    ]);
  });

  test('where its whole file is gone', async () => {
    assert.deepEqual(await found({ [path]: [withTest('assert.equal(total([1]), 1);'), null] }), [
      'test-file-removed',
    ]);
  });

  test('where its whole file is gone with what it tests, which has to be justified', async () => {
    const texts: Texts = {
      [path]: [withTest('assert.equal(total([1]), 1);'), null],
      'src/cart.js': ['a', null],
    };
    assert.deepEqual(await found(texts), ['test-file-removed (to be justified)']);
  });

  test('where its file is renamed so that no runner takes it', async () => {
    const plain = withTest('assert.equal(total([1]), 1);');
    assert.deepEqual(await found({ [path]: [plain, null], 'src/cart-old.js': [null, plain] }), [
      'test-file-removed',
    ]);
  });

  test('in Python, too', async () => {
    const file = 'tests/test_cart.py';
    for (const [before, after, expected] of [
      ['assert total([1]) == 1', 'assert total([1])', 'assertion-loosened'],
      ['assert total([1]) == 1', 'assert True', 'assertion-loosened'],
      ['assert total([1]) == 1', 'pass', 'assertion-removed'],
      ['assert total([1]) < 2', 'assert total([1]) < 200', 'tolerance-widened'],
      [
        'assert total([1]) == pytest.approx(1, abs=0.1)',
        'assert total([1]) == pytest.approx(1, abs=5)',
        'tolerance-widened',
      ],
    ] as const) {
      const [first = 'nothing'] = await found({ [file]: [inPython(before), inPython(after)] });
      assert.equal(first.split(' ')[0], expected, after);
    }
    const skipped = inPython('assert total([1]) == 1').replace('def', '@pytest.mark.skip\ndef');
    assert.deepEqual(await found({ [file]: [inPython('assert total([1]) == 1'), skipped] }), [
      'test-left-out at 4 @pytest.mark.skip',
    ]);
  });

  test('in other languages by the lines that claim something', async () => {
    const both = '\tassert.Equal(t, 1, Total(1))\n\tassert.Equal(t, 0, Total(0))\n';
    const one = '\tassert.Equal(t, 1, Total(1))\n';
    assert.deepEqual(await found({ 'cart_test.go': [inGo(both), inGo(one)] }), [
      'assertion-removed at 5 assert.Equal(t, 0, Total(0))',
    ]);
  });
});

suite('what is expected of the code changes', () => {
  test('to a pattern that spells out the whole of it, and somebody has to say why', async () => {
    const before = "assert.equal(error.message, 'Response code 404 (Not Found)');";
    const whole =
      'assert.match(error.message, /^Request failed with status code 404: GET http:\\/\\/localhost:\\d+$/);';
    assert.match((await became(before, whole)).join(), /^expected-changed at 5 .*\(to be justified\)$/);
    for (const part of [
      '/Request failed with status code 404/',
      '/^.*$/',
      '/^Request failed with status.*$/',
    ]) {
      const [fault = ''] = await became(before, `assert.match(error.message, ${part});`);
      assert.match(fault, /^assertion-loosened at 5 (?!.*justified)/);
    }
  });

  test('and somebody has to say why', async () => {
    assert.deepEqual(await became('assert.equal(total([1]), 1);', 'assert.equal(total([1]), 2);'), [
      'expected-changed at 5 assert.equal(total([1]), 1) → assert.equal(total([1]), 2) (to be justified)',
    ]);
  });

  test('as the issue says', async () => {
    const [before, after] = ['assert.equal(total([1]), 1);', "assert.equal(total([1]), '1.00 €');"];
    assert.deepEqual(await became(before, after, 'total([1]) should be 1.00 €'), []);
  });

  test('in a snapshot, of which something is gone', async () => {
    const snapshot = 'test/__snapshots__/cart.test.js.snap';
    assert.deepEqual(await found({ [snapshot]: ['total: 1\ntax: 0\n', 'total: 2\ntax: 0\n'] }), [
      'snapshot-rewritten at 1 total: 1 (to be justified)',
    ]);
    assert.deepEqual(await found({ [snapshot]: ['total: 1\n', 'total: 1\ntax: 0\n'] }), []);
  });
});

suite('nothing is said of a test that', () => {
  for (const [what, before, after] of [
    [
      'says more',
      'assert.equal(total([1]), 1);',
      'assert.equal(total([1]), 1);\n  assert.equal(total([]), 0);',
    ],
    ['asks for the exact value', 'assert.ok(total([1]));', 'assert.equal(total([1]), 1);'],
    [
      'is formatted anew',
      "expect(total([1])).toEqual({ a: 'b' });",
      'expect(total([ 1 ])).toEqual({\n    a: "b",\n  });',
    ],
    [
      'says it with other words',
      "assert.equal(total([1]), 1, 'old');",
      "assert.equal(total([1]), 1, 'a better word');",
    ],
    ['is closer', 'expect(total([1])).toBeCloseTo(1, 1);', 'expect(total([1])).toBeCloseTo(1, 5);'],
  ] as const)
    test(what, async () => assert.deepEqual(await became(before, after), []));

  test('is a snapshot, whatever its name', async () => {
    const texts: Texts = { 'tap-snapshots/test-cart.js-TAP.test.js': ['exports[`a`] = `1`\n', null] };
    assert.deepEqual(await found(texts), []);
  });

  test('has another name', async () => {
    const plain = withTest('assert.equal(total([1]), 1);');
    assert.deepEqual(await found({ [path]: [plain, plain.replace('adds up', 'sums up')] }), []);
  });

  test('stands in another file', async () => {
    const plain = withTest('assert.equal(total([1]), 1);');
    assert.deepEqual(await found({ [path]: [plain, null], 'test/total.test.js': [null, plain] }), []);
  });

  test('became two', async () => {
    const one = withTest('assert.equal(total([1]), 1);\n  assert.equal(total([]), 0);');
    const two = `${withTest('assert.equal(total([1]), 1);')}test('is empty', () => {\n  assert.equal(total([]), 0);\n});\n`;
    assert.deepEqual(await found({ [path]: [one, two] }), []);
  });
});

test('a removed test has to be justified where the issue asks for something to go', async () => {
  assert.deepEqual(
    await found(
      { [path]: [withTest('assert.equal(total([1]), 1);'), head] },
      'Remove total(): nobody uses it.',
    ),
    ['test-removed at 4 adds up (to be justified)'],
  );
});

test('tests of a file in another order, or with new ones between them, say what they said', async () => {
  const claims = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 6 });
  const orders = claims.chain((numbers) =>
    fc.tuple(fc.constant(numbers), fc.shuffledSubarray(numbers, { minLength: numbers.length })),
  );
  await fc.assert(
    fc.asyncProperty(orders, fc.boolean(), async ([before, after], isGrown) => {
      const grown = isGrown ? [100, ...after, 101] : after;
      assert.deepEqual(await found({ [path]: [fileOf(before), fileOf(grown)] }), []);
    }),
    { numRuns: 30 },
  );
});

test('of a file that loses tests, each is named', async () => {
  const claims = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(claims, fc.integer({ min: 1, max: 5 }), async (numbers, count) => {
      const kept = numbers.slice(Math.min(count, numbers.length - 1));
      const told = await found({ [path]: [fileOf(numbers), fileOf(kept)] });
      assert.equal(told.length, numbers.length - kept.length);
    }),
    { numRuns: 30 },
  );
});

function testOf(number: number): string {
  return `test('gives ${number}', () => {\n  assert.equal(total([${number}]), ${number});\n});\n`;
}

function fileOf(numbers: readonly number[]): string {
  return head + numbers.map(testOf).join('');
}
