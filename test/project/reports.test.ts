import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { type ReportFormat, readReport } from '../../src/project/report.ts';

const place = { root: '/project', folder: '' };

async function recorded(name: string): Promise<string> {
  return readFile(join(import.meta.dirname, '../../fixtures/reports', name), 'utf8');
}

/** Each test of a recording in a line: outcome, file, name, and the beginning of its message. */
async function linesOf(name: string, format: ReportFormat): Promise<readonly string[]> {
  const report = readReport(format, await recorded(name), place);
  if (report.is === 'unreadable') assert.fail('the report cannot be read');
  assert.deepEqual(report.leftOut, []);
  return report.tests.map(({ outcome, file, name, message }) =>
    [outcome, file ?? '-', name, message.split('\n')[0]?.slice(0, 60)].filter(Boolean).join(' | '),
  );
}

suite('the results of each test are read from what was printed by', () => {
  test('node:test, by our reporter', async () => {
    assert.deepEqual(await linesOf('node-test.ndjson', 'own lines'), [
      'passed | test/shop.test.js | the price > is lower for members',
      'failed | test/shop.test.js | the price > is the same for others | AssertionError [ERR_ASSERTION]: Expected values to be strict',
      'skipped | test/shop.test.js | of nothing',
      'passed | test/shop.test.js | the label counts',
      'todo | test/shop.test.js | tax',
    ]);
  });

  test('vitest', async () => {
    assert.deepEqual(await linesOf('vitest.json', 'jest json'), [
      'passed | test/shop.test.js | the price > is lower for members',
      'failed | test/shop.test.js | the price > is the same for others | AssertionError [ERR_ASSERTION]: Expected values to be strict',
      'skipped | test/shop.test.js | of nothing',
      'passed | test/shop.test.js | the label counts',
      'todo | test/shop.test.js | tax',
    ]);
  });

  test('jest', async () => {
    assert.deepEqual(await linesOf('jest.json', 'jest json'), [
      'passed | test/shop.test.js | the price > is lower for members',
      'failed | test/shop.test.js | the price > is the same for others | assert.strictEqual(received, expected)',
      'skipped | test/shop.test.js | of nothing',
      'passed | test/shop.test.js | the label counts',
      'todo | test/shop.test.js | tax',
    ]);
  });

  test('mocha, which knows no todo', async () => {
    assert.deepEqual(await linesOf('mocha.json', 'mocha json'), [
      'passed | test/shop.test.js | the label counts',
      'passed | test/shop.test.js | the price is lower for members',
      'failed | test/shop.test.js | the price is the same for others | AssertionError [ERR_ASSERTION]: Expected values to be strict',
      'skipped | test/shop.test.js | of nothing',
      'skipped | test/shop.test.js | tax',
    ]);
  });

  test('ava, which names no file', async () => {
    assert.deepEqual(await linesOf('ava.tap', 'tap'), [
      'skipped | - | shop > the price of nothing',
      'todo | - | shop > tax',
      'passed | - | shop > the price is lower for members',
      'failed | - | shop > the price is the same for others | name: AssertionError',
      'passed | - | shop > the label counts',
      'passed | - | other > one',
    ]);
  });

  test('tap, where what a test asserts is no test', async () => {
    assert.deepEqual(await linesOf('tap.tap', 'tap'), [
      'passed | test/shop.test.js | the price > is lower for members',
      'failed | test/shop.test.js | the price > is the same for others | should be equal',
      'skipped | test/shop.test.js | of nothing | not yet',
      'passed | test/shop.test.js | the label counts',
      'todo | test/shop.test.js | tax',
    ]);
  });

  test('pytest, with a file that cannot be imported', async () => {
    assert.deepEqual(await linesOf('pytest.xml', 'junit'), [
      'failed | tests/test_broken.py | (the file) | /usr/lib/python3/dist-packages/_pytest/python.py:618: in _im',
      'passed | tests/test_shop.py | TestPrice > test_is_lower_for_members',
      'failed | tests/test_shop.py | TestPrice > test_is_the_same_for_others | self = <test_shop.TestPrice object at 0x7f5aca8ec0d0>',
      'skipped | tests/test_shop.py | test_nothing | /project/tests/test_shop.py:16: not yet',
      'skipped | tests/test_shop.py | test_known | known',
      'passed | tests/test_shop.py | test_label_counts[2]',
      'passed | tests/test_shop.py | test_label_counts[3]',
    ]);
  });

  test('unittest, by our runner', async () => {
    assert.deepEqual(await linesOf('unittest.ndjson', 'own lines'), [
      'failed | tests/test_broken.py | (the file) | Traceback (most recent call last):',
      'failed | tests/test_shop.py | setUpClass (test_shop.Broken) | Traceback (most recent call last):',
      'failed | tests/test_shop.py | Price > test_counts | test_counts (test_shop.Price.test_counts) (count=1)',
      'passed | tests/test_shop.py | Price > test_is_lower_for_members',
      'failed | tests/test_shop.py | Price > test_is_the_same_for_others | Traceback (most recent call last):',
      'passed | tests/test_shop.py | Price > test_known | failed as expected',
      'skipped | tests/test_shop.py | Price > test_of_nothing | not yet',
    ]);
  });

  test('go test, with a package that does not build', async () => {
    assert.deepEqual(await linesOf('go.jsonl', 'go json'), [
      'passed | - | example/shop > TestPrice > members',
      'failed | - | example/shop > TestPrice > others | === RUN   TestPrice/others',
      'failed | - | example/shop > TestPrice | === RUN   TestPrice',
      'skipped | - | example/shop > TestNothing | shop_test.go:20: not yet',
      'failed | - | example/shop/label > (the package) | FAIL\texample/shop/label [build failed]',
    ]);
  });

  test('cargo test, by the program that holds them', async () => {
    assert.deepEqual(await linesOf('cargo.txt', 'cargo text'), [
      'skipped | - | src/lib.rs > tests::of_nothing | not yet',
      'passed | - | src/lib.rs > tests::is_lower_for_members',
      'passed | - | src/lib.rs > tests::panics',
      "failed | - | tests/shop.rs > is_the_same_for_others | thread 'is_the_same_for_others' (13665) panicked at tests/sh",
      'passed | - | Doc-tests shop > src/lib.rs - price (line 3)',
    ]);
  });

  test("Maven's Surefire", async () => {
    assert.deepEqual(await linesOf('surefire.xml', 'junit'), [
      'passed | - | shop.ShopTest > isLowerForMembers',
      'failed | - | shop.ShopTest > isTheSameForOthers | org.opentest4j.AssertionFailedError: expected: <110> but was',
      'skipped | - | shop.ShopTest > ofNothing | not yet',
    ]);
  });

  test('rspec', async () => {
    assert.deepEqual(await linesOf('rspec.json', 'rspec json'), [
      'passed | spec/shop_spec.rb | the price is lower for members',
      'failed | spec/shop_spec.rb | the price is the same for others | expected: 110',
      'skipped | spec/shop_spec.rb | the price of nothing | not yet',
    ]);
  });

  test('minitest', async () => {
    assert.deepEqual(await linesOf('minitest.txt', 'minitest text'), [
      'passed | - | PriceTest > test_is_lower_for_members',
      'failed | test/shop_test.rb | PriceTest > test_is_the_same_for_others | Expected: 110',
      'skipped | test/shop_test.rb | PriceTest > test_of_nothing | not yet',
      "failed | - | LabelTest > test_counts | NoMethodError: undefined method 'label' for an instance of L",
    ]);
  });

  test('PHPUnit', async () => {
    assert.deepEqual(await linesOf('phpunit.xml', 'junit'), [
      'passed | tests/PriceTest.php | Shop.PriceTest > testIsLowerForMembers',
      'failed | tests/PriceTest.php | Shop.PriceTest > testIsTheSameForOthers | Shop\\PriceTest::testIsTheSameForOthers',
      'skipped | tests/PriceTest.php | Shop.PriceTest > testOfNothing',
    ]);
  });
});

