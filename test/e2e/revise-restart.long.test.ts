import assert from 'node:assert/strict';
import { once } from 'node:events';
import { suite, test } from 'node:test';
import { lacking } from '../services/lacking.ts';
import { draftWorld, planned, replacing, submitted } from './revise-world.ts';

const timing = { holdMs: 6_000, queue: { lockMs: 6_000, stalledMs: 6_000, backoffMs: 50 } };

suite('work on a draft of ours', { skip: lacking('bubblewrap') }, () => {
  test('that is killed over and over ends with one commit and one answer', async (t) => {
    const draft = await draftWorld(t, '{}', { timing });
    const { world, running, bob, pull, takes, worked, commits, said } = draft;
    await running.close();
    takes([
      planned('Name the share'),
      replacing('  return isMember', '  const share = 0.9;\n  return isMember'),
      replacing('amount * 0.9', 'amount * share'),
      submitted('Members pay a share.', [{ thread: -1, text: 'It has a name.' }]),
    ]);
    const child = await world.startProcess();
    await bob.review(pull, { event: 'REQUEST_CHANGES', body: 'Name the figure.' });
    while (worked().length < 3) await world.model.next();
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (const what of [/createCommitOnBranch/, /^POST \S+\/comments .*On \[the review/]) {
      const next = await world.startProcess();
      const exit = once(next, 'exit');
      const stop = world.github.observe(({ method, template, requestBody }) => {
        if (what.test(`${method} ${template} ${JSON.stringify(requestBody)}`)) next.kill('SIGKILL');
      });
      await exit;
      stop();
    }
    await world.start();
    await world.quiet();
    assert.deepEqual((await commits()).slice(1), ['Heed the remarks of bob']);
    assert.match(said().join(), /^On \[the review by bob\]\(#pullrequestreview-\d+\): It has a name\.$/);
  });
});
