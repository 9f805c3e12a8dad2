import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { usualLimits } from '../../../src/engines/tests/parts.ts';
import type { Sandbox, SandboxCommand } from '../../../src/ports/sandbox.ts';
import { lacking } from '../../services/lacking.ts';
import { outcome, saying, shop, shopFiles, shopTest, testsWorld, writing } from './tests-world.ts';

const skip = lacking('bubblewrap');

/** Faults cost a run each; where nothing is said of them, one is enough. */
const limits = { ...usualLimits, mutants: 1 };

suite('tests for a change are written and run', { skip, concurrency: 2 }, () => {
  const world = testsWorld();
  const red = {
    'test/red.test.js': "import { test } from 'node:test';\ntest('is red', () => { throw new Error(); });\n",
  };
  const members = shopTest('members pay less', 'assert.equal(price(100, true), 90);', { checks: 'Less.' });
  const first = once(() =>
    world.generate({
      before: { ...shop.before, ...red },
      after: { ...shop.after, ...red },
      script: saying(members),
    }),
  );

  test('and one that takes a way which none took is verified, with its figures, and can be committed; what failed before is named and not blamed on it', async () => {
    const told = await first();
    const text = shop.after[shop.path] ?? '';
    const code = "test('members pay less', () => {\n  assert.equal(price(100, true), 90);\n});";
    const command = 'node --test';
    assert.deepEqual(told.generated, {
      is: 'generated',
      tests: [
        {
          name: 'members pay less',
          path: shop.path,
          code,
          checks: 'Less.',
          target: { path: 'src/shop.js', symbol: 'price' },
          verdict: {
            is: 'verified',
            figures: {
              runs: 5,
              lines: [],
              branches: 1,
              isMeasured: true,
              mutants: { seeded: 2, killed: 2 },
              onBase: 'fails',
            },
          },
        },
      ],
      changes: [{ path: shop.path, before: text, after: `${text}\n${code}\n`, mode: 'plain' }],
      runner: 'node:test',
      unverified: null,
      before: { command, passed: 1, failed: ['is red'], because: null },
      after: { command, passed: 2, failed: ['is red'], because: null },
      assumed: ['The repository has no lockfile: the newest versions that fit are installed.'],
      notDone: [],
      dropped: [],
      ended: null,
    });
    assert.deepEqual(told.progress, [
      'setting up 0 of 1',
      'running the suite 0 of 1',
      'writing 0 of 12',
      'judging 0 of 12',
      'running the suite 1 of 1',
      'finished 1 of 1',
    ]);
  });

  test('and the writer is told what is not covered and not noticed', async () => {
    const { heard } = await first();
    const [question] = heard;
    assert.match(question?.text ?? '', /Changed lines that no test runs, or takes every way of: 3\./);
    assert.match(
      question?.text ?? '',
      /Faults that no test would notice yet:\n- line 3: "undefined" in place of "amount \* 0.9", so that it reads: if \(isMember\) return undefined;\n/,
    );
  });

  test('and where there are none yet, in a new file where neighbours would have it', async () => {
    const { [shop.path]: _, ...bare } = shop.after;
    const write = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { price } from './shop.js';

test('members pay less', () => {
  assert.equal(price(100, true), 90);
});
`;
    const told = await world.generate({
      before: {},
      after: { ...bare, 'package.json': '{"name": "shop", "type": "module"}' },
      script: saying(writing({ name: 'members pay less', path: 'src/shop.test.js', write })),
      request: { limits },
    });
    assert.deepEqual(outcome(told), {
      tests: ['members pay less: verified'],
      changed: ['src/shop.test.js'],
      dropped: [],
    });
    assert.ok(told.generated.is === 'generated');
    assert.match(told.generated.assumed.join('\n'), /No test runner is set up for src\/shop\.js: node:test/);
  });

  test('and none is asked for where tests of other names run all of it and notice every fault', async () => {
    const { [shop.path]: _, ...bare } = shop.after;
    const imports = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { price } from '../src/shop.js';
`;
    const others = {
      'test/many.test.js': `import { test } from 'node:test';\nfor (let at = 0; at < 70; at += 1) test(\`test \${at}\`, () => {});\n`,
      'test/members.test.js': `${imports}test('members', () => assert.equal(price(100, true), 90));\n`,
      'test/people.test.js': `${imports}test('others', () => assert.equal(price(100, false), 100));\n`,
    };
    const told = await world.generate({ before: others, after: { ...bare, ...others }, script: saying() });
    assert.deepEqual(told.heard, []);
    assert.deepEqual(outcome(told), { tests: [], changed: [], dropped: [] });
  });

  test('and every function has its share of them, those with the most to gain first', async () => {
    const body = `  if (isMember) return amount * 0.9;
  if (amount > 500) return amount - 5;
  if (amount < 0) return 0;
  return amount;
`;
    const label = "export const label = (name) => name + '!';\n";
    const path = 'test/label.test.js';
    const write = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { label } from '../src/label.js';

test('labels are loud', () => {
  assert.equal(label('tea'), 'tea!');
});
`;
    const told = await world.generate({
      before: shop.before,
      after: { ...shopFiles(body), 'src/label.js': label },
      script: saying(
        members,
        shopTest(
          'large amounts cost five less',
          'assert.deepEqual([price(500, false), price(501, false)], [500, 496]);',
        ),
        writing({ name: 'labels are loud', path, write }),
        shopTest('nobody is paid', 'assert.deepEqual([price(-1, false), price(0.5, false)], [0, 0.5]);'),
      ),
      request: { limits: { ...usualLimits, tests: 4 } },
    });
    const asked = told.heard.filter(({ prompt }) => /^tests \d+$/.test(prompt));
    assert.deepEqual(
      asked.map(({ text }) => /The target is "(\w+)"/.exec(text)?.[1]),
      ['price', 'price', 'label', 'price'],
    );
    assert.deepEqual(outcome(told).tests, [
      'members pay less: verified',
      'large amounts cost five less: verified',
      'labels are loud: verified',
      'nobody is paid: verified',
    ]);
  });

  const kept = new Map<string, string>();
  const two = {
    ...shop,
    after: shopFiles(
      '  if (isMember) return amount * 0.9;\n  if (amount > 500) return amount - 5;\n  return amount;\n',
    ),
    kept,
  };
  /** Killed as it asks for the second test, and taken up again. */
  const resumed = once(async () => {
    const killed = world.generate({
      ...two,
      script: ({ prompt }) => {
        if (prompt === 'tests 2') throw new Error('the machine went down');
        return prompt === 'tests 1' ? members : undefined;
      },
    });
    await assert.rejects(killed, /the machine went down/);
    const again = shopTest('members pay nine tenths', 'assert.equal(price(10, true), 9);');
    const large = shopTest('large amounts cost five less', 'assert.equal(price(600, false), 595);');
    return world.generate({ ...two, script: saying(again, again, again, large) });
  });

  test('and a run that was killed in the middle goes on from the last kept step', async () => {
    const told = await resumed();
    assert.deepEqual(outcome(told).tests, [
      'members pay less: verified',
      'large amounts cost five less: verified',
    ]);
    assert.equal(told.heard[0]?.prompt, 'tests 2');
  });

  test('and one that only does what another does is left out', async () => {
    const { changed, dropped } = outcome(await resumed());
    assert.deepEqual([changed, dropped], [[shop.path], ['1 covers and notices nothing new']]);
  });

  test('and a run that was killed at its end is told again from what was kept, asking nothing twice', async () => {
    const told = await resumed();
    const anew = await world.generate({ ...two, script: () => undefined });
    assert.deepEqual(anew.heard, []);
    assert.deepEqual(anew.generated, told.generated);
  });

  test('and a file that takes long is shuffled once, run no more for what is known of it, and not waited for with a fault', async () => {
    const runs: { readonly words: string; readonly timeMs: number | undefined }[] = [];
    const told = await world.generate({
      before: shop.before,
      after: shop.after,
      script: saying(members),
      sandboxed: (sandbox) =>
        slow(sandbox, shop.path, ({ argv, timeMs }) => runs.push({ words: argv.join(' '), timeMs })),
      request: { limits },
    });
    assert.deepEqual(outcome(told).tests, ['members pay less: verified']);
    const whole = runs.filter(({ words }) => !words.includes('--test-name-pattern'));
    assert.deepEqual(
      whole.map(({ words }) => words.includes('--test-randomize')),
      [false, false, true, false],
    );
    const alone = runs.filter((run) => !whole.includes(run));
    assert.equal(alone.filter(({ words }) => words.includes('--test-randomize')).length, 2);
    assert.equal(alone.filter(({ timeMs }) => timeMs === 10_000).length, limits.mutants);
  });

  test('and none is verified with which another test of the suite does not pass any more', async () => {
    const counting = {
      'test/count.test.js': `import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
test('there is one test', () => {
  assert.equal(readFileSync('test/shop.test.js', 'utf8').split('test(').length, 2);
});
`,
    };
    const told = await world.generate({
      before: { ...shop.before, ...counting },
      after: { ...shop.after, ...counting },
      script: saying(members),
      request: { limits },
    });
    assert.deepEqual(outcome(told), { tests: ['members pay less: unverified'], changed: [], dropped: [] });
    assert.ok(told.generated.is === 'generated');
    assert.deepEqual(told.generated.tests[0]?.verdict, {
      is: 'unverified',
      because:
        'With these tests in the suite, this one did not pass any more: test/count.test.js there is one test.',
    });
  });
});

/** As if each run of a whole file took twenty seconds. Runs of it are told. */
function slow(sandbox: Sandbox, path: string, tell: (command: SandboxCommand) => void): Sandbox {
  return {
    ...sandbox,
    open: async (order) => {
      const session = await sandbox.open(order);
      return {
        ...session,
        run: async (command) => {
          const result = await session.run(command);
          if (!command.argv.some((each) => each.endsWith(path))) return result;
          tell(command);
          const isWhole = !command.argv.some((each) => each.startsWith('--test-name-pattern'));
          return { ...result, ms: result.ms + (isWhole ? 20_000 : 0) };
        },
      };
    },
  };
}

/** Runs cost seconds: what several tests look at is done for the first of them. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => (done ??= work());
}
