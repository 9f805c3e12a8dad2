import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from '../world.ts';

test('a server that read only the beginning of the prompt is not believed, and the check names the remedy', async (t) => {
  const world = await World.open(t);
  const usage = { prompt_tokens: 2_048, completion_tokens: 30, total_tokens: 2_078 };
  world.model.script('review', { is: 'text', text: '<summary>\nNothing of note.\n</summary>', usage });
  const { host } = new URL(world.model.url);
  const ada = world.github.as('ada');
  const long = Array.from({ length: 140 }, (_, line) => `${line}. ${'A long line. '.repeat(6)}\n`).join('');
  await ada.createRepository('octo/shop', { files: { 'readme.md': 'A shop.\n' } });
  await ada.push('octo/shop', 'counts', { files: { 'counts.md': long } });
  const pull = await ada.openPull('octo/shop', { head: 'counts', title: 'Count' });
  await world.quiet();
  assert.deepEqual(world.reviews(pull), []);
  assert.equal(
    world.checks(pull)[0]?.summary?.replace(/of about \d+ tokens/, 'of about so many tokens'),
    `The model cannot be used as it is set up: ${host} read only 2048 of about so many tokens of the prompt for 'scripted' and left the rest out without a word, so its answer was not used; start the server with a longer context, or set MODEL_WINDOW to what it has; for Ollama that is num_ctx of the model, or OLLAMA_CONTEXT_LENGTH of the server. When the operator of this app has mended that, ask again.\n\nSpent: 2,078 tokens, dollars unknown.`,
  );
});
