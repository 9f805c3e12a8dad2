import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { scratchFiles } from '../../src/checks/change-scratch.ts';
import { readGitIgnore } from '../../src/config/git-ignore.ts';
import { changesOf, factsOf, listed } from './change-world.ts';

const files = [
  'package.json',
  'README.md',
  'src/cart.js',
  'src/debug.ts',
  'test/cart.test.js',
  'docs/use.md',
];

/** What a new file of this path is taken for, beside a change of the code. */
function takenFor(path: string, issue = 'The total is wrong.', text = 'export const a = 1;\n'): string {
  const changes = changesOf({ 'src/cart.js': ['a\n', 'b\n'], [path]: [null, text] });
  const isIgnored = readGitIgnore([{ folder: '', text: 'build/\n' }]);
  return listed(scratchFiles(changes, factsOf({ issue, files, isIgnored }))).join(', ') || 'part of it';
}

suite('a new file', () => {
  for (const [kind, paths] of Object.entries({
    'editor-leftover': [
      'src/cart.js.orig',
      'src/cart.js.rej',
      'src/cart.js~',
      '.DS_Store',
      'fix.patch',
      '.idea/a.xml',
    ],
    'tool-output': [
      'npm-debug.log',
      'coverage/lcov.info',
      'src/__pycache__/a.pyc',
      'test-output.txt',
      '.nyc_output/a.json',
    ],
    'ignored-file': ['build/index.js'],
    experiment: [
      'repro.js',
      'src/repro.js',
      'test-fix.js',
      'debug_parser.py',
      'tmp.ts',
      'scratch/tmp2.mjs',
      'check.js',
      't.js',
    ],
    'report-file': ['IMPLEMENTATION_SUMMARY.md', 'NOTES.md', 'fix_summary.md', 'src/PLAN.md', 'TODO.md'],
    'unused-file': ['helper.js (to be justified)', 'data.bin (to be justified)'],
    'part of it': [
      'src/tax.js',
      'src/debug/index.ts',
      'test/tax.test.js',
      'test/fixtures/broken.log',
      'docs/plan.md',
      'vitest.config.ts',
      'SECURITY.md',
      'index.js',
      '.editorconfig',
    ],
  }))
    for (const path of paths) {
      const [name = '', justified = ''] = path.split(/(?= \(to)/);
      test(`of the name ${name} is taken for: ${kind}`, () =>
        assert.equal(takenFor(name), `${kind}${justified}`));
    }

  test('that the issue names is part of it', () => {
    assert.equal(takenFor('repro.js', 'Please add repro.js to the examples.'), 'part of it');
  });

  test('that the change itself takes into git is part of it', () => {
    const isIgnored = readGitIgnore([{ folder: '', text: '/*\n!/src\n' }]);
    const made = { 'benchmarks/compare.js': [null, 'a'], 'CONTRIBUTING.md': [null, 'a'] } as const;
    const facts = factsOf({ files, isIgnored });
    assert.deepEqual(listed(scratchFiles(changesOf(made), facts)), ['ignored-file', 'ignored-file']);
    const ignoring = {
      '.gitignore': ['/*\n!/src\n', '/*\n!/src\n!/benchmarks/\n!/CONTRIBUTING.md\n'],
    } as const;
    assert.deepEqual(scratchFiles(changesOf({ ...made, ...ignoring }), facts), []);
  });

  test('at the top that another changed file imports is part of it', () => {
    const changes = changesOf({
      'src/cart.js': ['', "import { round } from '../rounding.js';\n"],
      'rounding.js': [null, ''],
    });
    assert.deepEqual(scratchFiles(changes, factsOf({ files })), []);
  });
});

test('a file that was there before is nobody’s scratch', () => {
  assert.deepEqual(scratchFiles(changesOf({ 'debug.log': ['a\n', 'b\n'] }), factsOf({ files })), []);
});

test('names of any length are read at once', () => {
  const name = `${'test1'.repeat(5_000)}!.js`;
  assert.equal(takenFor(name), 'experiment');
});
