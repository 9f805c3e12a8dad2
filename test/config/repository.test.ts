import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import {
  isIgnored,
  noLeeway,
  type ReadConfig,
  readRepositoryConfig,
  type RepositoryConfig,
} from '../../src/config/repository.ts';
import { noBudgets } from '../../src/core/budget.ts';

const defaults: RepositoryConfig = {
  review: { enabled: true, drafts: false, bots: false, ignore: [] },
  models: { fast: [], strong: [] },
  budgets: noBudgets,
  commands: { install: null, build: null, test: null, lint: null, types: null },
  setup: { scripts: false },
};

function config(review: Partial<RepositoryConfig['review']>): RepositoryConfig {
  return { ...defaults, review: { ...defaults.review, ...review } };
}

function read(text: string | undefined): ReadConfig {
  return readRepositoryConfig(text, noLeeway);
}

suite('a repository has the defaults', () => {
  const nothing = {
    'without the file': undefined,
    'with an empty file': '',
    'with comments only': '# soon\n',
  };
  for (const [name, text] of Object.entries({ ...nothing, 'with an empty section': 'review:\n' })) {
    test(name, () => {
      assert.deepEqual(read(text), { config: defaults, faults: [] });
    });
  }
});

test('a repository sets what it likes', () => {
  const text = 'review:\n  enabled: false\n  drafts: true\n  bots: true\n  ignore: [dist, "!dist/keep"]\n';
  assert.deepEqual(read(text), {
    config: config({ enabled: false, drafts: true, bots: true, ignore: ['dist', '!dist/keep'] }),
    faults: [],
  });
});

suite('what is at fault falls back, and the rest counts', () => {
  test('for unknown keys and wrong types', () => {
    const text = `review:
  enabeld: false
  drafts: "yes"
  bots: true
  ignore:
    - dist
    - 5
    - "*.lock"
colour: red
`;
    assert.deepEqual(read(text), {
      config: config({ bots: true, ignore: ['dist', '*.lock'] }),
      faults: [
        { line: 2, key: 'review.enabeld', message: 'is no setting', nearest: 'enabled' },
        { line: 3, key: 'review.drafts', message: 'must be true or false', nearest: null },
        { line: 7, key: 'review.ignore.1', message: 'must be a text', nearest: null },
        { line: 9, key: 'colour', message: 'is no setting', nearest: null },
      ],
    });
  });

  test('for a section that is none', () => {
    assert.deepEqual(read('review: off\n'), {
      config: defaults,
      faults: [{ line: 1, key: 'review', message: 'must be a section with keys of its own', nearest: null }],
    });
  });

  test('for a list that is none, and one that is too long', () => {
    assert.deepEqual(read('review:\n  bots: true\n  ignore: dist\n'), {
      config: config({ bots: true }),
      faults: [{ line: 3, key: 'review.ignore', message: 'must be a list', nearest: null }],
    });
    assert.deepEqual(read(`review:\n  bots: true\n  ignore: [${'a,'.repeat(201)}]\n`), {
      config: config({ bots: true }),
      faults: [{ line: 3, key: 'review.ignore', message: 'holds more than 200 entries', nearest: null }],
    });
  });

  test('for patterns that are none', () => {
    assert.deepEqual(read('review:\n  ignore: ["/", "!", dist]\n'), {
      config: config({ ignore: ['dist'] }),
      faults: [
        { line: 2, key: 'review.ignore.0', message: 'names nothing', nearest: null },
        { line: 2, key: 'review.ignore.1', message: 'names nothing', nearest: null },
      ],
    });
  });

  test('for a key given twice', () => {
    assert.deepEqual(read('review:\n  bots: true\n  bots: false\n  drafts: true\n'), {
      config: config({ drafts: true }),
      faults: [{ line: 3, key: 'bots', message: 'is given twice; the last one counts', nearest: null }],
    });
  });

  test('for keys that mean something to JavaScript', () => {
    const text =
      '__proto__:\n  review:\n    drafts: true\nconstructor: 1\nreview:\n  __proto__: 2\n  bots: true\n';
    assert.deepEqual(read(text), {
      config: config({ bots: true }),
      faults: [
        { line: 1, key: '__proto__', message: 'is no setting', nearest: null },
        { line: 4, key: 'constructor', message: 'is no setting', nearest: null },
        { line: 6, key: 'review.__proto__', message: 'is no setting', nearest: null },
      ],
    });
    assert.equal(Object.hasOwn(Object.prototype, 'review'), false);
  });
});

