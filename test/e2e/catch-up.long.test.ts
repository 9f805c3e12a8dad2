import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Ports } from '../../src/outside.ts';
import type { Timing } from '../../src/timing.ts';
import type { AppForge } from '../../src/ports/app-forge.ts';
import type { Queue } from '../../src/ports/queue.ts';
import { divisionAnswer, noUpkeep, World, type WorldOptions } from '../world.ts';

type Pull = Awaited<ReturnType<World['divisionPull']>>;

const lookMs = 30;

function upkeep(times: Partial<Timing['upkeep']>): WorldOptions {
  return { timing: { upkeep: { ...noUpkeep, lookMs, ...times } } };
}

/** How often a round has been done. */
function rounds(world: World, name: string): number {
  return world.log.filter((line) => line.includes(`"round":"${name}"`) && line.includes('upkeep done'))
    .length;
}

function resumed(world: World): number {
  return world.log.filter((line) => line.includes('lost run resumed')).length;
}

/** Lets a round come twice more, beginning and end included. */
async function twoMore(world: World, name: string): Promise<void> {
  const seen = rounds(world, name);
  await world.until(`"${name}" comes twice`, () => rounds(world, name) >= seen + 3);
  await world.quiet();
}

function reviewed(world: World, pull: Pull): Promise<void> {
  return world.until('the review is done', () => world.checks(pull)[0]?.status === 'completed');
}

function assertOnce(world: World, pull: Pull): void {
  assert.deepEqual(
    world.reviews(pull).map(({ commitId, comments }) => [commitId, comments.length]),
    [[pull.headSha, 1]],
  );
  assert.deepEqual(
    [...world.github.state.data.checkRuns.values()].map(({ headSha, conclusion }) => [headSha, conclusion]),
    [[pull.headSha, 'neutral']],
  );
}

function openings(world: World) {
  return world.github.webhooks.deliveries.filter(({ action }) => action === 'opened');
}

/** A pull request of which no webhook will ever tell. */
async function forgotten(world: World, more: { readonly draft?: boolean } = {}): Promise<Pull> {
  const pull = await world.divisionPull(more);
  await world.github.webhooks.settled();
  world.github.state.data.deliveries.splice(0);
  return pull;
}

/** A queue that loses the first so many work jobs, as a crash between ledger and queue does. */
function losing(jobs: number): (ports: Ports) => Ports {
  return (ports) => {
    let left = jobs;
    return { ...ports, queue: { ...ports.queue, add } };

    function add(...[job, options]: Parameters<Queue['add']>): Promise<void> {
      if (job.kind !== 'work' || left === 0) return ports.queue.add(job, options);
      left -= 1;
      return Promise.resolve();
    }
  };
}

/** As `twoMore`, while a job is at work. */
async function twoMoreBusy(world: World): Promise<void> {
  const seen = rounds(world, 'lost runs');
  await world.until('the sweep comes twice', () => rounds(world, 'lost runs') >= seen + 3);
}

suite('a webhook that nobody took', () => {
  const name = 'failed deliveries';

  test('is asked for when somebody is there again, and its pull request reviewed once', async (t) => {
    const world = await World.still(t, upkeep({ deliveriesMs: 100 }));
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    await world.github.webhooks.settled();
    await world.start();
    await reviewed(world, pull);
    await twoMore(world, name);
    assertOnce(world, pull);
    assert.equal(openings(world).at(-1)?.outcome.kind, 'answered');
  });

  test('is asked for again when it fails again', async (t) => {
    const world = await World.still(t, upkeep({ deliveriesMs: 50 }));
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    await world.github.webhooks.settled();
    const app = await world.start();
    world.github.webhooks.setUrl('http://127.0.0.1:9/');
    await world.until('it has failed three times', () => openings(world).length >= 3);
    world.github.webhooks.setUrl(`${app.url}/api/github/webhooks`);
    await reviewed(world, pull);
    await twoMore(world, name);
    assertOnce(world, pull);
  });

  test('is not asked for when it has been heard after all', async (t) => {
    const world = await World.open(t, upkeep({ deliveriesMs: 50 }));
    const first = rounds(world, name);
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    await reviewed(world, pull);
    await world.until('a round has come', () => rounds(world, name) > first);
    const [delivery] = openings(world);
    assert.ok(delivery);
    Object.assign(delivery, { outcome: { kind: 'failed', status: 'timed out', seconds: 10 } });
    await twoMore(world, name);
    assert.equal(openings(world).length, 1);
  });
});

