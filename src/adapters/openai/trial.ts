import { type Failure, transientFailure } from '../../core/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ToolHead } from '../../ports/model.ts';
import { hear } from './heard.ts';
import { openLine } from './line.ts';
import type { CallPiece } from './piece.ts';
import { usualWindow } from './model.ts';
import type { Abilities } from './provider.ts';
import type { Question } from './question.ts';
import { type Extra, requestTokens } from './request.ts';
import type { Server } from './server.ts';
import { checkReadWhole, usageOf } from './usage.ts';
import { judge, namingNear } from './verdict.ts';

/** How a server took one small question, of which it was asked all that the protocol has. */
export type Trial =
  | {
      readonly is: 'heard';
      readonly text: string;
      readonly calls: readonly CallPiece[];
      /** What it turned away, and the question was asked without. */
      readonly refused: ReadonlySet<Extra>;
      readonly ms: number;
      readonly tokensOut: number;
      /** Tokens of the prompt as the server counts them; null where it does not tell. */
      readonly told: number | null;
      /** Tokens of the prompt as we count them. */
      readonly counted: number;
    }
  | { readonly is: 'failed'; readonly failure: Failure };

/** The questions: to count, to decide within a schema, to call a tool, and to find a word at the beginning of a long text. */
export type Kind = 'plain' | 'json_schema' | 'tools' | 'length';

export interface TrialOptions {
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
  /** How long the server may be silent, in milliseconds. */
  readonly idleMs: number;
}

/** Asks the server one question of a kind, once. What keeps it from answering is told as the model itself would have thrown it. */
export async function tryOut(server: Server, kind: Kind, options: TrialOptions): Promise<Trial> {
  const { clock, fetch = globalThis.fetch, idleMs } = options;
  const asked = { ...server, abilities: { ...server.abilities, ...everything } };
  const line = openLine({ server: asked, fetch, idleMs });
  const began = clock.now();
  const heard = await hear(line, questions[kind], usualWindow, AbortSignal.timeout(2 * idleMs));
  const now = clock.now();
  try {
    if (heard.error !== undefined) throw heard.error;
    checkReadWhole(heard.request, heard.said, server);
  } catch (error) {
    return { is: 'failed', failure: await failureOf(error) };
  }
  const { request, said } = heard;
  return {
    is: 'heard',
    text: said.text,
    calls: said.calls,
    refused: line.unknown,
    ms: now - began,
    tokensOut: usageOf(request, said, null).tokensOut,
    told: said.usage?.prompt_tokens || null,
    counted: requestTokens(request),
  };

  async function failureOf(error: unknown): Promise<Failure> {
    const verdict = judge(error, { server, prompt: kind, now });
    return verdict.is === 'over' ? namingNear(error, verdict.failure, line) : unavailable(verdict.detail);
  }
}

/** The table is what is tried here, so it is not asked. */
const everything: Pick<Abilities, 'structured' | 'tools'> = { structured: 'json_schema', tools: 'native' };

function unavailable(detail: string): Failure {
  return transientFailure({ is: 'model-unavailable', detail }, 0);
}

/** Found at the beginning of the long text alone, so that it is not known to whoever reads only the end. */
export const hiddenWord = 'marmalade';

/** What the tool adds, and the sum. */
const addTool: ToolHead = {
  name: 'add',
  description: 'Adds two whole numbers. You cannot add by yourself.',
  parameters: {
    type: 'object',
    properties: { one: { type: 'integer' }, other: { type: 'integer' } },
    required: ['one', 'other'],
    additionalProperties: false,
  },
};

const filler = 'The river was high that morning, and nobody on the bridge said a word about it. ';

const questions: Readonly<Record<Kind, Question>> = {
  plain: question(
    'plain',
    'Count from 1 to 40. Write the numbers with blanks between them, and nothing else.',
  ),
  json_schema: {
    ...question('json_schema', 'Which of the numbers 4, 9 and 7 is the largest, and is it odd?'),
    schema: {
      type: 'object',
      properties: { largest: { type: 'integer' }, isOdd: { type: 'boolean' } },
      required: ['largest', 'isOdd'],
      additionalProperties: false,
    },
  },
  tools: { ...question('tools', 'What is 20417 and 31388 together? Call the tool.'), tools: [addTool] },
  length: question(
    'length',
    `The word is ${hiddenWord}.\n\n${filler.repeat(350)}\n\nWhat is the word that this text begins with? Answer with the word alone.`,
  ),
};

function question(name: Kind, content: string): Question {
  return { name: `doctor-${name}`, turns: [{ role: 'user', content }], tools: [], schema: null };
}
