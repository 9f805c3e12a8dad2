import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure } from '../../../src/core/failure.ts';
import { usualLimits } from '../../../src/engines/tests/parts.ts';
import { lacking } from '../../services/lacking.ts';
import { outcome, saying, type Script, shop, shopFiles, shopTest, testsWorld } from './tests-world.ts';

const skip = lacking('bubblewrap');

/** Members are to pay less, and pay more. */
const wrong = shopFiles('  if (isMember) return amount * 1.1;\n  return amount;\n');
const members = shopTest('members pay less', 'assert.equal(price(100, true), 90);', { checks: 'Less.' });
const pinned = shopTest('members pay less', 'assert.equal(Math.round(price(100, true)), 110);');
const others = shopTest('others pay all of a large amount', 'assert.equal(price(1000, false), 1000);');

function judgement(right: string, quote: string | null): string {
  const told = { title: 'Members pay more', body: 'With 100 they pay 110.', severity: 'high' };
  return JSON.stringify({ right, quote, ...told });
}

/** The answers to what is asked beside the tests. */
function asked(answers: Readonly<Record<string, string>>, ...tests: readonly string[]): Script {
  const write = saying(...tests);
  return (heard) => answers[heard.prompt] ?? write(heard);
}

suite('a test that fails on the head', { skip, concurrency: 2 }, () => {
  const world = testsWorld();

  test('catches a defect where somebody said what it expects, and is not committed', async () => {
    const script = asked(
      { 'tests dispute': judgement('test', 'members pay ten per cent less') },
      members,
      '<stands/>',
    );
    const told = await world.generate({ ...shop, after: wrong, script });
    assert.ok(told.generated.is === 'generated');
    const [caught] = told.generated.tests;
    assert.ok(caught?.verdict.is === 'catches');
    const { message, ...verdict } = caught.verdict;
    assert.match(message, /\+ 110\.00000000000001\n- 90\n/);
    assert.deepEqual(verdict, {
      is: 'catches',
      finding: {
        path: 'src/shop.js',
        anchor: { path: 'src/shop.js', side: 'new', start: 3, end: 3 },
        quote: '  if (isMember) return amount * 1.1;',
        severity: 'high',
        category: 'bug',
        confidence: 0.9,
        title: 'Members pay more',
        body: 'With 100 they pay 110.',
        suggestion: null,
        evidence: 'The test "members pay less" was run on the head and fails.',
      },
      command: 'node --test test/shop.test.js',
      onBase: 'fails',
      stated: 'members pay ten per cent less',
    });
    assert.deepEqual(told.generated.changes, []);
  });

  test('catches one where it passes on the base, without being mended first', async () => {
    const after = shopFiles('  if (amount > 500) return amount + 1;\n  return amount;\n');
    const script = asked({ 'tests dispute': judgement('test', null) }, others);
    const told = await world.generate({ ...shop, after, script });
    assert.deepEqual(outcome(told).tests, ['others pay all of a large amount: catches']);
    assert.deepEqual(
      told.heard.map(({ prompt }) => prompt),
      ['tests 1', 'tests dispute', 'tests 2'],
    );
  });

  test('is no reason to stop, and is not shown twice', async () => {
    const after = shopFiles(
      '  if (isMember) return amount * 1.1;\n  if (amount > 500) return amount - 5;\n  return amount;\n',
    );
    const large = shopTest('large amounts cost five less', 'assert.equal(price(600, false), 595);');
    const script = asked(
      { 'tests dispute': judgement('test', 'members pay ten per cent less') },
      members,
      '<stands/>',
      members,
      '<stands/>',
      large,
    );
    const told = await world.generate({ ...shop, after, script });
    assert.deepEqual(outcome(told), {
      tests: ['large amounts cost five less: verified', 'members pay less: catches'],
      changed: [shop.path],
      dropped: ['1 adds nothing to the others'],
    });
    const second = told.heard.find(({ prompt }) => prompt === 'tests 2');
    assert.match(second?.text ?? '', /not to be shown again:\n- members pay less\n/);
  });

  test('is judged by what its author quotes of a document, and by what it calls', async () => {
    const readme = { 'README.md': 'Members pay one tenth less than others do.\n' };
    const script = asked(
      { 'tests dispute': judgement('test', 'Members pay one tenth less than others do') },
      members.replace('by its name', 'README: "Members pay one tenth less than others do"'),
      '<stands/>',
    );
    const told = await world.generate({
      before: { ...shop.before, ...readme },
      after: { ...wrong, ...readme },
      script,
    });
    assert.deepEqual(outcome(told).tests, ['members pay less: catches']);
  });

  test('is dropped where the quote is not what anybody said', async () => {
    const script = asked(
      { 'tests dispute': judgement('test', 'members get a tenth off') },
      members,
      '<stands/>',
    );
    const told = await world.generate({ ...shop, after: wrong, script });
    assert.deepEqual(outcome(told), {
      tests: [],
      changed: [],
      dropped: ['1 fails, and nothing says that it should pass'],
    });
  });

  test('is not made to expect what the code does, unless somebody said that', async () => {
    const script = asked(
      {
        'tests stated': '{"stated": "no", "quote": null}',
        'tests dispute': judgement('test', 'members pay ten per cent less'),
      },
      members,
      pinned,
      pinned,
    );
    const told = await world.generate({ ...shop, after: wrong, script });
    assert.deepEqual(outcome(told), { tests: ['members pay less: catches'], changed: [], dropped: [] });
  });

  test('is mended from its failure where the test is what is wrong, and then verified', async () => {
    const typo = shopTest('members pay less', 'assert.equal(prize(100, true), 90);\n  price(1);');
    const told = await world.generate({
      ...shop,
      script: saying(typo, shopTest('members pay less', 'assert.equal(price(100, true), 90);')),
    });
    assert.deepEqual(outcome(told), {
      tests: ['members pay less: verified'],
      changed: [shop.path],
      dropped: [],
    });
    assert.deepEqual(
      told.heard.map(({ prompt }) => prompt),
      ['tests 1', 'tests 1 repair 1', 'tests oracle'],
    );
  });
});

