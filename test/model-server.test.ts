import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { numberPrompt } from './contracts/model.ts';
import { openScripted } from './contracts/model-scripted.ts';

const { signal } = new AbortController();

suite('the scripted model server', () => {
  test('fails a test that asks what nobody scripted, and names the prompt', async () => {
    const { ending, end } = openEnding();
    const { model } = await openScripted(ending);
    await assert.rejects(model.ask(numberPrompt('surprise', 'How many?'), signal));
    await assert.rejects(end(), /no answer is scripted for the prompt 'surprise'/);
  });

  test('fails a test that leaves an answer unused, and names the prompt', async () => {
    const { ending, end } = openEnding();
    const { model, server } = await openScripted(ending);
    server.script('count', '42', 'too much');
    server.always('never', '42');
    await model.ask(numberPrompt('count', 'How many?'), signal);
    await assert.rejects(end(), (error) => {
      assert.ok(error instanceof assert.AssertionError);
      assert.deepEqual(error.actual, [
        `an answer to the prompt 'count' was not asked for: "too much"`,
        "the prompt 'never' was never asked",
      ]);
      return true;
    });
  });

  test('passes a test that asked just what was scripted', async () => {
    const { ending, end } = openEnding();
    const { model, server } = await openScripted(ending);
    server.script('count', '42');
    server.always('often', ({ messages }) => `${messages.length}`);
    await model.ask(numberPrompt('count', 'How many?'), signal);
    assert.equal((await model.ask(numberPrompt('often', 'How many?'), signal)).value, 2);
    assert.equal((await model.ask(numberPrompt('often', 'How many?'), signal)).value, 2);
    await end();
  });

  const user = { role: 'user', content: 'Hello' };
  const breaches: readonly (readonly [string, object, RegExp])[] = [
    ['roles out of order', { model: 'm', messages: [user, user] }, /count: the roles are user user/],
    [
      'a last word of the assistant',
      { model: 'm', messages: [user, { role: 'assistant', content: 'Hi' }] },
      /the roles are/,
    ],
    [
      'an empty message',
      { model: 'm', messages: [{ role: 'user', content: '' }] },
      /at messages\[0\]\.content/,
    ],
    [
      'a setting that we do not send',
      { model: 'm', messages: [user], temperature: 0 },
      /Unrecognized key: "temperature"/,
    ],
    [
      'usage of a stream that is none',
      { model: 'm', messages: [user], stream_options: { include_usage: true } },
      /stream_options stands without stream/,
    ],
  ];
  for (const [name, body, fault] of breaches) {
    test(`fails a test that sends ${name}`, async () => {
      const { ending, end } = openEnding();
      const { server } = await openScripted(ending);
      const headers = { 'content-type': 'application/json', 'x-patchwright-prompt': 'count' };
      await fetch(`${server.url}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) });
      await assert.rejects(end(), fault);
    });
  }
});

/** The end of a test, brought about by hand. */
function openEnding() {
  const works: (() => Promise<void>)[] = [];

  async function end(): Promise<void> {
    for (const work of works) await work();
  }

  return { ending: { after: (work: () => Promise<void>) => void works.push(work) }, end };
}