function tapLines(text: string): readonly string[] {
  const report = readReport('tap', text, place);
  if (report.is === 'unreadable') assert.fail('unreadable');
  return report.tests.map(({ outcome, name }) => `${outcome} | ${name}`);
}

suite('TAP', () => {
  test('tells which of the assertions in a test failed, and how', () => {
    const rows = [1, 2, 3, 4].map(
      (row) =>
        `    not ok ${row} - row ${row}\n      ---\n      found: false\n      wanted: true\n      ...\n`,
    );
    const text = `# Subtest: a\n${rows.join('')}    ok 5 - row 5\n    1..5\nnot ok 1 - a\n1..1\n`;
    const report = readReport('tap', text, place);
    if (report.is === 'unreadable') assert.fail('unreadable');
    assert.equal(
      report.tests[0]?.message,
      'row 1\nfound: false\nwanted: true\n\nrow 2\nfound: false\nwanted: true\n\nrow 3\nfound: false\nwanted: true',
    );
  });

  test('may tell a subtest before what is in it', () => {
    const text =
      'TAP version 14\nok 1 - the price {\n    ok 1 - of one # SKIP\n    ok 2 - equal\n    1..2\n}\n1..1\n';
    assert.deepEqual(tapLines(text), ['skipped | the price > of one']);
  });

  test('keeps a subtest whose own assertion failed, and an escaped sign', () => {
    const text =
      '# Subtest: a\n    # Subtest: b\n        ok 1 - fine\n        1..1\n    ok 1 - b\n    not ok 2 - own\n    1..2\nnot ok 1 - a\nok 2 - number \\#1 # time=2ms\n1..2\n';
    assert.deepEqual(tapLines(text), ['passed | a > b', 'failed | a', 'passed | number #1']);
  });

  test('of a plain assertion library is a test for each point', () => {
    assert.deepEqual(tapLines('TAP version 13\n# one\nok 1 equal\nnot ok 2 same\n1..2\n'), [
      'passed | equal',
      'failed | same',
    ]);
  });
});

