import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { branchNameOf } from '../../src/config/implement.ts';
import { isIgnored } from '../../src/config/repository.ts';
import { config, defaults, read } from './defaults.ts';

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

test('a repository says how its issues are implemented', () => {
  const text = `implement:
  label: do it
  assignee: shop-bot
  permission: maintain
  branch: bot/{number}
  base: develop
  allow: [.github/workflows/]
  reviewer: false
  coAuthor: false
`;
  const implement = {
    ...defaults.implement,
    label: 'do it',
    assignee: 'shop-bot',
    permission: 'maintain',
    branch: 'bot/{number}',
    base: 'develop',
    allow: ['.github/workflows/'],
    reviewer: false,
    coAuthor: false,
  } as const;
  assert.deepEqual(read(text), { config: { ...defaults, implement }, faults: [] });
});

test('what an issue is implemented on has to be a name that git takes, and of its own', () => {
  const faults = read('implement: {branch: "bot/{slug}", base: a..b, assignee: "@ada"}').faults;
  assert.deepEqual(
    faults.map(({ key, message }) => `${key} ${message}`),
    [
      'implement.assignee must be a login',
      'implement.branch must hold `{number}`',
      'implement.base is no name of a branch',
    ],
  );
});

test('a branch is called after its issue, without what is left of an empty part', () => {
  assert.equal(
    branchNameOf('bot/issue-{number}-{slug}', { number: 7, slug: 'a-flag' }),
    'bot/issue-7-a-flag',
  );
  assert.equal(branchNameOf('bot/issue-{number}-{slug}', { number: 7, slug: '' }), 'bot/issue-7');
});

test('a repository sets what it likes', () => {
  const text = `review:
  enabled: false
  on: { push: false }
  drafts: true
  bots: true
  only: review me
  skip:
    authors: [renovate]
    labels: [wip]
    titles: ["chore(deps)"]
    branches: [release/**]
  ignore: [dist, "!dist/keep"]
  effort: thorough
  severity: high
  confidence: 1
  comments: 0
  suggestions: false
  resolve: false
  instructions:
    - paths: [src/api/]
      text: Every route checks who asks.
    - text: " No new dependencies. "
  guidance: [docs/style.md]
  tone: dry
  language: Português (Brasil)
  requestChanges: critical
  gate: low
  analyzers: { linters: false }
`;
  assert.deepEqual(read(text), {
    config: config({
      enabled: false,
      on: { open: true, push: false, ready: true },
      drafts: true,
      bots: true,
      only: 'review me',
      skip: {
        authors: ['renovate'],
        labels: ['wip'],
        titles: ['chore(deps)'],
        branches: ['release/**'],
      },
      ignore: ['dist', '!dist/keep'],
      effort: 'thorough',
      severity: 'high',
      confidence: 1,
      comments: 0,
      suggestions: false,
      resolve: false,
      instructions: [
        { paths: ['src/api/'], text: 'Every route checks who asks.' },
        { paths: ['**'], text: 'No new dependencies.' },
      ],
      guidance: ['docs/style.md'],
      tone: 'dry',
      language: 'Português (Brasil)',
      requestChanges: 'critical',
      gate: 'low',
      analyzers: { ...defaults.review.analyzers, linters: false },
    }),
    faults: [],
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
    fc.constantFrom('instructions', 'paths', 'text', 'skip', 'labels', 'effort', 'only', 'guidance', 'on'),
    fc.string(),
  );
  const section = fc.dictionary(
    key,
    fc.oneof(value, fc.dictionary(key, value), fc.array(fc.dictionary(key, value), { maxLength: 3 })),
  );
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
      assert.ok(config.review.instructions.every(({ paths, text }) => text !== '' && Array.isArray(paths)));
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
