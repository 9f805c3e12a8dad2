import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { tool } from '../../src/agent/tool.ts';

const context = { signal: new AbortController().signal, step: 1 };

function echo<Input>(input: z.ZodType<Input>) {
  return tool<Input, never>({
    name: 'echo',
    description: 'Says it again.',
    changes: false,
    input,
    run: (value) => Promise.resolve({ is: 'seen', pieces: [JSON.stringify(value)] }),
  });
}

suite('A tool', () => {
  test('takes no input at all as an empty object', async () => {
    const { call } = echo(z.object({ depth: z.int().default(2) }));
    for (const input of ['', ' ', '{}'])
      assert.deepEqual(await call(input, context), { is: 'seen', pieces: ['{"depth":2}'] });
  });

  test('asks for nothing that has a default, and says what its fields mean', () => {
    const { head } = echo(z.object({ depth: z.int().min(1).default(2).describe('How far down.') }));
    assert.deepEqual(head.parameters, {
      type: 'object',
      properties: {
        depth: {
          description: 'How far down.',
          default: 2,
          type: 'integer',
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
        },
      },
    });
  });

  test('must take an object', () => {
    assert.throws(() => echo(z.string()), new Error('the input of the tool echo is no object'));
  });

  test('takes no list and no word for an object', async () => {
    const { call } = echo(z.object({}));
    for (const input of ['[]', '"a"', 'null', '12'])
      assert.equal((await call(input, context)).is, 'misused', input);
  });
});
