import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { commands as allCommands } from '../../src/commands/index.ts';
import { type Command, registered, type Task } from '../../src/commands/command.ts';
import type { Reply } from '../../src/core/effect.ts';
import { World } from '../world.ts';

type Ending = Parameters<typeof World.open>[0];

const done: Reply = { effects: [], next: { kind: 'done', note: 'All of it is baked.' } };

/** A command that shows how it stands in a comment. */
function baking(bake: (task: Task<readonly string[]>) => Promise<Reply>): Command<readonly string[]> {
  return {
    head: {
      name: 'bake',
      summary: 'Bakes.',
      usage: '/bake',
      subjects: ['pull', 'issue'],
      lane: 'long',
      args: z.array(z.string()).readonly(),
      on: [{ on: 'commented', needs: 'none', again: true, waits: false }],
      endsOn: ['pull-closed'],
      shows: 'status',
    },
    wants: () => ({ is: 'yes' }),
    run: bake,
  };
}

/** A clock that stands still until it is moved. */
function handClock() {
  let time = Date.now();
  return { now: () => time, move: (ms: number) => void (time += ms) };
}

/** A world with an issue on which somebody has asked for something to be baked. */
async function asked(t: Ending, bake: (task: Task<readonly string[]>) => Promise<Reply>) {
  const clock = handClock();
  const steering = allCommands.filter(({ head }) => head.steers !== undefined);
  const world = await World.open(t, { clock, commands: [registered(baking(bake)), ...steering] });
  const ada = world.github.as('ada');
  await ada.createRepository('octo/shop', { files: { 'README.md': '# Shop\n' } });
  const issue = await ada.openIssue('octo/shop', { title: 'Bread' });
  const comment = ada.comment(issue, '/bake');
  function texts(): readonly string[] {
    return world
      .comments(issue)
      .slice(1)
      .map(({ body }) => body);
  }
  function edits(): number {
    return world.github.requests.filter(
      ({ method, template }) => method === 'PATCH' && template.endsWith('/issues/comments/{comment_id}'),
    ).length;
  }
  return { world, ada, issue, clock, comment, texts, edits };
}

/** Something that a command waits for. */
function gate() {
  return Promise.withResolvers<void>();
}

