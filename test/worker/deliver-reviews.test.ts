import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Effect } from '../../src/core/effect.ts';
import type { Finding } from '../../src/core/finding.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';
import { Review } from '../../src/core/review.ts';
import { findingOf } from '../core/finding-writer.ts';
import { deliverWorlds, type DeliverWorld } from './deliver-world.ts';

const open = deliverWorlds();

const review = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const dismissal = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals';

suite('a review', () => {
  test('remembers on GitHub which findings it told, each where it is told', async () => {
    await using at = await open();
    const inline = lineFinding('2');
    const elsewhere = [findingOf({ quote: 'b()' }), findingOf({ quote: 'c()' })];
    const { key, outcome } = await at.perform(reviewed(at, { inline: [inline], elsewhere }));

    const told = [...elsewhere, inline].map((finding) => fingerprint(finding, null));
    assert.ok(typeof outcome !== 'string' && outcome.is === 'done');
    const { id } = outcome;
    assert.deepEqual(await at.forge.ownReviews(at.ref.number), [{ id, key, findings: told, blocks: false }]);
    const [thread] = await at.forge.threads(at.ref.number);
    assert.equal(thread?.fingerprint, fingerprint(inline, null));
  });

  test('that GitHub takes only without its comments remembers them in its body', async () => {
    await using at = await open();
    const astray = { ...lineFinding('2'), anchor: { path: 'a.txt', side: 'new', start: 9, end: 9 } } as const;
    await at.perform(reviewed(at, { inline: [astray] }));

    const [written] = await at.forge.ownReviews(at.ref.number);
    assert.deepEqual(written?.findings, [fingerprint(astray, null)]);
  });

  test('of more findings than a body holds stays short enough and forgets none of them', async () => {
    await using at = await open();
    const body = 'It breaks when the list is empty. '.repeat(20);
    const elsewhere = Array.from({ length: 200 }, (_, place) => findingOf({ quote: `call(${place})`, body }));
    await at.perform(reviewed(at, { elsewhere }));

    const [posted] = at.world.github.state.reviews(at.pull);
    const [written] = await at.forge.ownReviews(at.ref.number);
    assert.ok(posted?.body && posted.body.length < 60_000);
    assert.match(posted.body, /_The rest did not fit into one comment and was left out\._/);
    assert.deepEqual(
      written?.findings,
      elsewhere.map((finding) => fingerprint(finding, null)),
    );
  });

  test('asks for changes only where it is to, and that is lifted once', async () => {
    await using at = await open();
    const { outcome } = await at.perform(reviewed(at, {}, true));
    const asked = at.world.github.state.reviews(at.pull).map(({ state }) => state);
    assert.ok(typeof outcome !== 'string' && outcome.is === 'done');
    const lift: Effect = {
      kind: 'dismiss-review',
      pull: at.ref,
      reviewId: outcome.id,
      message: 'All is mended.',
    };
    const lifted = await at.perform(lift);
    at.world.asked();
    const again = await at.perform(lift);

    assert.deepEqual([asked, lifted.outcome, again.outcome], [['CHANGES_REQUESTED'], outcome, outcome]);
    assert.deepEqual(
      at.world.github.state.reviews(at.pull).map(({ state }) => state),
      ['DISMISSED'],
    );
    assert.ok(!at.world.asked().includes(`PUT ${dismissal}`));
  });

  test('that is lifted without an answer is looked at again, and needs no waiting', async () => {
    await using at = await open();
    const { outcome } = await at.perform(reviewed(at, {}, true));
    assert.ok(typeof outcome !== 'string' && outcome.is === 'done');
    const reviewId = outcome.id;
    at.world.github.faults.add({ match: { template: dismissal }, act: { kind: 'commit-then', status: 502 } });
    const first = await at.perform({ kind: 'dismiss-review', pull: at.ref, reviewId, message: 'Mended.' });
    const second = await first.again();

    assert.deepEqual([first.outcome, second.outcome], ['transient: delivery-in-doubt', outcome]);
  });

  test('that is gone has been lifted', async () => {
    await using at = await open();
    const lift = { kind: 'dismiss-review', pull: at.ref, reviewId: 4_711, message: 'Mended.' } as const;
    assert.deepEqual((await at.perform(lift)).outcome, { is: 'done', id: 4_711 });
  });

  test('of an older head is dropped', async () => {
    await using at = await open();
    const effect = reviewed(at, {});
    await at.world.github.as('ada').push('ada/lib', 'topic', { files: { 'b.txt': 'b\n' } });
    at.world.asked();

    const { outcome } = await at.perform(effect);

    assert.deepEqual(outcome, { is: 'dropped', because: 'stale', reason: 'the head has moved' });
    assert.ok(!at.world.asked().includes(`POST ${review}`));
  });
});

function reviewed(
  { ref, pull }: DeliverWorld,
  findings: Partial<Record<'inline' | 'elsewhere', readonly Finding[]>>,
  requestsChanges = false,
): Effect {
  const review = Review.parse({
    headSha: pull.headSha,
    model: 'small',
    summary: 'It counts.',
    notes: [],
    inline: [],
    elsewhere: [],
    lookedAt: ['a.txt'],
    notLookedAt: [],
    ...findings,
  });
  return { kind: 'review', pull: ref, review, requestsChanges };
}

/** A finding on the line of the change. */
function lineFinding(quote: string): Finding {
  return findingOf({ path: 'a.txt', anchor: { path: 'a.txt', side: 'new', start: 2, end: 2 }, quote });
}
