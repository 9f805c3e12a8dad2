import { APIConnectionError } from 'openai';
import { userFailure } from '../../core/failure.ts';
import { type Line, unknownTo } from './line.ts';
import { listen } from './listen.ts';
import { join, nothing, type Piece } from './piece.ts';
import type { Question } from './question.ts';
import { bodyOf, type Body, type Extra, type Request, requestOf } from './request.ts';
import { sizeOf } from './size.ts';
import { briefly } from './verdict.ts';

/** What was heard of an answer, and the error that ended it early; undefined where the model said all it wanted to. */
export interface Heard {
  readonly request: Request;
  readonly said: Piece;
  readonly error: unknown;
}

/**
 * Asks once and hears the answer out. A part of the request that the server does not know is left out from then on.
 * Never throws: what was heard until then is paid for, too. `window` is in tokens.
 */
export async function hear(
  line: Line,
  question: Question,
  window: number,
  signal: AbortSignal,
): Promise<Heard> {
  const { server, unknown } = line;
  const request = requestOf(question, server, unknown);
  const body = bodyOf(request, server, unknown, window - sizeOf(request, window));
  const heard = await hearOut(line, { name: question.name, body }, signal);
  const refused = unknownTo(heard.error);
  if (refused === undefined || !(keyOf(refused, line) in body)) return { request, ...heard };
  unknown.add(refused);
  return hear(line, question, window, signal);
}

function keyOf(extra: Extra, { server }: Line): string {
  return extra === 'answer' ? server.abilities.answer.parameter : extra;
}

async function hearOut(
  line: Line,
  asked: { readonly name: string; readonly body: Body },
  signal: AbortSignal,
): Promise<Omit<Heard, 'request'>> {
  let said = nothing;
  try {
    for await (const piece of listen(line, asked, signal)) said = join(said, piece);
    signal.throwIfAborted();
    checkEnd(said, line.server.model);
    return { said, error: undefined };
  } catch (error) {
    return { said, error };
  }
}

function checkEnd(said: Piece, model: string): void {
  const filtered = said.finish === 'content_filter' ? "the server's content filter stopped the answer" : '';
  const detail = briefly(said.refusal) || filtered;
  if (detail !== '') throw userFailure({ is: 'model-refused', model, detail });
  const brokeOff = said.finish === null && (said.chosen || said === nothing);
  if (brokeOff) throw new APIConnectionError({ message: 'the answer ended before the model did' });
}
