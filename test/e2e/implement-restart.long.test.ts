import assert from 'node:assert/strict';
import { once } from 'node:events';
import { suite, test } from 'node:test';
import { lacking } from '../services/lacking.ts';
import type { World } from '../world.ts';
import { shopWorld, worked } from './implement-world.ts';

/** Starts the app, and kills it when GitHub has done such a thing: a request's method, path and body. Meanwhile somebody acts. */
async function killedAt(world: World, what: RegExp, act?: () => Promise<unknown>): Promise<void> {
  const child = await world.startProcess();
  const exit = once(child, 'exit');
  const stop = world.github.observe(({ method, template, requestBody }) => {
    if (what.test(`${method} ${template} ${JSON.stringify(requestBody)}`)) child.kill('SIGKILL');
  });
  await act?.();
  await exit;
  stop();
}

suite('work on an issue', { skip: lacking('bubblewrap') }, () => {
  test('that is killed while it works and when its branch is made ends with one of everything', async (t) => {
    const { world, ada, issue, said } = await shopWorld(t, { apart: true });
    const child = await world.startProcess();
    await ada.label(issue, 'patchwright');
    while (worked(world).length < 3) await world.model.next();
    child.kill('SIGKILL');
    await once(child, 'exit');
    await killedAt(world, /^POST \S+\/git\/refs /);
    await assertOne(world, said);
  });

  test('that is killed when its commit is made and when its draft is opened ends with one of everything', async (t) => {
    const { world, ada, issue, said } = await shopWorld(t, { apart: true });
    await killedAt(world, /createCommitOnBranch/, () => ada.label(issue, 'patchwright'));
    await killedAt(world, /^POST \S+\/pulls /);
    await assertOne(world, said);
  });
});

/** Goes on to the end, and finds one branch, one commit, one pull request and one comment that tells of it. */
async function assertOne(world: World, said: () => readonly string[]): Promise<void> {
  await world.start();
  await world.quiet();
  assert.match(said()[0] ?? '', /: done\*\*/);
  const drafts = world.drafts('octo/shop').map(({ number, head }) => [number, head]);
  assert.deepEqual(drafts, [[2, 'patchwright/issue-1-members-pay-the-whole-price']]);
  const commits = await world.github.state.commits({ repository: 'octo/shop', number: 2 });
  assert.deepEqual([commits.length, said().length], [1, 1]);
}
