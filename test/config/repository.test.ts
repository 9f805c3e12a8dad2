import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { isIgnored, readRepositoryConfig, type RepositoryConfig } from '../../src/config/repository.ts';

const defaults: RepositoryConfig = { review: { enabled: true, drafts: false, bots: false, ignore: [] } };

function config(review: Partial<RepositoryConfig['review']>): RepositoryConfig {
  return { review: { ...defaults.review, ...review } };
}

suite('a repository has the defaults', () => {
  const nothing = {
    'without the file': undefined,
    'with an empty file': '',
    'with comments only': '# soon\n',
  };
  for (const [name, text] of Object.entries({ ...nothing, 'with an empty section': 'review:\n' })) {
    test(name, () => {
      assert.deepEqual(readRepositoryConfig(text), { config: defaults, faults: [] });
    });
  }
});

test('a repository sets what it likes', () => {
  const text = 'review:\n  enabled: false\n  drafts: true\n  bots: true\n  ignore: [dist, "!dist/keep"]\n';
  assert.deepEqual(readRepositoryConfig(text), {
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
    assert.deepEqual(readRepositoryConfig(text), {
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
    assert.deepEqual(readRepositoryConfig('review: off\n'), {
      config: defaults,
      faults: [{ line: 1, key: 'review', message: 'must be a section with keys of its own', nearest: null }],
    });
  });

  test('for a list that is none, and one that is too long', () => {
    assert.deepEqual(readRepositoryConfig('review:\n  bots: true\n  ignore: dist\n'), {
      config: config({ bots: true }),
      faults: [{ line: 3, key: 'review.ignore', message: 'must be a list', nearest: null }],
    });
    assert.deepEqual(readRepositoryConfig(`review:\n  bots: true\n  ignore: [${'a,'.repeat(201)}]\n`), {
      config: config({ bots: true }),
      faults: [{ line: 3, key: 'review.ignore', message: 'holds more than 200 entries', nearest: null }],
    });
  });

  test('for patterns that are none', () => {
    assert.deepEqual(readRepositoryConfig('review:\n  ignore: ["/", "!", dist]\n'), {
      config: config({ ignore: ['dist'] }),
      faults: [
        { line: 2, key: 'review.ignore.0', message: 'names nothing', nearest: null },
        { line: 2, key: 'review.ignore.1', message: 'names nothing', nearest: null },
      ],
    });
  });

  test('for a key given twice', () => {
    assert.deepEqual(readRepositoryConfig('review:\n  bots: true\n  bots: false\n  drafts: true\n'), {
      config: config({ drafts: true }),
      faults: [{ line: 3, key: 'bots', message: 'is given twice; the last one counts', nearest: null }],
    });
  });

  test('for keys that mean something to JavaScript', () => {
    const text =
      '__proto__:\n  review:\n    drafts: true\nconstructor: 1\nreview:\n  __proto__: 2\n  bots: true\n';
    assert.deepEqual(readRepositoryConfig(text), {
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
      assert.deepEqual(readRepositoryConfig(text), {
        config: defaults,
        faults: [{ line, key: '', message, nearest: null }],
      });
    });
  }
});

test('whatever the file holds, there is a whole configuration, and every fault has a line of the file', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const key = fc.oneof(
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
      const { config, faults } = readRepositoryConfig(text);
      assert.deepEqual(Object.keys(config), ['review']);
      assert.deepEqual(Object.keys(config.review), Object.keys(defaults.review));
      const lines = text.split('\n').length;
      assert.ok(faults.every(({ line }) => line >= 1 && line <= lines));
    }),
    { numRuns: 1_000 },
  );
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
