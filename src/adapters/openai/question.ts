import type { Message, Prompt, ToolHead, Turn, Conversation } from '../../ports/model.ts';

/** What is asked at once: a prompt or a conversation, with all that was said before. */
export interface Question {
  /** The prompt's name, sent as a header for the logs of gateways. */
  readonly name: string;
  readonly turns: readonly Turn[];
  readonly tools: readonly ToolHead[];
  /** The JSON Schema of the answer; null where it is text. */
  readonly schema: Readonly<Record<string, unknown>> | null;
}

export function questionOf(prompt: Prompt<unknown>): Question {
  return { name: prompt.name, turns: prompt.messages.map(turnOf), tools: [], schema: prompt.schema ?? null };
}

export function turnOf(message: Message): Turn {
  return message.role === 'assistant'
    ? { role: 'assistant', content: message.content, calls: [] }
    : { role: message.role, content: message.content };
}

/** Throws an Error where the conversation breaks the protocol, which is a bug of whoever holds it. */
export function conversationQuestion({ name, turns, tools }: Conversation): Question {
  const fault = protocolFault(turns);
  if (fault !== undefined) throw new Error(`the conversation '${name}' breaks the protocol: ${fault}`);
  return { name, turns, tools, schema: null };
}

/** What is wrong with the order of the turns; undefined where nothing is. */
function protocolFault(turns: readonly Turn[]): string | undefined {
  let open: readonly string[] = [];
  for (const [index, turn] of turns.entries()) {
    const fault = turnFault(turn, index, open);
    if (fault !== undefined) return `turn ${index + 1} ${fault}`;
    open = turn.role === 'assistant' ? turn.calls.map(({ id }) => id) : open.slice(1);
  }
  if (open.length > 0) return `the call '${open[0]}' is not answered`;
  if (turns.at(-1)?.role !== 'user' && turns.at(-1)?.role !== 'tool') return 'there is nothing to answer';
  const ids = turns.flatMap((turn) => (turn.role === 'assistant' ? turn.calls.map(({ id }) => id) : []));
  const again = ids.find((id, at) => ids.indexOf(id) !== at);
  return again === undefined ? undefined : `two calls have the id '${again}'`;
}

function turnFault(turn: Turn, index: number, open: readonly string[]): string | undefined {
  switch (turn.role) {
    case 'tool':
      return turn.call === open[0]
        ? undefined
        : `answers the call '${turn.call}', and '${open[0] ?? 'none'}' is due`;
    case 'system':
      return index === 0 ? undefined : 'is of the system, whose place is at the beginning';
    case 'user':
    case 'assistant':
      return open.length === 0 ? undefined : `comes before the call '${open[0]}' is answered`;
  }
}