suite('a test that passes', { skip, concurrency: 2 }, () => {
  const world = testsWorld();
  const finding = {
    path: 'src/shop.js',
    anchor: { path: 'src/shop.js', side: 'new', start: 3, end: 3 },
    quote: '  if (isMember) return amount * 1.1;',
    severity: 'high',
    category: 'bug',
    confidence: 0.9,
    title: 'Members pay more',
    body: 'They are to pay less.',
    suggestion: null,
    evidence: null,
  } as const;

  test('is dropped where it expects what the code does and people asked for something else', async () => {
    const script = asked(
      { 'tests oracle': '{"result": "contradicts", "because": "Members are to pay less."}' },
      pinned,
    );
    const told = await world.generate({ ...shop, after: wrong, script });
    assert.deepEqual(outcome(told), {
      tests: [],
      changed: [],
      dropped: ['1 expects something else than people asked for'],
    });
    assert.match(told.heard.at(-1)?.text ?? '', /people asked for: Members are to pay less\./);
    const oracle = told.heard.find(({ prompt }) => prompt === 'tests oracle');
    assert.doesNotMatch(oracle?.text ?? '', /1\.1/);
  });

  test('is dropped where nobody could have told its result without the code', async () => {
    const script = asked({ 'tests oracle': '{"result": "unsaid", "because": "Why 110?"}' }, pinned);
    const told = await world.generate({ ...shop, after: wrong, script });
    assert.deepEqual(outcome(told).dropped, ['1 takes its result from the code alone']);
  });

  test('is dropped where it holds to be right what an open finding calls wrong', async () => {
    const script = asked({ 'tests finding': '{"holds": "yes", "because": "It expects 110."}' }, pinned);
    const told = await world.generate({
      ...shop,
      after: wrong,
      script,
      request: { openFindings: [finding] },
    });
    assert.deepEqual(outcome(told), {
      tests: [],
      changed: [],
      dropped: ['1 asserts what an open finding calls wrong'],
    });
    assert.match(told.heard[0]?.text ?? '', /source="an open finding[^>]*>\nMembers pay more/);
  });
});

suite('what was achieved is kept', { skip, concurrency: 2 }, () => {
  const world = testsWorld();
  const right = shopTest('members pay less', 'assert.equal(price(100, true), 90);');
  const limit = {
    is: 'job-limit',
    unit: 'tokens',
    most: 10_000,
    setBy: 'operator',
    spent: 9_000,
    needed: 2_000,
  } as const;
  const usedUp = new Failure({ kind: 'budget', reason: limit });
  const two = `  if (isMember) return amount * 0.9;
  if (amount > 500) return amount - 5;
  return amount;
`;

  test('where a limit is reached', async () => {
    const told = await world.generate({
      ...shop,
      after: shopFiles(two),
      script: ({ prompt }) => {
        if (prompt === 'tests oracle') return undefined;
        return prompt === 'tests 1' ? right : usedUp;
      },
    });
    assert.deepEqual(outcome(told).tests, ['members pay less: verified']);
    assert.ok(told.generated.is === 'generated');
    assert.deepEqual(told.generated.ended, limit);
  });

  test('where as many tests were written as one request may have', async () => {
    const told = await world.generate({
      ...shop,
      after: shopFiles(two),
      script: saying(right, others),
      request: { limits: { ...usualLimits, tests: 1 } },
    });
    assert.ok(told.generated.is === 'generated');
    assert.deepEqual(outcome(told).tests, ['members pay less: verified']);
    assert.deepEqual(told.generated.notDone, [
      'After 1 tests nothing more was tried: that is the limit of one request.',
    ]);
  });
});
