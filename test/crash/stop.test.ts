import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Start, withService } from '../services/service.ts';
import { divisionAnswer, World } from '../world.ts';
import { patient } from './patience.ts';

const reactions = 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions';
const newCheck = 'POST /repos/{owner}/{repo}/check-runs';
const check = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

await withService('postgres', 'a worker that is killed while it hears', (start) => {
  for (const request of [reactions, check]) {
    test(`/stop, at ${request}, is followed by one that stops the review once`, async (t) => {
      const { world, pull, dies } = await hanging(t, start);
      const died = dies(request);
      world.github.as('ada').comment(pull, '/stop');
      await died;
      await world.startProcess();
      await world.until('it is stopped', () => world.checks(pull)[0]?.title === 'Stopped');
      await pause(settledMs);
      assert.equal(world.checks(pull).length, 1);
      assert.deepEqual(world.reviews(pull), []);
      assert.deepEqual(
        world.comments(pull).map(({ body }) => body),
        ['/stop'],
      );
    });
  }

  for (const request of [reactions, newCheck]) {
    test(`/continue, at ${request}, is followed by one that reviews once`, async (t) => {
      const { world, pull, dies } = await hanging(t, start);
      const { id } = world.github.as('ada').comment(pull, '/stop');
      await world.until('it is stopped', () => world.checks(pull)[0]?.title === 'Stopped');
      await world.until('it is seen', () => isSeen(world, id));
      world.model.always('review', divisionAnswer);
      const died = dies(request);
      world.github.as('ada').comment(pull, '/continue');
      await died;
      await world.startProcess();
      await world.until('it is reviewed', () => world.checks(pull)[0]?.conclusion === 'neutral');
      await pause(settledMs);
      assert.equal(world.reviews(pull).length, 1);
      const made = [...world.github.state.data.checkRuns.values()].map(({ conclusion }) => conclusion);
      assert.deepEqual(made, ['cancelled', 'neutral']);
      assert.equal(world.comments(pull).length, 2);
    });
  }
});

function isSeen({ github }: World, id: number): boolean {
  return github.state.reactions({ kind: 'issue-comment', id }).length === 1;
}

/** As long as whatever may be left would need to show itself. */
const settledMs = 3_000;

/** A review that waits for its model, in a process that can be killed when GitHub has done something for it. */
async function hanging(t: TestContext, start: Start) {
  const database = await start();
  t.after(() => database[Symbol.asyncDispose]());
  const world = await World.still(t, { settings: { DATABASE_URL: database.url }, timing: patient });
  const worker = await world.startProcess();
  world.model.always('review', { is: 'hang', after: 'Let me' });
  const asked = world.model.next();
  const pull = await world.divisionPull();
  await asked;
  async function dies(request: string): Promise<void> {
    const died = once(worker, 'exit');
    const unsee = world.github.observe(({ method, template }) => {
      if (`${method} ${template}` === request) worker.kill('SIGKILL');
    });
    await died;
    unsee();
  }
  return { world, pull, dies };
}