suite('a file that cannot be used leaves the defaults', () => {
  const bomb = ['a: &a [x, x, x, x, x, x]', 'b: &b [*a, *a, *a, *a, *a]', 'c: [*b, *b, *b, *b, *b, *b]'];
  const files: Record<string, readonly [string, number, string]> = {
    'as it is no YAML': [
      'review:\n  ignore: [dist\n',
      3,
      'is not valid YAML (Flow sequence in block collection must be sufficiently indented and end with a ])',
    ],
    'as it is a list': ['- review\n', 1, 'must be a section with keys of its own'],
    'as it is a word': ['review\n', 1, 'must be a section with keys of its own'],
    'as it is larger than 64 KB': [`# ${'x'.repeat(65_536)}`, 1, 'is larger than 64 KB'],
    'as it holds a bomb of aliases': [
      bomb.join('\n'),
      1,
      'cannot be read (Excessive alias count indicates a resource exhaustion attack)',
    ],
    'as an alias leads nowhere': [
      'review: *other\n',
      1,
      'cannot be read (Unresolved alias (the anchor must be set before the alias): other)',
    ],
    'as it is nested too deep': [
      '['.repeat(60_000),
      1,
      'is not valid YAML (Maximum call stack size exceeded)',
    ],
    'as it holds a key that is no text': [
      '? [a, b]\n: 1\n',
      1,
      'is not valid YAML (With stringKeys, all keys must be strings)',
    ],
    'as it holds a great many faults': [
      Array.from({ length: 101 }, (_, index) => `key${index}: 1`).join('\n'),
      1,
      'has more than 100 faults',
    ],
  };
  for (const [why, [text, line, message]] of Object.entries(files)) {
    test(why, () => {
      assert.deepEqual(read(text), {
        config: defaults,
        faults: [{ line, key: '', message, nearest: null }],
      });
    });
  }
});

test('whatever the file holds, there is a whole configuration, and every fault has a line of the file', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const key = fc.oneof(
    fc.constantFrom('models', 'strong', 'budgets', 'job', 'tokens'),
    fc.constantFrom('review', 'enabled', 'drafts', 'ignore', 'bots', '__proto__', 'constructor', 'toString'),
    fc.string(),
  );
  const section = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value)));
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    section.map((data) => JSON.stringify(data, null, 2)),
    section.map((data) => JSON.stringify({ review: data }, null, 1)),
  );
  fc.assert(
    fc.property(text, (text) => {
      const { config, faults } = read(text);
      assert.deepEqual(Object.keys(config), Object.keys(defaults));
      assert.deepEqual(Object.keys(config.review), Object.keys(defaults.review));
      const lines = text.split('\n').length;
      assert.ok(faults.every(({ line }) => line >= 1 && line <= lines));
    }),
    { numRuns: 1_000 },
  );
});

