import type OpenAI from 'openai';
import type { ToolCall, ToolHead, Turn } from '../../ports/model.ts';
import { countTokens } from './count.ts';
import type { Question } from './question.ts';
import type { Server } from './server.ts';
import { turnsInText } from './tool-text.ts';

/** Parts of a request that some servers do not know, and that a request can do without. */
export type Extra = 'stream' | 'stream_options' | 'response_format' | 'tools' | 'answer';

/** A question as it goes to a server. */
export interface Request {
  readonly name: string;
  readonly messages: readonly Wire[];
  readonly tools: readonly OpenAI.Chat.ChatCompletionTool[];
  readonly schema: Question['schema'];
  /** Whether calls of tools are read from the text. */
  readonly isToolText: boolean;
}

type Wire = OpenAI.Chat.ChatCompletionMessageParam;

/** The request for a server that has shown not to know some parts of it. */
export function requestOf(
  { name, turns, tools, schema }: Question,
  { abilities }: Server,
  unknown: ReadonlySet<Extra>,
): Request {
  const hasCalls = tools.length > 0 || turns.some((turn) => turn.role === 'tool');
  const isToolText = hasCalls && (abilities.tools === 'none' || unknown.has('tools'));
  const spoken = isToolText ? turnsInText(turns, tools) : turns;
  return {
    name,
    messages: joined(schema === null ? spoken : withForm(spoken, schema)).map(wire(callNames(spoken))),
    tools: isToolText ? [] : tools.map(toolOf),
    schema,
    isToolText,
  };
}

/** Servers that do not hold a model to the schema, or leave the parameter out without a word, tell it at least. */
function withForm(turns: readonly Turn[], schema: object): readonly Turn[] {
  const form = `Answer with one JSON object and nothing else. It must fit this JSON Schema:\n\n${JSON.stringify(schema)}`;
  return [...turns, { role: 'user', content: form }];
}

/** Some servers want the user and the assistant to take turns. */
function joined(turns: readonly Turn[]): readonly Turn[] {
  const all: Turn[] = [];
  for (const turn of turns) {
    const last = all.at(-1);
    if (turn.role === 'user' && last?.role === 'user') {
      all[all.length - 1] = { role: 'user', content: `${last.content}\n\n${turn.content}` };
    } else all.push(turn);
  }
  return all;
}

/**
 * Names of the calls for the server, by our ids: nine letters and digits, which every server takes, whoever gave the first name.
 * A call has the same name in every request, so that prompt caches hit.
 */
function callNames(turns: readonly Turn[]): ReadonlyMap<string, string> {
  const ids = turns.flatMap((turn) => (turn.role === 'assistant' ? turn.calls.map(({ id }) => id) : []));
  return new Map(ids.map((id, index) => [id, `call${String(index + 1).padStart(5, '0')}`]));
}

function wire(names: ReadonlyMap<string, string>): (turn: Turn) => Wire {
  return (turn) => {
    switch (turn.role) {
      case 'system':
      case 'user':
        return { role: turn.role, content: filled(turn.content) };
      case 'tool':
        return {
          role: 'tool',
          tool_call_id: names.get(turn.call) ?? turn.call,
          content: filled(turn.content),
        };
      case 'assistant':
        if (turn.calls.length === 0) return { role: 'assistant', content: filled(turn.content) };
        return {
          role: 'assistant',
          content: turn.content === '' ? null : turn.content,
          tool_calls: turn.calls.map((call) => wireCall(call, names)),
        };
    }
  };
}

/** Some servers refuse an empty message. */
function filled(content: string): string {
  return content.trim() === '' ? '(nothing)' : content;
}

function wireCall(
  { id, tool, input }: ToolCall,
  names: ReadonlyMap<string, string>,
): OpenAI.Chat.ChatCompletionMessageToolCall {
  return {
    id: names.get(id) ?? id,
    type: 'function',
    function: { name: tool, arguments: isObject(input) ? input : JSON.stringify({ unreadable: input }) },
  };
}

/** Servers that read the arguments of earlier calls refuse the whole request over what is no JSON object. */
function isObject(input: string): boolean {
  try {
    const value: unknown = JSON.parse(input);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function toolOf({ name, description, parameters }: ToolHead): OpenAI.Chat.ChatCompletionTool {
  return { type: 'function', function: { name, description, parameters: { ...parameters } } };
}

export type Body = ReturnType<typeof bodyOf>;

/** The body of the request; `room` is how many tokens the window leaves to the answer. */
export function bodyOf(request: Request, server: Server, unknown: ReadonlySet<Extra>, room: number) {
  return {
    model: server.model,
    messages: [...request.messages],
    ...(request.tools.length === 0 ? {} : { tools: [...request.tools] }),
    ...formatOf(request, server, unknown),
    ...answerLimit(server, unknown, room),
    ...streaming(unknown),
  };
}

function formatOf({ schema }: Request, { abilities }: Server, unknown: ReadonlySet<Extra>) {
  if (schema === null || unknown.has('response_format')) return {};
  switch (abilities.structured) {
    case 'none':
      return {};
    case 'json_object':
      return { response_format: { type: 'json_object' as const } };
    case 'json_schema': {
      const json_schema = { name: 'answer', strict: true, schema: { ...schema } };
      return { response_format: { type: 'json_schema' as const, json_schema } };
    }
  }
}

function answerLimit({ abilities: { answer } }: Server, unknown: ReadonlySet<Extra>, room: number) {
  if (answer.tokens === null || unknown.has('answer')) return {};
  return { [answer.parameter]: Math.max(1, Math.min(answer.tokens, room)) };
}

function streaming(unknown: ReadonlySet<Extra>) {
  if (unknown.has('stream')) return {};
  if (unknown.has('stream_options')) return { stream: true };
  return { stream: true, stream_options: { include_usage: true } };
}

/** Tokens of all that a request says, with four more for the frame of each message and call. */
export function requestTokens({ messages, tools }: Request): number {
  const said = messages.reduce((tokens, message) => tokens + messageTokens(message), 0);
  return tools.length === 0 ? said : said + countTokens(JSON.stringify(tools));
}

function messageTokens(message: Wire): number {
  return textsOf(message).reduce((tokens, text) => tokens + countTokens(text) + 4, 0);
}

/** Bytes of what `requestTokens` counts. */
export function requestBytes({ messages, tools }: Request): number {
  const texts = [...messages.flatMap(textsOf), JSON.stringify(tools)];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}

function textsOf(message: Wire): readonly string[] {
  const content = typeof message.content === 'string' ? [message.content] : [];
  const calls = 'tool_calls' in message ? (message.tool_calls ?? []) : [];
  return [...content, ...calls.map((call) => JSON.stringify(call))];
}
