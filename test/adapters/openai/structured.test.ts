import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { z } from 'zod';
import type { Abilities } from '../../../src/adapters/openai/provider.ts';
import { providers } from '../../../src/adapters/openai/providers.ts';
import { decision } from '../../../src/core/decision.ts';
import type { Prompt } from '../../../src/ports/model.ts';
import { openScripted } from '../../contracts/model-scripted.ts';

const { signal } = new AbortController();

const Verdict = z.object({ same: z.boolean(), reason: z.string().nullable() });

const prompt: Prompt<z.infer<typeof Verdict>> = {
  name: 'compare',
  messages: [{ role: 'user', content: 'Are these the same?' }],
  ...decision(Verdict),
};

const schema = {
  type: 'object',
  properties: { same: { type: 'boolean' }, reason: { type: ['string', 'null'] } },
  required: ['same', 'reason'],
  additionalProperties: false,
};

const form = `Are these the same?\n\nAnswer with one JSON object and nothing else. It must fit this JSON Schema:\n\n${JSON.stringify(schema)}`;

function serverWith(structured: Abilities['structured']) {
  const { named, elsewhere } = providers;
  return {
    providers: { named, elsewhere: { ...elsewhere, abilities: { ...elsewhere.abilities, structured } } },
  };
}

suite('a small decision', () => {
  const formats = {
    json_schema: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
    json_object: { type: 'json_object' },
    none: undefined,
  } as const;
  for (const [structured, format] of Object.entries(formats)) {
    test(`is asked of a server that holds a model to ${structured} in its way, and told in words besides`, async (t) => {
      const { server, model } = await openScripted(t, serverWith(structured as Abilities['structured']));
      server.script('compare', '{"same": true, "reason": null}');
      const { value } = await model.ask(prompt, signal);
      assert.deepEqual(value, { same: true, reason: null });
      const [asked] = server.asked;
      assert.deepEqual(
        [asked?.body.response_format, asked?.messages],
        [format, [{ role: 'user', content: form }]],
      );
    });
  }

  test('is asked for as text from then on, where the server does not know the format', async (t) => {
    const dialect = { unknown: ['response_format'] } as const;
    const { server, model, calls } = await openScripted(t, { ...serverWith('json_schema'), dialect });
    server.script('compare', '{"same": true, "reason": null}', 'Sure: {"same": false, "reason": "{a}"}');
    await model.ask(prompt, signal);
    assert.deepEqual((await model.ask(prompt, signal)).value, { same: false, reason: '{a}' });
    assert.deepEqual([server.asked.length, calls.length], [2, 2]);
  });

  test('is asked for again with what is wrong with the answer', async (t) => {
    const { server, model } = await openScripted(t, serverWith('json_schema'));
    server.script('compare', '{"same": "yes"}', '{"same": true, "reason": null}');
    await model.ask(prompt, signal);
    assert.match(
      server.asked[1]?.messages.at(-1)?.content ?? '',
      /^That answer could not be used\. The JSON object does not fit: same: Invalid input: expected boolean, received string; reason: [^]*JSON Schema/,
    );
  });
});