suite('what mocha compared', () => {
  test('is told line by line, where the message shortens it', () => {
    const message = "expected { _: [ 'a' ] } to deeply equal { Object (_, --) }";
    const stack = `AssertionError: ${message}\n    at Context.<anonymous> (test/a.js:7:22)`;
    const compared = {
      actual: '{\n  "_": [\n    "a"\n  ]\n}',
      expected: '{\n  "--": []\n  "_": [\n    "a"\n  ]\n}',
    };
    assert.equal(
      messageOf({ message, stack, ...compared }),
      `AssertionError: ${message}
- wanted
+ found
  {
-   "--": []
    "_": [
      "a"
    ]
  }
    at Context.<anonymous> (test/a.js:7:22)`,
    );
  });

  test('is left alone where the message says it', () => {
    const stack = 'AssertionError: 100 !== 110\n    at test/a.js:7:22';
    assert.equal(messageOf({ stack, actual: '100', expected: '110' }), stack);
  });

  test('is told of in few lines', () => {
    const [actual, expected] = ['a', 'b'].map((letter) => `${letter}\n`.repeat(500));
    const lines = messageOf({ message: 'differs', actual, expected })?.split('\n') ?? [];
    assert.deepEqual([lines.length, lines.at(-1)], [44, '…']);
  });
});

test('a file that jest could not load is a failed test', () => {
  const text = JSON.stringify({
    testResults: [
      { name: '/project/a.test.js', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  });
  assert.deepEqual(readReport('jest json', text, place), {
    is: 'report',
    tests: [
      { name: '(the file)', file: 'a.test.js', outcome: 'failed', ms: null, message: 'no such module' },
    ],
    leftOut: [],
  });
});

test('errors that rspec met outside of the examples are a failed test', () => {
  const text = JSON.stringify({ examples: [], summary: { errors_outside_of_examples_count: 2 } });
  assert.deepEqual(readReport('rspec json', text, place), {
    is: 'report',
    tests: [
      {
        name: '(loading the files)',
        file: null,
        outcome: 'failed',
        ms: null,
        message: '2 errors outside of the examples',
      },
    ],
    leftOut: [],
  });
});

/** What is told of the one test that mocha says failed. */
function messageOf(err: object): string | undefined {
  const failure = { fullTitle: 'a', err };
  const text = JSON.stringify({ passes: [], failures: [failure], pending: [] });
  const report = readReport('mocha json', text, place);
  if (report.is === 'unreadable') assert.fail('unreadable');
  return report.tests[0]?.message;
}
