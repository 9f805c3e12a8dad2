import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Running } from '../../src/main.ts';
import { divisionAnswer, World } from '../world.ts';

const rounds = 10;
/** In each round: a push, so many comments, an edit of each, and older deliveries again until so many webhooks have been taken. */
const inRound = { comments: 15, webhooks: 100 };

suite('a storm on one pull request', () => {
  test('of a thousand webhooks, a third of them news, leads to two runs of its review: the one it met, and one when it is over', async (t) => {
    const world = await World.still(t, { settings: { PUSH_WAIT_SECONDS: '20' } });
    const app = await world.start();
    world.model.script('review', { is: 'hang', after: '' }, divisionAnswer);
    const asked = world.model.next();
    const pull = await world.divisionPull();
    await asked;
    for (let round = 0; round < rounds; round += 1) {
      await world.github
        .as('ada')
        .push(pull.repository, 'division', { files: { 'math.js': `${changed}// Round ${round}.\n` } });
      talk(world, pull, round);
      while (taken(world) < (round + 1) * inRound.webhooks) await repeat(world);
      await heard(world, app);
    }
    await world.quiet();

    assert(taken(world) >= 1_000);
    assert.equal(world.model.asked.filter(({ prompt }) => prompt === 'review').length, 2);
    const [head] = world.github.state.checkRuns(pull);
    assert.ok(head !== undefined && head.headSha !== pull.headSha);
    assert.deepEqual(
      world.reviews(pull).map(({ commitId, comments }) => [commitId, comments.length]),
      [[head.headSha, 1]],
    );
    assert.deepEqual(world.checks(pull)[0]?.conclusion, 'neutral');
  });
});

const changed = `export const one = 1;

export function divide(a, b) {
  return a / b;
}
`;

type Pull = Awaited<ReturnType<World['divisionPull']>>;

/** People talk, some of them ask for a review, correct themselves and ask then. */
function talk({ github }: World, pull: Pull, round: number): void {
  const ada = github.as('ada');
  const comments = Array.from({ length: inRound.comments }, (_, index) =>
    ada.comment(pull, index % 5 === 0 ? '/review' : `Nice, ${round}.${index}.`),
  );
  for (const [index, { id }] of comments.entries()) {
    ada.editComment(id, index % 5 === 1 ? '/review' : `Even nicer, ${round}.${index}.`);
  }
}

/** GitHub sends again what it has sent of late. */
async function repeat({ github: { webhooks } }: World): Promise<void> {
  await Promise.all(webhooks.deliveries.slice(-10).map(({ guid }) => webhooks.redeliver(guid)));
}

/** How many webhooks the app has said yes to. */
function taken({ github }: World): number {
  const { deliveries } = github.webhooks;
  return deliveries.filter(({ outcome }) => outcome.kind === 'answered' && outcome.code === 200).length;
}

/** Waits until every webhook is answered and each of their jobs has been heard. */
async function heard({ github }: World, app: Running): Promise<void> {
  for (;;) {
    await github.webhooks.settled();
    const { waiting, active, delayed } = await app.queue.counts('quick');
    if (waiting + active + delayed === 0) return;
    await pause(50);
  }
}