suite('a repository chooses among the models that the operator allows', () => {
  const leeway = { ...noLeeway, models: ['large', 'small'] };

  test('by one list for everything', () => {
    assert.deepEqual(readRepositoryConfig('models: [small, large]\n', leeway), {
      config: { ...defaults, models: { fast: ['small', 'large'], strong: ['small', 'large'] } },
      faults: [],
    });
  });

  test('by a list for small decisions and one for the rest', () => {
    const text = 'models:\n  fast: [small]\n  strong:\n    - large\n';
    assert.deepEqual(readRepositoryConfig(text, leeway), {
      config: { ...defaults, models: { fast: ['small'], strong: ['large'] } },
      faults: [],
    });
  });

  test('and not among others', () => {
    const text = 'models:\n  strong:\n    - huge\n    - large\n';
    assert.deepEqual(readRepositoryConfig(text, leeway), {
      config: { ...defaults, models: { fast: [], strong: ['large'] } },
      faults: [
        {
          line: 3,
          key: 'models.strong.0',
          message: 'is none of the models allowed here: `large`, `small`',
          nearest: null,
        },
      ],
    });
    assert.equal(
      readRepositoryConfig('models: [huge]\n', noLeeway).faults[0]?.message,
      'is none of the models that the operator of this app allows',
    );
  });

  test('in no other form', () => {
    assert.deepEqual(readRepositoryConfig('models:\n  slow: [large]\n', leeway), {
      config: defaults,
      faults: [{ line: 2, key: 'models.slow', message: 'is no setting', nearest: null }],
    });
    for (const text of ['models: large', 'models: [5]']) {
      assert.deepEqual(readRepositoryConfig(`${text}\n`, leeway), {
        config: defaults,
        faults: [
          {
            line: 1,
            key: 'models',
            message: 'must be a list of models, or two lists called fast and strong',
            nearest: null,
          },
        ],
      });
    }
  });
});

suite("a repository may lower the operator's limits", () => {
  const leeway = {
    ...noLeeway,
    budgets: { ...noBudgets, job: { tokens: 50_000, usd: null }, 'repository-day': { tokens: null, usd: 2 } },
  };

  test('and set those that the operator does not set', () => {
    const text = 'budgets:\n  job:\n    tokens: 20000\n    usd: 0.5\n  repository-day: {usd: 2}\n';
    assert.deepEqual(readRepositoryConfig(text, leeway), {
      config: {
        ...defaults,
        budgets: {
          ...noBudgets,
          job: { tokens: 20_000, usd: 0.5 },
          'repository-day': { tokens: null, usd: 2 },
        },
      },
      faults: [],
    });
  });

  test('but not raise them: the operator’s count', () => {
    const text = 'budgets:\n  job:\n    tokens: 50001\n  repository-day:\n    usd: 2.5\n    tokens: -1\n';
    assert.deepEqual(readRepositoryConfig(text, leeway), {
      config: defaults,
      faults: [
        {
          line: 3,
          key: 'budgets.job.tokens',
          message: 'is more than the 50,000 tokens that the operator of this app allows',
          nearest: null,
        },
        {
          line: 5,
          key: 'budgets.repository-day.usd',
          message: 'is more than the $2.00 that the operator of this app allows',
          nearest: null,
        },
        { line: 6, key: 'budgets.repository-day.tokens', message: 'must be above 0', nearest: null },
      ],
    });
  });

  test('in places that there are', () => {
    assert.deepEqual(readRepositoryConfig('budgets:\n  job: {token: 5}\n  repository-dya: {}\n', leeway), {
      config: defaults,
      faults: [
        { line: 2, key: 'budgets.job.token', message: 'is no setting', nearest: 'tokens' },
        { line: 3, key: 'budgets.repository-dya', message: 'is no setting', nearest: 'repository-day' },
      ],
    });
  });
});

suite('a path is left out of reviews', () => {
  const ignoring = config({ ignore: ['dist', '*.lock', '!dist/keep.ts', '!important.lock'] });

  test('when a pattern fits', () => {
    assert.equal(isIgnored(ignoring, 'packages/a/dist/index.js'), true);
    assert.equal(isIgnored(ignoring, 'yarn.lock'), true);
  });

  test('unless a later pattern takes it in again', () => {
    assert.equal(isIgnored(ignoring, 'dist/keep.ts'), false);
    assert.equal(isIgnored(ignoring, 'a/important.lock'), false);
  });

  test('not otherwise', () => {
    assert.equal(isIgnored(ignoring, 'src/dist.ts'), false);
    assert.equal(isIgnored(defaults, 'dist/index.js'), false);
  });
});
