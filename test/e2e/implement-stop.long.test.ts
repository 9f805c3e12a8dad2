import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { World } from '../world.ts';
import { shopWorld } from './implement-world.ts';
import { page, pageTurns } from './page.ts';

type Shop = Awaited<ReturnType<typeof shopWorld>>;

/** How it is asked for, how that is undone, and what the comment then says. */
const ways: readonly {
  readonly name: string;
  readonly ask: (shop: Shop) => Promise<unknown>;
  readonly undo: (shop: Shop) => Promise<unknown>;
  readonly said: string;
}[] = [
  {
    name: '/stop',
    ask: async ({ ada, issue }) => ada.comment(issue, '/implement'),
    undo: async ({ bob, issue }) => bob.comment(issue, '/stop'),
    said: 'Stopped by bob. What was done is kept; comment `/continue` to go on with it.',
  },
  {
    name: 'taking the label off',
    ask: ({ ada, issue }) => ada.label(issue, 'patchwright'),
    undo: ({ bob, issue }) => bob.unlabel(issue, 'patchwright'),
    said: 'Stopped by bob. What was done is kept; comment `/continue` to go on with it.',
  },
  {
    name: 'taking the assignment back',
    ask: ({ ada, issue }) => ada.assign(issue, 'shop-bot'),
    undo: ({ bob, issue }) => bob.unassign(issue, 'shop-bot'),
    said: 'Stopped by bob. What was done is kept; comment `/continue` to go on with it.',
  },
  {
    name: 'closing the issue',
    ask: async ({ ada, issue }) => ada.comment(issue, '/implement'),
    undo: ({ bob, issue }) => bob.close(issue),
    said: 'Stopped, because the issue was closed. Reopen it and comment `/continue` to go on with it.',
  },
];

const branch = 'patchwright/issue-1-we-open-at-eight';

suite('work on an issue that is undone', () => {
  for (const { name, ask, undo, said } of ways) {
    test(`by ${name} leaves nothing where nothing was made yet`, async (t) => {
      const shop = await open(t);
      const { world } = shop;
      await ask(shop);
      await world.model.next();
      await undo(shop);
      await world.quiet();
      assert.deepEqual(shop.told(), [['**`/implement`: stopped**', said]]);
      assert.deepEqual(await made(world), [['main'], []]);
    });
  }

  for (const [what, isThen] of [
    ['its branch is made', (template: string) => template.endsWith('/git/refs')],
    ['its draft is opened', (template: string) => template.endsWith('/pulls')],
  ] as const) {
    test(`while ${what} becomes the whole draft, since half of it is no use to anybody`, async (t) => {
      const shop = await open(t);
      const { world, ada, bob, issue } = shop;
      const unsee = world.github.observe(({ method, template }) => {
        if (method !== 'POST' || !isThen(template)) return;
        unsee();
        bob.comment(issue, '/stop');
      });
      await ada.label(issue, 'patchwright');
      await world.quiet();
      assert.deepEqual(
        shop.told().map(([title]) => title),
        ['**`/implement`: done**'],
      );
      assert.deepEqual(await made(world), [['main', branch], [branch]]);
    });
  }
});

async function open(t: Parameters<typeof shopWorld>[0]) {
  const shop = await shopWorld(t, { project: page, turns: pageTurns, config: '{assignee: shop-bot}' });
  shop.ada.setPermission('octo/shop', 'shop-bot', 'read');
  /** Title and reason of each comment of ours. */
  function told(): readonly (readonly string[])[] {
    return shop.said().map((body) => body.split('\n\n').slice(0, 2));
  }
  return { ...shop, told };
}

/** All branches, and those of pull requests. */
async function made(world: World) {
  const branches = await world.github.state.branches('octo/shop');
  return [[...branches.keys()], world.drafts('octo/shop').map(({ head }) => head)];
}
