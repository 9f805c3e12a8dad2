import assert from 'node:assert/strict';
import { once } from 'node:events';
import { suite, test } from 'node:test';
import type { Ports } from '../../src/outside.ts';
import type { Scripted } from '../model-server.ts';
import { divisionAnswer, World } from '../world.ts';
import { answerOf, bot, eyesOn, rootOf, threadOf, toldPull, withdrawal, withdrawn } from './talk-world.ts';

suite('a reply in a thread of ours', () => {
  test('that comes while another is answered is heard before there is an answer', async (t) => {
    const { world, pull, root = 0 } = await toldPull(t);
    world.model.script('answer 1', thoughtful(answerOf({ stand: 'keep', reply: 'It fails with zero.' })));
    world.model.script('answer 2', answerOf({ stand: 'settled', reply: 'Understood, as mia says.' }));
    const asked = world.model.next();
    world.github.as('ada').reply(root, 'Why?');
    await asked;
    world.github.as('mia').reply(root, 'Leave it, this is intended.');
    await world.quiet();
    assert.deepEqual(threadOf(world, pull, root).replies, [
      ['ada', 'Why?'],
      ['mia', 'Leave it, this is intended.'],
      [bot, 'Understood, as mia says.'],
    ]);
  });

  test('that comes while an answer is on its way is answered after it', async (t) => {
    const meanwhile = afterFirstReply();
    const { world, pull, root = 0 } = await toldPull(t, { around: meanwhile.around });
    const ada = world.github.as('ada');
    meanwhile.say(() => void ada.reply(root, 'And with minus zero?'));
    world.model.script('answer 1', answerOf({ stand: 'keep', reply: 'It fails with zero.' }));
    world.model.script('answer 1', answerOf({ stand: 'keep', reply: 'Then it is minus Infinity.' }));
    ada.reply(root, 'Why?');
    await world.quiet();
    assert.deepEqual(threadOf(world, pull, root).replies, [
      ['ada', 'Why?'],
      ['ada', 'And with minus zero?'],
      [bot, 'It fails with zero.'],
      [bot, 'Then it is minus Infinity.'],
    ]);
  });

  test('is answered once although the worker is killed while the model thinks', async (t) => {
    const world = await World.still(t);
    const first = await world.startProcess();
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    await world.until('the review is there', () => world.checks(pull)[0]?.status === 'completed');
    const { root } = rootOf(world.github.state.threads(pull)[0] ?? { comments: [] });
    world.model.script('answer 1', { is: 'hang', after: '' }, withdrawal);
    const asked = world.model.next();
    world.github.as('ada').reply(root, 'Infinity is what callers want here.');
    await asked;
    first.kill('SIGKILL');
    await once(first, 'exit');
    await world.startProcess();
    await world.until('the thread is resolved', () => threadOf(world, pull, root).resolvedBy === bot);
    assert.deepEqual(threadOf(world, pull, root).replies, [
      ['ada', 'Infinity is what callers want here.'],
      [bot, withdrawn],
    ]);
  });

  test('is answered five times at most, and then not even seen', async (t) => {
    const { world, pull, root = 0 } = await toldPull(t);
    const ada = world.github.as('ada');
    for (let count = 1; count <= 5; count += 1) {
      world.model.script('answer 1', answerOf({ stand: 'keep', reply: `It fails in way ${count}.` }));
      ada.reply(root, `Is that so? (${count})`);
      await world.quiet();
    }
    const last = ada.reply(root, 'And now?');
    await world.quiet();
    const ours = threadOf(world, pull, root).replies.filter(([login]) => login === bot);
    assert.equal(ours.length, 5);
    assert.deepEqual(eyesOn(world, last.id), []);
  });
});

/** An answer that takes long enough for somebody to say something meanwhile. */
function thoughtful(text: string): Scripted {
  return { is: 'think', comments: 20, everyMs: 100, text };
}

/** Has something said when the first reply is about to be posted, which waits until that has been admitted. */
function afterFirstReply() {
  const admitted = Promise.withResolvers<void>();
  const toSay: (() => void)[] = [];
  let isSaid = false;
  function said(): Promise<void> {
    const say = toSay.pop();
    if (say === undefined) return Promise.resolve();
    isSaid = true;
    say();
    return admitted.promise;
  }
  return {
    say: (work: () => void) => toSay.push(work),
    around: (ports: Ports): Ports => ({
      ...ports,
      ledger: {
        ...ports.ledger,
        runs: {
          ...ports.ledger.runs,
          release: async (key, holder) => {
            await ports.ledger.runs.release(key, holder);
            if (isSaid && key.startsWith('admission ')) admitted.resolve();
          },
        },
      },
      openWriter: (...place) => {
        const writer = ports.openWriter(...place);
        return {
          ...writer,
          replyInThread: async (...reply) => {
            await said();
            return writer.replyInThread(...reply);
          },
        };
      },
    }),
  };
}
