import { APIConnectionError } from 'openai';
import { userFailure } from '../../core/failure.ts';
import type { Prompt, Reading, Usage } from '../../ports/model.ts';
import { countTokens } from './count.ts';
import { type Line, listen, type Piece, type Question } from './listen.ts';
import { briefly } from './verdict.ts';

/** What was heard of an answer, and the error that ended it early; undefined where the model said all it wanted to. */
export interface Heard {
  readonly said: Piece;
  readonly error: unknown;
}

/** Asks once and hears the answer out. Never throws: what was heard until then is paid for, too. */
export async function hear(line: Line, question: Question, signal: AbortSignal): Promise<Heard> {
  let said = nothing;
  try {
    for await (const piece of listen(line, question, signal)) said = join(said, piece);
    signal.throwIfAborted();
    checkEnd(said, line.server.model);
    return { said, error: undefined };
  } catch (error) {
    return { said, error };
  }
}

const nothing: Piece = { chosen: false, text: '', refusal: '', finish: null, usage: null };

function join(said: Piece, piece: Piece): Piece {
  return {
    chosen: said.chosen || piece.chosen,
    text: said.text + piece.text,
    refusal: said.refusal + piece.refusal,
    finish: piece.finish ?? said.finish,
    usage: piece.usage ?? said.usage,
  };
}

function checkEnd(said: Piece, model: string): void {
  const filtered = said.finish === 'content_filter' ? "the server's content filter stopped the answer" : '';
  const detail = briefly(said.refusal) || filtered;
  if (detail !== '') throw userFailure({ is: 'model-refused', model, detail });
  const brokeOff = said.finish === null && (said.chosen || said === nothing);
  if (brokeOff) throw new APIConnectionError({ message: 'the answer ended before the model did' });
}

/** Reads the whole answer with the prompt's reader, unless it was cut off or is none. */
export function readAnswer<T>(prompt: Prompt<T>, { text, finish }: Piece): Reading<T> {
  if (finish === 'length')
    return { is: 'fault', fault: 'The answer was too long and was cut off. Be briefer.' };
  if (text.trim() === '') return { is: 'fault', fault: 'The answer was empty.' };
  return prompt.read(text);
}

/** The usage as the server tells it, otherwise counted here. A request that was turned away has none. */
export function usageOf(question: Question, said: Piece): Usage {
  if (said === nothing) return { tokensIn: 0, tokensCached: 0, tokensOut: 0, usd: null };
  const { usage } = said;
  // Zero tokens of prompt cannot be: some servers fill in zeros for what they do not count.
  const isTold = usage !== null && usage.prompt_tokens > 0;
  return {
    tokensIn: isTold ? usage.prompt_tokens : promptTokens(question),
    tokensCached: isTold ? (usage.prompt_tokens_details?.cached_tokens ?? 0) : 0,
    tokensOut: isTold ? usage.completion_tokens : countTokens(said.text),
    usd: null,
  };
}

/** Tokens of all messages, with four more for the frame of each. */
export function promptTokens({ messages }: Question): number {
  return messages.reduce((tokens, { content }) => tokens + countTokens(content) + 4, 0);
}
