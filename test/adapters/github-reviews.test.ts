import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startForgeWorld } from './github-world.ts';

test('reviews of others are read, the oldest first and as they stand now, and none of ours', async () => {
  await using world = await startForgeWorld();
  const [ada, bob] = [world.github.as('ada'), world.github.as('bob')];
  await ada.createRepository('ada/lib', { files: { 'a.txt': '1\n' } });
  await ada.push('ada/lib', 'topic', { files: { 'a.txt': '2\n' } });
  const pull = await ada.openPull('ada/lib', { head: 'topic' });
  const first = await bob.review(pull, { event: 'REQUEST_CHANGES', body: 'No.' });
  const headSha = world.github.state.pull(pull).head.sha;
  await world
    .writer('ada/lib')
    .createReview(
      { ...world.ref('ada/lib'), number: pull.number },
      { headSha, body: 'Ours.', comments: [], requestsChanges: false },
    );
  const second = await bob.review(pull, { event: 'COMMENT', body: 'Still no.' });
  ada.dismissReview(first.id);

  const author = { id: bob.id, login: 'bob', isBot: false };
  assert.deepEqual(await world.forge('ada/lib').reviews(pull.number), [
    { id: first.id, author, body: 'No.', state: 'dismissed' },
    { id: second.id, author, body: 'Still no.', state: 'commented' },
  ]);
});
