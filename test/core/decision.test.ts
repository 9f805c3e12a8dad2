import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { decision } from '../../src/core/decision.ts';

const { schema, read } = decision(z.object({ same: z.boolean() }));

suite('a decision', () => {
  test('has the JSON Schema of its shape', () => {
    assert.deepEqual(schema, {
      type: 'object',
      properties: { same: { type: 'boolean' } },
      required: ['same'],
      additionalProperties: false,
    });
  });

  const answers = {
    'a bare object': '{"same": true}',
    'an object in a fence, with words around it': 'So {that} is it:\n```json\n{"same": true}\n```\nDone.',
    'an object after thoughts with braces': '<think>{"same": or {}</think> {"same": true}',
  };
  for (const [name, text] of Object.entries(answers)) {
    test(`is read from ${name}`, () => {
      assert.deepEqual(read(text), { is: 'value', value: { same: true } });
    });
  }

  const faults = {
    'Yes.': 'There is no JSON object in it.',
    '{"same": tru': 'There is no JSON object in it.',
    '{"same": tru}': 'There is no JSON object in it.',
    '{}': 'The JSON object does not fit: same: Invalid input: expected boolean, received undefined.',
  };
  for (const [text, fault] of Object.entries(faults)) {
    test(`has a fault in ${text}`, () => {
      assert.deepEqual(read(text), { is: 'fault', fault });
    });
  }

  test('names the object where nothing in it is to blame', () => {
    const odd = decision(z.object({ a: z.string() }).refine(({ a }) => a === 'b', 'a must be b'));
    assert.deepEqual(odd.read('{"a": "c"}'), {
      is: 'fault',
      fault: 'The JSON object does not fit: the object: a must be b.',
    });
  });

  test('gives up on a text of nothing but braces', () => {
    assert.deepEqual(read('{'.repeat(200_000) + '}'), {
      is: 'fault',
      fault: 'There is no JSON object in it.',
    });
  });
});
