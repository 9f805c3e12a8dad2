import type { Conversation, Said, ToolCall } from '../../ports/model.ts';
import { type Asker, checkFits, exchange } from './exchange.ts';
import type { Heard } from './heard.ts';
import { conversationQuestion } from './question.ts';
import { readToolText } from './tool-text.ts';

/**
 * Hears the next turn of a conversation. Throws Failure, the signal's reason, or an Error where the turns break the protocol,
 * which is a bug of whoever holds the conversation.
 */
export async function converse(asker: Asker, conversation: Conversation, signal: AbortSignal): Promise<Said> {
  const question = conversationQuestion(conversation);
  checkFits(asker, question);
  const taken = new Set(
    conversation.turns.flatMap((turn) => (turn.role === 'assistant' ? turn.calls.map(({ id }) => id) : [])),
  );
  const { value, usage } = await exchange(
    asker,
    question,
    (heard) => ({ value: saidIn(heard, taken), outcome: 'said' }),
    signal,
  );
  return { ...value, usage, model: asker.name };
}

function saidIn({ request, said }: Heard, taken: ReadonlySet<string>): Omit<Said, 'usage' | 'model'> {
  const inText = readToolText(said.text);
  const { content, calls } =
    request.isToolText && said.calls.length === 0
      ? { content: inText.content, calls: inText.calls.map((call) => ({ ...call, id: '' })) }
      : { content: said.text, calls: said.calls };
  return { content, calls: named(calls, taken), ended: endOf(said.finish, calls.length > 0) };
}

function endOf(finish: string | null, hasCalls: boolean): Said['ended'] {
  if (finish === 'length') return 'length';
  return hasCalls ? 'calls' : 'finished';
}

/** Each call under an id that no other call of the conversation has: some servers give none, and some the same ones in every answer. */
function named(calls: readonly ToolCall[], taken: ReadonlySet<string>): readonly ToolCall[] {
  const ids = new Set(taken);
  return calls.map(({ id, tool, input }) => {
    const own = freeId(id, ids);
    ids.add(own);
    return { id: own, tool, input: input.trim() === '' ? '{}' : input };
  });
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  if (id !== '' && !taken.has(id)) return id;
  const stem = id === '' ? 'call' : id;
  for (let number = taken.size + 1; ; number++) {
    const candidate = `${stem}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