suite('an open pull request without our check on its head', () => {
  const name = 'pull requests without a check';

  test('is found and reviewed once', async (t) => {
    const world = await World.still(t, upkeep({ pullsMs: 100, idleMs: 0 }));
    world.model.script('review', divisionAnswer);
    const pull = await forgotten(world);
    await world.start();
    await reviewed(world, pull);
    await twoMore(world, name);
    assertOnce(world, pull);
  });

  test('is passed over while it is a draft, as by its webhook', async (t) => {
    const world = await World.still(t, upkeep({ pullsMs: 100, idleMs: 0 }));
    const pull = await forgotten(world, { draft: true });
    await world.start();
    await world.until('its check says so', () => world.checks(pull)[0]?.conclusion === 'skipped');
    await twoMore(world, name);
    assert.deepEqual(
      world.checks(pull).map(({ conclusion }) => conclusion),
      ['skipped'],
    );
    assert.equal(world.reviews(pull).length, 0);
  });

  test('is left alone while its webhook may be under way', async (t) => {
    const world = await World.still(t, upkeep({ pullsMs: 50 }));
    const pull = await forgotten(world);
    await world.start();
    await twoMore(world, name);
    assert.deepEqual(world.checks(pull), []);
  });

  test('waits when the installation has few requests left', async (t) => {
    const world = await World.still(t, {
      ...upkeep({ pullsMs: 50, idleMs: 0 }),
      around: (ports) => ({ ...ports, appForge: { ...ports.appForge, allowance: () => 0.19 } }),
    });
    const pull = await forgotten(world);
    await world.start();
    await twoMore(world, name);
    assert.deepEqual(world.checks(pull), []);
  });
});

test('what an installation has left of its requests is read from what GitHub answers', async (t) => {
  const forges: AppForge[] = [];
  const world = await World.still(t, {
    around: (ports) => {
      forges.push(ports.appForge);
      return ports;
    },
  });
  await world.divisionPull();
  await world.start();
  const [appForge] = forges;
  const [installation] = (await appForge?.installations()) ?? [];
  assert.ok(appForge && installation);
  assert.equal(appForge.allowance(installation), 1);
  world.github.limits.set({ requestsPerHour: 10 });
  const [repository] = await appForge.repositories(installation);
  assert.ok(repository);
  assert.equal(appForge.allowance(installation), 0.9);
  await appForge.openPulls(installation, repository);
  assert.equal(appForge.allowance(installation), 0.7);
});

suite('an open run', () => {
  test('whose job was lost goes on by the sweep, and is reviewed once', async (t) => {
    const world = await World.open(t, { ...upkeep({ sweepMs: 50, idleMs: 50 }), around: losing(2) });
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    await reviewed(world, pull);
    await twoMore(world, 'lost runs');
    assertOnce(world, pull);
  });

  test('whose jobs are lost again and again ends, and says so', async (t) => {
    const world = await World.open(t, { ...upkeep({ sweepMs: 50, idleMs: 50 }), around: losing(Infinity) });
    const pull = await world.divisionPull();
    await reviewed(world, pull);
    const [check] = world.checks(pull);
    assert.match(check?.summary ?? '', /^Something broke on our side; nobody here did anything wrong\./);
  });

  test('that a worker has in hand is left to it, however long it takes', async (t) => {
    const world = await World.open(t, upkeep({ sweepMs: 50, idleMs: 0 }));
    world.model.script('review', { is: 'hang', after: '' });
    const asked = world.model.next();
    await world.divisionPull();
    await asked;
    const before = resumed(world);
    await twoMoreBusy(world);
    assert.equal(resumed(world), before);
  });
});
