import { userFailure } from '../../core/failure.ts';
import type { Answer, Message, Prompt, Reading, Usage } from '../../ports/model.ts';
import { type Asker, checkFits, exchange, questionTokens, type Reader } from './exchange.ts';
import type { Piece } from './piece.ts';
import { type Question, questionOf, turnOf } from './question.ts';

const mostTries = 3;

/** Asks until the prompt's reader can read the answer, at most three times, naming the fault. Throws Failure, or the signal's reason. */
export async function ask<T>(asker: Asker, prompt: Prompt<T>, signal: AbortSignal): Promise<Answer<T>> {
  const first = questionOf(prompt);
  checkFits(asker, first);
  let question: Question = first;
  let usage: Usage = { tokensIn: 0, tokensCached: 0, tokensOut: 0, usd: 0 };
  for (let tries = 1; ; tries++) {
    const { value, ...told } = await exchange(asker, question, readerOf(prompt), signal);
    usage = sum(usage, told.usage);
    const { reading, text } = value;
    if (reading.is === 'value') return { value: reading.value, usage, model: asker.name };
    question = { ...first, turns: [...first.turns, ...objection(text, reading.fault).map(turnOf)] };
    if (tries === mostTries || questionTokens(asker, question) >= asker.window) {
      throw userFailure({ is: 'model-unreadable', prompt: prompt.name, tries, fault: reading.fault });
    }
  }
}

function readerOf<T>(prompt: Prompt<T>): Reader<{ readonly reading: Reading<T>; readonly text: string }> {
  return ({ said }) => {
    const reading = readAnswer(prompt, said);
    return { value: { reading, text: said.text }, outcome: reading.is === 'value' ? 'read' : 'unreadable' };
  };
}

/** Reads the whole answer with the prompt's reader, unless it was cut off or is none. */
function readAnswer<T>(prompt: Prompt<T>, { text, finish }: Piece): Reading<T> {
  if (finish === 'length')
    return { is: 'fault', fault: 'The answer was too long and was cut off. Be briefer.' };
  if (text.trim() === '') return { is: 'fault', fault: 'The answer was empty.' };
  return prompt.read(text);
}

function sum(one: Usage, other: Usage): Usage {
  return {
    tokensIn: one.tokensIn + other.tokensIn,
    tokensCached: one.tokensCached + other.tokensCached,
    tokensOut: one.tokensOut + other.tokensOut,
    usd: one.usd === null || other.usd === null ? null : one.usd + other.usd,
  };
}

/** The end of the next question: what the model said, and what is wrong with it. Roles keep taking turns. */
function objection(text: string, fault: string): readonly Message[] {
  return [
    { role: 'assistant', content: quoted(text) },
    {
      role: 'user',
      content: `That answer could not be used. ${fault}\n\nGive the whole answer again, in the form asked for.`,
    },
  ];
}

/** Of an answer that ran on, the beginning is enough. */
function quoted(text: string): string {
  if (text.trim() === '') return '(nothing)';
  return text.length > 20_000 ? `${text.slice(0, 20_000)} (and so on)` : text;
}
