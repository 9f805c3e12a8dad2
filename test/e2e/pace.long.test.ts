import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeenRequest } from '../../playground/github/server/exchange.ts';
import type { Ending } from '../model-server.ts';
import { World, type WorldOptions } from '../world.ts';
import { onEachBackend } from './backends.ts';

/**
 * The app, an issue of each of two accounts on which it is installed apart, and what it asks of GitHub for them. Databases are
 * shared: what another test's app was told is forgotten first.
 */
async function scene(t: Ending, options: WorldOptions) {
  const world = await World.still(t, options);
  const ada = world.github.as('ada');
  await ada.createRepository('octo/shop', { files: { 'a.js': '' } });
  await ada.createRepository('ada/lib', { files: { 'a.js': '' } });
  const shop = await ada.openIssue('octo/shop', { title: 'Sell more' });
  const lib = await ada.openIssue('ada/lib', { title: 'Do more' });
  const app = await world.start();
  for (const id of world.github.state.data.installations.keys()) {
    await app.ledger.erasure.erase({ is: 'installation', id });
  }
  return { world, app, shop, lib, seen: watch(world) };
}

type Issue = Awaited<ReturnType<typeof scene>>['shop'];

interface Seen {
  readonly at: number;
  readonly request: SeenRequest;
}

/** Every request about a repository, with the time at which it came. */
function watch({ github }: World): readonly Seen[] {
  const seen: Seen[] = [];
  github.onRequest((_, request) => {
    if (request.path.startsWith('/repo')) seen.push({ at: Date.now(), request });
  });
  return seen;
}

function earlierThan(time: number, seen: readonly Seen[]): readonly Seen[] {
  return seen.filter(({ at }) => at < time);
}

/** When each write to the repository came. */
function writesOf(repository: string, seen: readonly Seen[]): readonly number[] {
  return seen.flatMap(({ at, request: { method, path } }) =>
    method === 'POST' && path.startsWith(`/repos/${repository}/`) ? [at] : [],
  );
}

/** Asks for what an issue cannot have, which is answered by one comment. */
function ask(world: World, issue: Issue): void {
  world.github.as('ada').comment(issue, '/review');
}

async function answered(world: World, issue: Issue, count: number): Promise<void> {
  await world.until(`${count} comments are answered`, () => answers(world, issue) === count);
}

function answers(world: World, issue: Issue): number {
  return world.comments(issue).filter(({ author }) => author === world.github.app.botLogin).length;
}

await onEachBackend('pace', (settings) => {
  test('a burst of comments is answered a gap apart', async (t) => {
    const { world, shop, seen } = await scene(t, {
      settings: { ...settings(), QUICK_CONCURRENCY: '32' },
      timing: { writeGapMs: 200 },
    });
    ask(world, shop);
    await answered(world, shop, 1);
    for (let times = 0; times < 15; times += 1) ask(world, shop);
    await answered(world, shop, 16);

    const burst = writesOf('octo/shop', seen).slice(1);
    assert.equal(burst.length, 15);
    // One request may take longer to arrive than the next: all of them together tell more than two.
    const tookMs = (burst.at(-1) ?? 0) - (burst[0] ?? 0);
    assert.ok(tookMs >= 11 * 200, `15 comments were written within ${tookMs} ms`);
  });

  test('an installation whose turns are all taken keeps no other one waiting', async (t) => {
    const { world, shop, lib } = await scene(t, {
      settings: settings(),
      timing: { writeGapMs: 3_600_000 },
    });
    ask(world, shop);
    await answered(world, shop, 1);
    ask(world, shop);
    ask(world, lib);
    await answered(world, lib, 1);

    assert.equal(answers(world, shop), 1);
  });

  test('what GitHub tells one worker to wait, another one waits', async (t) => {
    const { world, app, shop, seen } = await scene(t, { settings: settings() });
    const refused = limitOnce(world, 'POST', { 'retry-after': '4' });
    ask(world, shop);
    await world.until('GitHub says wait', refused);
    const [told = 0] = writesOf('octo/shop', seen);
    await app.close();
    const before = seen.length;
    await world.start();
    ask(world, shop);
    await answered(world, shop, 2);

    assert.deepEqual(earlierThan(told + 4_000, seen.slice(before)), []);
  });

  test('an installation that is told to wait keeps no other one waiting', async (t) => {
    const { world, shop, lib } = await scene(t, { settings: settings() });
    const refused = limitOnce(world, 'POST', { 'retry-after': '3600' });
    ask(world, shop);
    await world.until('GitHub says wait', refused);
    ask(world, lib);
    await answered(world, lib, 1);

    assert.equal(answers(world, shop), 0);
  });

  test('a reader that has used up its hour waits for the next one, writers as well', async (t) => {
    const { world, shop, seen } = await scene(t, { settings: settings() });
    const reset = Math.ceil(Date.now() / 1_000) + 4;
    const refused = limitOnce(world, 'GET', {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(reset),
    });
    ask(world, shop);
    await world.until('GitHub says wait', refused);
    const before = seen.length;
    ask(world, shop);
    await answered(world, shop, 2);

    assert.deepEqual(earlierThan(reset * 1_000, seen.slice(before)), []);
  });
});

const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments';

/** Has GitHub refuse the first request for comments by a limit; answers whether it has. */
function limitOnce(
  { github }: World,
  method: 'GET' | 'POST',
  headers: Readonly<Record<string, string>>,
): () => boolean {
  const fault = {
    match: { method, template: comments, nth: 1 },
    act: { kind: 'fail-with', status: 403, headers, body: { message: 'You have exceeded a rate limit.' } },
  } as const;
  github.faults.add(fault);
  return () => github.faults.struck.get(fault) === 1;
}
