import type { IncomingMessage } from 'node:http';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { z } from 'zod';

const Call = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9]{9}$/),
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().min(1),
    arguments: z.string().refine(isJsonObject, 'no JSON object'),
  }),
});

const Text = z.string().min(1);

const Message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'user']), content: Text }),
  z.strictObject({
    role: z.literal('assistant'),
    content: Text.nullable(),
    tool_calls: z.array(Call).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), content: Text, tool_call_id: z.string() }),
]);
type Message = z.infer<typeof Message>;

const Tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[\w-]{1,64}$/),
    description: z.string(),
    parameters: z.looseObject({ type: z.literal('object') }),
  }),
});

const Schema = z.looseObject({ type: z.literal('object'), additionalProperties: z.literal(false) });

/** The body of a request to chat completions. Strict: what we did not mean to send is refused. */
export const Body = z.strictObject({
  model: z.string().min(1),
  messages: z.array(Message).min(1),
  tools: z.array(Tool).min(1).optional(),
  response_format: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('json_object') }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string().regex(/^\w+$/),
          strict: z.literal(true),
          schema: Schema,
        }),
      }),
    ])
    .optional(),
  max_tokens: z.int().positive().optional(),
  max_completion_tokens: z.int().positive().optional(),
  stream: z.literal(true).optional(),
  stream_options: z.strictObject({ include_usage: z.literal(true) }).optional(),
});
export type Body = z.infer<typeof Body>;

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** What breaks the protocol about a request that has the right shape. */
export function faultsOf(request: IncomingMessage, body: Body, window: number): readonly string[] {
  const answer = body.max_tokens ?? body.max_completion_tokens ?? 1;
  const tokens = tokensOf(body);
  const order = orderFault(body.messages);
  const rules: readonly (readonly [boolean, string])[] = [
    [request.method === 'POST', `the method is ${request.method}`],
    [request.url === '/v1/chat/completions', `the path is ${request.url}`],
    [request.headers['content-type'] === 'application/json', 'the content type is not JSON'],
    [promptOf(request) !== '', 'the header x-patchwright-prompt is missing'],
    [body.stream_options === undefined || body.stream === true, 'stream_options stands without stream'],
    [order === undefined, order ?? ''],
    [tokens + answer <= window, `${tokens} tokens and ${answer} of answer go beyond the window of ${window}`],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => `${promptOf(request)}: ${fault}`);
}

/** The prompt's name, from our header. */
export function promptOf(request: IncomingMessage): string {
  return String(request.headers['x-patchwright-prompt'] ?? '');
}

/** Turns are taken, and every call is answered by the next messages, in order. */
function orderFault(messages: readonly Message[]): string | undefined {
  const roles = messages.map(({ role }) => role).join(' ');
  if (!/^(system )?user( assistant( tool)*( user)?)*$/.test(roles) || roles.endsWith('assistant')) {
    return `the roles are ${roles}`;
  }
  const called = messages.flatMap((message) => ('tool_calls' in message ? (message.tool_calls ?? []) : []));
  const ids = called.map(({ id }) => id);
  const answered = messages.map((message, at) => answeredAt(messages, message, at)).join('');
  if (new Set(ids).size < ids.length) return `calls share an id: ${ids.join(' ')}`;
  return answered === '' ? undefined : answered;
}

/** What is wrong with the results after an assistant's message; empty where nothing is. */
function answeredAt(messages: readonly Message[], message: Message, at: number): string {
  if (message.role !== 'assistant') return '';
  const calls = (message.tool_calls ?? []).map(({ id }) => id).join(' ');
  const rest = messages.slice(at + 1);
  const end = rest.findIndex(({ role }) => role !== 'tool');
  const results = rest.slice(0, end === -1 ? undefined : end);
  const answers = results.map((result) => ('tool_call_id' in result ? result.tool_call_id : '')).join(' ');
  return answers === calls ? '' : `the calls are '${calls}', and the results '${answers}'`;
}

function tokensOf({ messages, tools }: Body): number {
  const texts = [...messages.map(textOf), tools === undefined ? '' : JSON.stringify(tools)];
  return texts.reduce((tokens, text) => tokens + encode(text, { disallowedSpecial: new Set() }).length, 0);
}

function textOf(message: Message): string {
  const calls = 'tool_calls' in message ? (message.tool_calls ?? []) : [];
  return [message.content ?? '', ...calls.map((call) => JSON.stringify(call.function))].join('');
}
