import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { config, defaults, read } from './defaults.ts';

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

  test('for words that are none of those known', () => {
    assert.deepEqual(read('review:\n  effort: standart\n  gate: 5\n  severity: high\n'), {
      config: config({ severity: 'high' }),
      faults: [
        {
          line: 2,
          key: 'review.effort',
          message: 'must be auto, quick, standard or thorough',
          nearest: 'standard',
        },
        {
          line: 3,
          key: 'review.gate',
          message: 'must be never, critical, high, medium or low',
          nearest: null,
        },
      ],
    });
  });

  test('for numbers beyond what there is', () => {
    assert.deepEqual(read('review:\n  confidence: 60\n  comments: 31\n'), {
      config: defaults,
      faults: [
        { line: 2, key: 'review.confidence', message: 'must be at most 1', nearest: null },
        { line: 3, key: 'review.comments', message: 'must be at most 30', nearest: null },
      ],
    });
    assert.deepEqual(read('review:\n  confidence: high\n  comments: 2.5\n'), {
      config: defaults,
      faults: [
        { line: 2, key: 'review.confidence', message: 'must be a number', nearest: null },
        { line: 3, key: 'review.comments', message: 'must be a whole number', nearest: null },
      ],
    });
    assert.deepEqual(read('review:\n  comments: -1\n').faults, [
      { line: 2, key: 'review.comments', message: 'must be at least 0', nearest: null },
    ]);
  });

  test('for texts that are empty, too long, or not what they should be', () => {
    const text = `review:\n  tone: ${'x'.repeat(201)}\n  language: "!"\n  only: " "\n  guidance: [../a.md, a.md]\n`;
    assert.deepEqual(read(text), {
      config: config({ guidance: ['a.md'] }),
      faults: [
        { line: 2, key: 'review.tone', message: 'is longer than 200 characters', nearest: null },
        {
          line: 3,
          key: 'review.language',
          message: 'must be a language, such as German or pt-BR',
          nearest: null,
        },
        { line: 4, key: 'review.only', message: 'must not be empty', nearest: null },
        {
          line: 5,
          key: 'review.guidance.0',
          message: 'is no path from the root of the repository',
          nearest: null,
        },
      ],
    });
    assert.deepEqual(read('review:\n  language: ""\n').faults, [
      { line: 2, key: 'review.language', message: 'must not be empty', nearest: null },
    ]);
  });

  test('for an instruction: without its text all of it is nothing, and the others stay', () => {
    const text = `review:
  instructions:
    - paths: [a]
    - paths: b
      text: 5
    - text: C
      paths: [c]
      pathes: [d]
    - text: D
`;
    assert.deepEqual(read(text), {
      config: config({
        instructions: [
          { paths: ['c'], text: 'C' },
          { paths: ['**'], text: 'D' },
        ],
      }),
      faults: [
        { line: 3, key: 'review.instructions.0', message: 'has no text', nearest: null },
        { line: 4, key: 'review.instructions.1.paths', message: 'must be a list', nearest: null },
        { line: 5, key: 'review.instructions.1.text', message: 'must be a text', nearest: null },
        { line: 8, key: 'review.instructions.2.pathes', message: 'is no setting', nearest: 'paths' },
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
