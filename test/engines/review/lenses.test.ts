import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { yardstick } from '../../../src/adapters/openai/opener.ts';
import { replay } from '../../../src/adapters/recordings/replay.ts';
import { lensNames } from '../../../src/engines/review/lenses.ts';
import { lensQuestions } from './lens-questions.ts';

const directory = fileURLToPath(new URL('../../../fixtures/lenses', import.meta.url));

/** What a reader with this question in mind saw in the sample, by the answers that were written by hand. */
const seen = {
  logic: 'src/price.js',
  types: 'src/price.js',
  contracts: 'src/orders.js',
  resources: 'src/orders.js',
  security: 'src/orders.js',
  tests: 'test/price.test.js',
} as const satisfies Readonly<Record<(typeof lensNames)[number], string>>;

suite('a thorough review asks about the sample', () => {
  test('once for each lens, and the answers that were recorded are to these questions', async () => {
    const model = replay({ ...yardstick, directory });
    const questions = await lensQuestions();
    assert.deepEqual(
      questions.map(({ name }) => name),
      lensNames.map((lens) => `review ${lens}`),
    );
    for (const [index, question] of questions.entries()) {
      const lens = lensNames[index] ?? 'logic';
      const { value } = await model.ask(question, new AbortController().signal);
      const paths = value.claims.map(({ path }) => path);
      assert.ok(paths.includes(seen[lens]), `${lens} named ${JSON.stringify(paths)}`);
    }
  });
});