suite('the status comment', () => {
  test('is made at once, tells how the work comes along, and how it ended', async (t) => {
    const [open, said] = [gate(), gate()];
    const plan = ['Knead', 'Bake'];
    const { world, texts, edits, clock } = await asked(t, async (task) => {
      await task.progress('kneading', { plan, counts: { done: 1, of: 4 }, stepsDone: 0 });
      said.resolve();
      await Promise.race([open.promise, aborted(task.signal)]);
      return done;
    });
    await said.promise;
    assert.match(texts()[0] ?? '', /^\*\*`\/bake`: queued\*\*/);
    clock.move(5_000);
    await world.until('it is drawn', () => /kneading/.test(texts()[0] ?? ''));
    assert.equal(
      texts()[0],
      '**`/bake`: kneading (1 of 4 done)**\n\n- [ ] Knead\n- [ ] Bake\n\n5 s so far. Spent: 0 tokens, $0.00. Allowed: 3,000,000 tokens.\n\nComment `/stop` to stop it.',
    );
    open.resolve();
    await world.quiet();
    assert.deepEqual(texts(), [
      '**`/bake`: done**\n\nAll of it is baked.\n\n- [ ] Knead\n- [ ] Bake\n\nIt took 5 s.',
    ]);
    assert.equal(edits(), 2);
  });

  test('is edited once in five seconds at most, and with the last that was said', async (t) => {
    const [open, said] = [gate(), gate()];
    const { world, texts, edits, clock } = await asked(t, async (task) => {
      for (let loaf = 1; loaf <= 20; loaf += 1)
        await task.progress('baking', { counts: { done: loaf, of: 20 } });
      said.resolve();
      await Promise.race([open.promise, aborted(task.signal)]);
      return done;
    });
    await said.promise;
    assert.equal(edits(), 0);
    clock.move(5_000);
    await world.until('the last is drawn', () => /20 of 20/.test(texts()[0] ?? ''));
    assert.equal(edits(), 1);
    open.resolve();
    await world.quiet();
    assert.equal(edits(), 2);
  });

  test('is left alone by whoever deletes it, and not made anew', async (t) => {
    const open = gate();
    const { world, ada, issue, clock, texts } = await asked(t, async (task) => {
      await Promise.race([open.promise, aborted(task.signal)]);
      await task.progress('baking');
      return done;
    });
    await world.until('it is there', () => texts().length === 1);
    const status = world.github.state.comments(issue)[1];
    assert.ok(status);
    ada.deleteComment(status.id);
    clock.move(5_000);
    open.resolve();
    await world.quiet();
    assert.deepEqual(texts(), []);
  });

  test('tells what broke with a reference', async (t) => {
    const { world, texts } = await asked(t, () => Promise.reject(new Error('the oven is cold')));
    await world.quiet();
    assert.match(
      texts()[0] ?? '',
      /^\*\*`\/bake`: could not be finished\*\*\n\nSomething broke on our side;.* the reference `r\w+\.\d+`\./,
    );
    assert.equal(texts().length, 1);
  });

  test('of what was stopped says who did, and is the same once it is continued from the steps that are kept', async (t) => {
    const begun = gate();
    let doughs = 0;
    let attempts = 0;
    const { world, ada, issue, texts } = await asked(t, async (task) => {
      attempts += 1;
      await task.once('dough', [], z.number(), async () => (doughs += 1));
      if (attempts > 1) return done;
      begun.resolve();
      await aborted(task.signal);
      return done;
    });
    await begun.promise;
    ada.comment(issue, '/stop');
    await world.until('it is stopped', () => /: stopped/.test(texts()[0] ?? ''));
    assert.match(
      texts()[0] ?? '',
      /^\*\*`\/bake`: stopped\*\*\n\nStopped by ada\. What was done is kept; comment `\/continue` to go on with it\.\n\nIt took/,
    );
    ada.comment(issue, '/continue');
    await world.quiet();
    assert.match(texts()[0] ?? '', /^\*\*`\/bake`: done\*\*/);
    assert.deepEqual(texts().slice(1), ['/stop', '/continue']);
    assert.deepEqual([attempts, doughs], [2, 1]);
  });

  test('of what ended in part says so, and it goes on with a budget of its own', async (t) => {
    const since: number[] = [];
    const { world, ada, issue, texts, clock } = await asked(t, ({ run }) => {
      since.push(run.createdAt);
      return Promise.resolve(
        since.length === 1 ? { effects: [], next: { kind: 'partial', left: 'Half a loaf is left.' } } : done,
      );
    });
    await world.quiet();
    assert.match(
      texts()[0] ?? '',
      /done in part\*\*\n\nHalf a loaf is left\.[^]*Comment `\/continue` to go on/,
    );
    clock.move(60_000);
    ada.comment(issue, '/continue bake');
    await world.quiet();
    assert.match(texts()[0] ?? '', /^\*\*`\/bake`: done\*\*/);
    assert.equal((since[1] ?? 0) - (since[0] ?? 0), 60_000);
  });

  test('of an older head says that a newer request has taken its place', async (t) => {
    const begun = gate();
    let attempts = 0;
    const { world, ada } = await asked(t, async ({ signal, subject }) => {
      if (subject.kind === 'issue') return done;
      attempts += 1;
      if (attempts > 1) return done;
      begun.resolve();
      await aborted(signal);
      return done;
    });
    await ada.push('octo/shop', 'rye', { files: { 'rye.md': '1\n' } });
    const pull = await ada.openPull('octo/shop', { head: 'rye', title: 'Rye' });
    ada.comment(pull, '/bake');
    await begun.promise;
    await ada.push('octo/shop', 'rye', { files: { 'rye.md': '2\n' } });
    ada.comment(pull, '/bake');
    await world.quiet();
    const titles = world.comments(pull).map(({ body }) => body.split('\n')[0]);
    assert.deepEqual(titles, ['/bake', '**`/bake`: superseded**', '/bake', '**`/bake`: done**']);
  });
});

suite('what was begun', () => {
  test('is finished where a stop comes between two effects', async (t) => {
    const { world, ada, issue, texts } = await asked(t, ({ subject }) => {
      assert.ok(subject.kind === 'issue');
      const loaves = ['First loaf', 'Second loaf', 'Third loaf'];
      const effects = loaves.map((body) => ({ kind: 'comment', on: subject.ref, body, closes: [] }) as const);
      return Promise.resolve({ effects, next: { kind: 'done', note: 'Three.' } });
    });
    const stop = world.github.observe(({ method, template }) => {
      if (method !== 'POST' || !template.endsWith('/issues/{issue_number}/comments')) return;
      if (!texts().includes('First loaf')) return;
      stop();
      ada.comment(issue, '/stop');
    });
    await world.quiet();
    const loaves = texts().filter((text) => text.includes('loaf'));
    assert.deepEqual(loaves, ['First loaf', 'Second loaf', 'Third loaf']);
    assert.match(texts()[0] ?? '', /^\*\*`\/bake`: done\*\*/);
  });
});

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    if (signal.aborted) reject(new Error('aborted'));
  });
}
