import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { guidancePaths, readGuidance } from '../../src/config/guidance.ts';

const none = { guidance: [] };

/** A base whose files are these. */
function base(files: Readonly<Record<string, string>>): (path: string) => Promise<string | undefined> {
  return (path) => Promise.resolve(new Map(Object.entries(files)).get(path));
}

suite('guidance is read', () => {
  test('from all files that are known for it, what is about reviews first', async () => {
    const read = base({
      'CONTRIBUTING.md': 'Fork it.',
      'AGENTS.md': '\nUse tabs.\n',
      'REVIEW.md': 'Look for races.',
      '.github/copilot-instructions.md': 'No classes.',
      '.gemini/styleguide.md': 'Short names.',
      '.cursor/BUGBOT.md': 'Mind the cache.',
      'README.md': 'A shop.',
      'CLAUDE.md': '  \n',
    });
    assert.deepEqual(await readGuidance(read, none, ['src/cart.ts']), [
      { path: 'REVIEW.md', text: 'Look for races.', cut: 0 },
      { path: 'AGENTS.md', text: 'Use tabs.', cut: 0 },
      { path: '.github/copilot-instructions.md', text: 'No classes.', cut: 0 },
      { path: '.gemini/styleguide.md', text: 'Short names.', cut: 0 },
      { path: '.cursor/BUGBOT.md', text: 'Mind the cache.', cut: 0 },
      { path: 'CONTRIBUTING.md', text: 'Fork it.', cut: 0 },
    ]);
  });

  test('from the folders around the changed files, and from no others', async () => {
    const read = base({
      'packages/api/AGENTS.md': 'Check who asks.',
      'packages/api/src/CLAUDE.md': 'No globals.',
      'packages/web/AGENTS.md': 'Mind contrast.',
      'packages/.cursor/BUGBOT.md': 'Mind versions.',
    });
    assert.deepEqual(await readGuidance(read, none, ['packages/api/src/cart.ts']), [
      { path: 'packages/api/src/CLAUDE.md', text: 'No globals.', cut: 0 },
      { path: 'packages/api/AGENTS.md', text: 'Check who asks.', cut: 0 },
      { path: 'packages/.cursor/BUGBOT.md', text: 'Mind versions.', cut: 0 },
    ]);
  });

  test('from what the configuration names, before all else; what is not there is told', async () => {
    const read = base({ 'docs/style.md': 'Plain words.', 'AGENTS.md': 'Use tabs.' });
    assert.deepEqual(await readGuidance(read, { guidance: ['docs/none.md', 'docs/style.md'] }, []), [
      { path: 'docs/none.md', text: '', cut: 0 },
      { path: 'docs/style.md', text: 'Plain words.', cut: 0 },
      { path: 'AGENTS.md', text: 'Use tabs.', cut: 0 },
    ]);
  });

  test('once where two files say the same', async () => {
    const read = base({ 'AGENTS.md': 'Use tabs.', 'CLAUDE.md': 'Use tabs.\n' });
    assert.deepEqual(await readGuidance(read, none, []), [{ path: 'AGENTS.md', text: 'Use tabs.', cut: 0 }]);
  });

  test('up to 12,000 characters of a file and 30,000 in all, whole lines, and what is cut is counted', async () => {
    const lines = `${'x'.repeat(99)}\n`.repeat(130).trim();
    const read = base({
      'REVIEW.md': `No. 1\n${lines}`,
      'AGENTS.md': `No. 2\n${lines}`,
      'CLAUDE.md': `No. 3\n${lines}`,
      'CONTRIBUTING.md': 'x'.repeat(200),
    });
    const guidance = await readGuidance(read, none, []);
    assert.deepEqual(
      guidance.map(({ path, text, cut }) => [path, text.length, cut]),
      [
        ['REVIEW.md', 11_905, 1_100],
        ['AGENTS.md', 11_905, 1_100],
        ['CLAUDE.md', 6_105, 6_900],
        ['CONTRIBUTING.md', 0, 200],
      ],
    );
    assert.equal(guidance[0]?.text, `No. 1\n${lines}`.slice(0, 11_905));
  });
});

suite('guidance is looked for', () => {
  test('in the eight folders that change most, however many there are', () => {
    const changed = Array.from({ length: 3_000 }, (_, index) => `p${index % 40}/a/f${index}.ts`);
    const folders = guidancePaths([], changed).filter((path) => /^p\d+\//.test(path));
    assert.equal(folders.length, 8 * 3);
  });

  test('at no path that no file can have', () => {
    assert.deepEqual(
      guidancePaths([], ['../x/a.ts']).filter((path) => path.includes('..')),
      [],
    );
  });
});
