import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hitsIn, readRules, weaknesses } from '../../../src/adapters/analyzers/weakness-search.ts';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { cases } from './weakness-cases.ts';

const syntax = openSyntax({ clock: { now: () => performance.now() } });
const rulesOf = readRules(syntax);

/** The rules that speak of a text. */
async function heard(path: string, text: string): Promise<readonly string[]> {
  const tree = await syntax.parse(path, text);
  assert.ok(tree.is === 'parsed');
  assert.deepEqual(tree.faults, [], text);
  return hitsIn(tree, await rulesOf(tree.language), false).map(({ rule }) => rule.id);
}

for (const { path, rule, fires, quiet } of cases)
  suite(`${rule} in ${path}`, () => {
    for (const text of fires)
      test(`is seen in: ${text}`, async () => {
        assert.deepEqual(await heard(path, text), [rule]);
      });
    for (const text of quiet)
      test(`is not in: ${text}`, async () => {
        assert.deepEqual(await heard(path, text), []);
      });
  });

suite('rules for weaknesses', () => {
  test('have each been tried, in each way of writing, on code with the weakness and without', async () => {
    const extensions = {
      javascript: 'js',
      typescript: 'js',
      tsx: 'js',
      python: 'py',
      go: 'go',
      java: 'java',
      ruby: 'rb',
      php: 'php',
    };
    for (const { id, languages } of weaknesses)
      for (const language of languages) {
        const extension = extensions[language as keyof typeof extensions];
        const own = cases.filter(
          ({ path, rule }) =>
            rule === id && (path.endsWith(extension) || (path.endsWith('tsx') && extension === 'js')),
        );
        assert.ok(own.length > 0, `${id} has no cases in ${language}`);
        for (const { fires, quiet } of own) assert.ok(fires.length > 0 && quiet.length > 0, id);
      }
  });
});
