import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { targetsOf } from '../../../src/engines/tests/targets.ts';
import { repairText, type Task, taskText } from '../../../src/engines/tests/write-prompt.ts';
import { diffBetween } from '../review/unit-world.ts';

const shop = `export function price(amount) {
  return amount;
}
export function label(name) {
  return name + '!';
}
`;
const syntax = openSyntax({ clock: { now: () => 0 } });

/** What a writer is told of the first function that a change touches. */
async function task(before: string | undefined, more: Partial<Task> = {}): Promise<Task> {
  const after = { 'src/shop.js': shop };
  const diff = diffBetween(before === undefined ? {} : { 'src/shop.js': before }, after);
  const head = { text: () => Promise.resolve({ is: 'text', text: shop } as const) };
  const found = await targetsOf(diff, [], { head, syntax });
  assert.ok(found.is === 'targets');
  const [target, ...siblings] = found.targets;
  assert.ok(target !== undefined);
  return {
    target,
    siblings,
    request: {
      intent: { title: 'Prices', body: '', author: 'ada', issues: [] },
      guidance: [],
      openFindings: [],
    },
    runner: 'vitest',
    goal: { path: 'test/shop.test.js', text: null, groups: '' },
    example: { path: 'test/till.test.js', text: "test('a till', () => {});" },
    uncovered: [],
    unnoticed: { faults: [], by: null },
    tried: [],
    shown: [],
    ...more,
  };
}

const fault = 'line 2: "undefined" in place of "amount", so that it reads: return undefined;';

/** The sources of the sections of a prompt. */
function sources(text: string): readonly string[] {
  return Array.from(text.matchAll(/<untrusted-\w+ source="(.*)" trust/g), ([, source = '']) => source);
}

function orders(text: string): string {
  return text.slice(text.indexOf('The target is'));
}

suite('who writes a test is shown', () => {
  test('an added file once', async () => {
    assert.deepEqual(sources(taskText(await task(undefined))), [
      'title of the pull request by ada',
      'src/shop.js, a new file',
      'test/till.test.js, another test file',
    ]);
  });

  test('a changed file with its change', async () => {
    assert.deepEqual(sources(taskText(await task(shop.replace('name +', 'name -')))), [
      'title of the pull request by ada',
      'the change to src/shop.js',
      'src/shop.js',
      'test/till.test.js, another test file',
    ]);
  });

  test('of a long test file its groups, its beginning and its end, and no other one', async () => {
    const lines = Array.from({ length: 2_000 }, (_, at) => `// line ${at + 1}`);
    const goal = { path: 'test/shop.test.js', text: lines.join('\n'), groups: "1-9\tdescribe('a')" };
    const text = taskText(await task(shop.replace('name +', 'name -'), { goal }));
    assert.deepEqual(sources(text).slice(3), [
      'the groups of test/shop.test.js',
      'test/shop.test.js, which the test goes into, lines 1 to 259 and 1309 to 2000 of 2000: read_file shows the others',
    ]);
    assert.ok(text.length < 14_000);
  });

  test('last what is wanted now: what else the file gets tests for, what is open, and what is known already', async () => {
    const text = taskText(
      await task(undefined, {
        uncovered: [2],
        unnoticed: { faults: [fault], by: null },
        tried: ['asserts nothing'],
        shown: ['members pay less'],
      }),
    );
    assert.equal(
      orders(text),
      `The target is "price" (lines 1 to 3) in "src/shop.js". The tests are run by vitest.
The change touches these of the same file, too; they get tests of their own, and may be what a test of the target calls:
- "label" (lines 4 to 6)
There is no test file for it yet: write "test/shop.test.js" as a new one.
Changed lines that no test runs, or takes every way of: 2.
Faults that no test would notice yet:
- ${fault}
Tried before, and not taken:
- asserts nothing
Shown as defects already, in no file, and not to be shown again:
- members pay less

Write one test.`,
    );
  });

  test('what is known of faults, and what was not tried', async () => {
    const titles = [];
    for (const by of [['test/a.js', 'test/b.js'], []])
      titles.push(
        orders(taskText(await task(undefined, { unnoticed: { faults: [fault], by } }))).split('\n')[4],
      );
    assert.deepEqual(titles, [
      'Faults that the tests in "test/a.js", "test/b.js" would not notice; others were not tried:',
      'Faults that a test has to notice; whether one does already was not tried:',
    ]);
  });

  test('the same before what changes from one test to the next', async () => {
    const one = taskText(await task(undefined));
    const next = repairText(await task(undefined, { uncovered: [2] }), '<test>', 'It fails.');
    const same = one.slice(0, one.indexOf('The target is'));
    assert.ok(next.startsWith(same));
  });
});
