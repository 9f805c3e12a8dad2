import { APIError } from 'openai';
import { z } from 'zod';
import { type Server, setupFailure } from './server.ts';

/** Some of an answer. A server that does not stream gives one piece. */
export interface Piece {
  /** False for a piece without a choice, as the one that only tells the usage. */
  readonly chosen: boolean;
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly CallPiece[];
  /** Why the model stopped, in the last piece of its text. */
  readonly finish: string | null;
  readonly usage: PieceUsage | null;
}

/** Some of a call of a tool: the name comes first and at once, the arguments in pieces. Any of it may be missing. */
export interface CallPiece {
  /** Which call of the answer it belongs to; null where the server does not say. */
  readonly index: number | null;
  readonly id: string;
  readonly tool: string;
  readonly input: string;
}

const Count = z.int().nonnegative();

const PieceUsage = z.object({
  prompt_tokens: Count,
  completion_tokens: Count,
  prompt_tokens_details: z.object({ cached_tokens: Count.nullish() }).nullish(),
});
export type PieceUsage = z.infer<typeof PieceUsage>;

/** Arguments are JSON in a text; some servers give the JSON itself. */
const Arguments = z.union([
  z.string(),
  z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value)),
]);

const Call = z
  .object({
    index: Count.nullish(),
    id: z.string().nullish(),
    function: z.object({ name: z.string().nullish(), arguments: Arguments.nullish() }).nullish(),
  })
  .transform(({ index, id, function: called }): CallPiece => {
    return { index: index ?? null, id: id ?? '', tool: called?.name ?? '', input: called?.arguments ?? '' };
  });

const Said = z.object({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(Call).nullish(),
});

const Choice = z.object({
  message: Said.nullish(),
  delta: Said.nullish(),
  finish_reason: z.string().nullish(),
});
type Choice = z.infer<typeof Choice>;

/** A completion or a chunk of one. Servers leave out more than the specification allows. */
const Body = z.object({ choices: z.array(Choice).nullish(), usage: PieceUsage.nullish().catch(null) });

/** What some gateways answer with status 200. */
const Fault = z.object({ error: z.looseObject({}) });

/** Reads a body or an event of a stream. Throws the package's errors, and Failure `model-setup`. */
export function pieceOf(body: unknown, server: Server): Piece {
  const fault = Fault.safeParse(body);
  if (fault.success) throw new APIError(undefined, fault.data.error, undefined, undefined);
  const { data } = Body.safeParse(body);
  if (data === undefined) {
    throw setupFailure(
      `${server.host} does not answer in the form of OpenAI's chat completions; check ${server.addressVariable}`,
    );
  }
  const usage = data.usage ?? null;
  const choice = data.choices?.[0];
  if (choice === undefined) return { chosen: false, text: '', refusal: '', calls: [], finish: null, usage };
  return { chosen: true, ...said(choice), usage };
}

function said({ message, delta, finish_reason }: Choice): Omit<Piece, 'chosen' | 'usage'> {
  const some = message ?? delta;
  // A message, unlike a delta, is whole, whether the server says why it ended or not.
  const finish = finish_reason ?? (message ? 'stop' : null);
  const { content, refusal } = some ?? {};
  const calls = some?.tool_calls ?? [];
  const placed = message ? calls.map((call, index) => ({ ...call, index })) : calls;
  return { text: content ?? '', refusal: refusal ?? '', calls: placed, finish };
}

export const nothing: Piece = {
  chosen: false,
  text: '',
  refusal: '',
  calls: [],
  finish: null,
  usage: null,
};

/** What was said so far and a piece more. */
export function join(said: Piece, piece: Piece): Piece {
  return {
    chosen: said.chosen || piece.chosen,
    text: said.text + piece.text,
    refusal: said.refusal + piece.refusal,
    calls: piece.calls.reduce(addCall, said.calls),
    finish: piece.finish ?? said.finish,
    usage: piece.usage ?? said.usage,
  };
}

function addCall(calls: readonly CallPiece[], piece: CallPiece): readonly CallPiece[] {
  const at = placeOf(piece, calls);
  const call = calls[at];
  if (call === undefined) return [...calls, piece];
  const whole = {
    ...call,
    id: call.id || piece.id,
    tool: call.tool || piece.tool,
    input: call.input + piece.input,
  };
  return calls.with(at, whole);
}

/** The call that a piece goes on with. Some servers give every call the same index, others none: then a new id, or a name again, is a new call. */
function placeOf({ index, id, tool }: CallPiece, calls: readonly CallPiece[]): number {
  const at = index === null ? calls.length - 1 : calls.findLastIndex((call) => call.index === index);
  const call = calls[at];
  if (call === undefined) return calls.length;
  const hasOtherId = id !== '' && call.id !== '' && id !== call.id;
  const isNamedAgain = index === null && id === '' && tool !== '' && call.tool !== '';
  return hasOtherId || isNamedAgain ? calls.length : at;
}
