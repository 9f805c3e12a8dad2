import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Turn } from '../../../src/ports/model.ts';
import { failureOf, reading, withoutIds } from '../../contracts/model.ts';
import { openScripted } from '../../contracts/model-scripted.ts';

const { signal } = new AbortController();
const opening = reading([{ role: 'user', content: 'What do the files say?' }]);

function called(...calls: readonly (readonly [id: string, input: string])[]): Turn {
  return { role: 'assistant', content: '', calls: calls.map(([id, input]) => ({ id, tool: 'read', input })) };
}

function result(call: string, content = '42'): Turn {
  return { role: 'tool', call, content };
}

suite('a conversation with a server that knows tools', () => {
  test('is sent with its tools and calls, which have the same names in every request', async (t) => {
    const { server, model, calls } = await openScripted(t);
    server.script('look', {
      is: 'text',
      text: 'It says 42.',
      usage: { prompt_tokens: 80, completion_tokens: 5 },
    });
    const turns = [called(['toolu_01', '{"path":"a"}'], ['', '{}']), result('toolu_01'), result('', '')];
    await model.converse(reading([...opening.turns.slice(1), ...turns]), signal);
    const tool = { type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } };
    assert.deepEqual(server.asked[0]?.body.messages.slice(2), [
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call00001', ...tool },
          { id: 'call00002', type: 'function', function: { name: 'read', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call00001', content: '42' },
      { role: 'tool', tool_call_id: 'call00002', content: '(nothing)' },
    ]);
    const functions = opening.tools.map((tool) => ({ type: 'function', function: tool }));
    assert.deepEqual(server.asked[0]?.body.tools, functions);
    const usage = { tokensIn: 80, tokensCached: 0, tokensOut: 5, usd: null };
    assert.deepEqual(calls, [{ prompt: 'look', model: 'scripted', ...usage, ms: 1_000, outcome: 'said' }]);
  });

  test('sends arguments that are no JSON as some that are, since servers read them', async (t) => {
    const { server, model } = await openScripted(t);
    server.script('look', 'I see.');
    const turns = [called(['a', '{"path":'], ['b', '[]']), result('a', 'That is no JSON.'), result('b')];
    await model.converse(reading([...opening.turns.slice(1), ...turns]), signal);
    const [, , message] = server.asked[0]?.body.messages ?? [];
    assert.deepEqual(
      message?.role === 'assistant' && message.tool_calls?.map((call) => call.function.arguments),
      ['{"unreadable":"{\\"path\\":"}', '{"unreadable":"[]"}'],
    );
  });

  test('gives each call an id of its own, and arguments as the model wrote them', async (t) => {
    const { server, model } = await openScripted(t);
    const call = { tool: 'read', input: '{"path":' };
    server.script('look', {
      is: 'calls',
      calls: [
        { id: 'a', ...call },
        { id: 'b', tool: 'read', input: '' },
        { id: 'c', tool: 'read', input: { path: 'x' } },
      ],
    });
    const turns = [called(['a', '{}'], ['a-2', '{}']), result('a'), result('a-2')];
    const said = await model.converse(reading([...opening.turns.slice(1), ...turns]), signal);
    assert.deepEqual(said.calls, [
      { id: 'a-3', ...call },
      { id: 'b', tool: 'read', input: '{}' },
      { id: 'c', tool: 'read', input: '{"path":"x"}' },
    ]);
  });

  for (const streams of [true, false]) {
    test(`tells calls apart that share an id, ${streams ? 'in pieces' : 'in one piece'}`, async (t) => {
      const { server, model } = await openScripted(t, { dialect: { streams } });
      const call = { id: 'same', tool: 'read', input: '{"path":"a"}' };
      server.script('look', { is: 'calls', calls: [call, call] });
      const { calls } = await model.converse(opening, signal);
      assert.deepEqual(
        calls.map(({ id, input }) => [id, input]),
        [
          ['same', '{"path":"a"}'],
          ['same-2', '{"path":"a"}'],
        ],
      );
    });
  }

  test('takes calls apart that all have the index 0', async (t) => {
    const { server, model } = await openScripted(t);
    const pieces = ['a', 'b'].map((id) => ({
      index: 0,
      id,
      function: { name: 'read', arguments: `{"path":"${id}"}` },
    }));
    const chunks = pieces.map((piece) => ({ choices: [{ delta: { tool_calls: [piece] } }] }));
    const end = { choices: [{ delta: {}, finish_reason: 'stop' }] };
    const body = [...chunks, end].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
    server.script('look', { is: 'raw', type: 'text/event-stream', body });
    const { calls, ended } = await model.converse(opening, signal);
    assert.deepEqual([calls.map(({ input }) => input), ended], [['{"path":"a"}', '{"path":"b"}'], 'calls']);
  });

  test('says that it was cut off', async (t) => {
    const { server, model } = await openScripted(t);
    server.script('look', { is: 'calls', calls: [{ tool: 'read', input: '{"pa' }], finish: 'length' });
    const said = await model.converse(opening, signal);
    assert.deepEqual(withoutIds(said), {
      content: '',
      calls: [{ tool: 'read', input: '{"pa' }],
      ended: 'length',
    });
  });

  test('is begun anew after an error in mid-stream', async (t) => {
    const { server, model, slept, calls } = await openScripted(t);
    server.script(
      'look',
      { is: 'error', after: 'I lo', error: { message: 'Overloaded.', code: 529 } },
      'I looked.',
    );
    assert.equal((await model.converse(opening, signal)).content, 'I looked.');
    assert.deepEqual([slept, calls.map(({ outcome }) => outcome)], [[2_000], ['model-unavailable', 'said']]);
  });

  test('says nothing where the server gives no choice', async (t) => {
    const { server, model } = await openScripted(t);
    server.script('look', { is: 'no-choices' });
    const said = await model.converse(opening, signal);
    assert.deepEqual(withoutIds(said), { content: '', calls: [], ended: 'finished' });
  });

  test('counts its tools against the window', async (t) => {
    const { model } = await openScripted(t, { window: 60 });
    const { why } = await failureOf(model.converse(opening, signal));
    assert.partialDeepStrictEqual(why, {
      kind: 'budget',
      reason: { is: 'too-large', what: "the prompt 'look'" },
    });
    assert.equal((await openScripted(t, { window: 60 })).model.count('What do the files say?') < 60, true);
  });

  const breaches: readonly (readonly [string, readonly Turn[]])[] = [
    ["turn 3 answers the call 'a', and 'none' is due", [result('a')]],
    ["turn 5 answers the call 'a', and 'b' is due", [called(['a', ''], ['b', '']), result('a'), result('a')]],
    ["turn 4 comes before the call 'a' is answered", [called(['a', '']), { role: 'user', content: 'And?' }]],
    ["the call 'a' is not answered", [called(['a', ''])]],
    ['there is nothing to answer', [{ role: 'assistant', content: 'Done.', calls: [] }]],
    ['turn 3 is of the system, whose place is at the beginning', [{ role: 'system', content: 'Listen.' }]],
    ["two calls have the id 'a'", [called(['a', '']), result('a'), called(['a', '']), result('a')]],
  ];
  for (const [fault, turns] of breaches) {
    test(`is refused as a bug: ${fault}`, async (t) => {
      const { server, model } = await openScripted(t);
      const conversation = reading([...opening.turns.slice(1), ...turns]);
      await assert.rejects(model.converse(conversation, signal), {
        name: 'Error',
        message: `the conversation 'look' breaks the protocol: ${fault}`,
      });
      assert.deepEqual(server.asked, []);
    });
  }
});

suite('a conversation with a server that knows no tools', () => {
  test('is in the text, from the first refusal on', async (t) => {
    const { server, model } = await openScripted(t, { dialect: { unknown: ['tools'] } });
    const call = '<call>\ntool: read\n```json\n{"path":"a"}\n```\n</call>';
    server.script('look', `I look.\n${call}`, 'It says 42.');
    const { content, calls } = await model.converse(opening, signal);
    assert.deepEqual([content, calls], ['I look.', [{ id: 'call-1', tool: 'read', input: '{"path":"a"}' }]]);
    const turns: readonly Turn[] = [
      { role: 'assistant', content, calls },
      result('call-1', 'a fence:\n```\n42\n```'),
    ];
    await model.converse(reading([...opening.turns.slice(1), ...turns]), signal);
    const [first, second] = server.asked.map(({ messages }) => messages);
    assert.equal(server.asked.length, 2);
    assert.match(
      first?.[0]?.content ?? '',
      /^You look at files\.\n\n# Tools\n\n[^]*## read\nReads a file\.\n```json\n\{"type":"object"/,
    );
    assert.deepEqual(second?.slice(2), [
      { role: 'assistant', content: `I look.\n${call}` },
      { role: 'user', content: '<result>\ntool: read\n````\na fence:\n```\n42\n```\n````\n</result>' },
    ]);
    assert.deepEqual(second?.[0], first?.[0]);
  });

  const answers: readonly (readonly [string, string, object])[] = [
    [
      'leaves out the results that a model makes up, and what it does with them',
      '<call>\ntool: list\n</call>\n<result>\nb.ts\n</result>\n<call>\ntool: read\n```json\n{"path":"b.ts"}\n```\n</call>',
      { content: '', calls: [{ tool: 'list', input: '{}' }], ended: 'calls' },
    ],
    [
      'takes a call that is not closed',
      'So:\n<call>\ntool: `read`\n```json\n{"path":"a"}\n```',
      { content: 'So:', calls: [{ tool: 'read', input: '{"path":"a"}' }], ended: 'calls' },
    ],
    [
      'takes arguments without a fence, and those that are no JSON, as they are',
      '<call>\ntool: read\npath: a\n</call>',
      { content: '', calls: [{ tool: 'read', input: 'path: a' }], ended: 'calls' },
    ],
    [
      'leaves words alone that only speak of calls',
      'I could write a `<call>` now.',
      { content: 'I could write a `<call>` now.', calls: [], ended: 'finished' },
    ],
  ];
  for (const [name, text, expected] of answers) {
    test(name, async (t) => {
      const { server, model } = await openScripted(t, { dialect: { unknown: ['tools'] } });
      server.script('look', text);
      assert.deepEqual(withoutIds(await model.converse(opening, signal)), expected);
    });
  }

  test('may have no turn of the system', async (t) => {
    const { server, model } = await openScripted(t, { dialect: { unknown: ['tools'] } });
    server.script('look', 'Nothing.');
    await model.converse({ ...opening, turns: opening.turns.slice(1) }, signal);
    assert.match(server.asked[0]?.messages[0]?.content ?? '', /^# Tools\n/);
  });
});
