import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { World } from '../world.ts';

const answer = `<summary>
Adds a division.
</summary>
<finding>
path: math.js
side: new
severity: high
category: bug
confidence: 0.9
title: Dividing by zero gives Infinity
<quote>
\`\`\`
  return a / b;
\`\`\`
</quote>
<body>
With b = 0 the result is Infinity, which the caller adds up.
</body>
</finding>`;

async function openedPull(world: World) {
  const ada = world.github.as('ada');
  await ada.createRepository('octo/shop', { files: { 'math.js': 'export const one = 1;\n' } });
  await ada.push('octo/shop', 'division', {
    files: { 'math.js': 'export const one = 1;\n\nexport function divide(a, b) {\n  return a / b;\n}\n' },
  });
  return ada.openPull('octo/shop', { head: 'division', title: 'Add division' });
}

suite('a pull request is opened', () => {
  test('and gets one review with its comment on the line that was quoted', async (t) => {
    const world = await World.open(t);
    world.model.script('review', answer);
    const pull = await openedPull(world);
    await world.quiet();
    const reviews = world.github.state.reviews(pull);
    console.log(JSON.stringify(reviews, null, 1), world.log.join(''), world.github.state.checkRuns(pull));
    assert.equal(reviews.length, 1);
  });
});
