import { z } from 'zod';
import type { Turn } from '../ports/model.ts';

const Usage = z
  .object({
    tokensIn: z.number(),
    tokensCached: z.number(),
    tokensOut: z.number(),
    usd: z.number().nullable(),
  })
  .readonly();

const ToolCall = z.object({ id: z.string(), tool: z.string(), input: z.string() }).readonly();

const Said = z
  .object({
    content: z.string(),
    calls: z.array(ToolCall).readonly(),
    ended: z.enum(['finished', 'calls', 'length']),
    usage: Usage,
    model: z.string(),
  })
  .readonly();

/** What the model is told before it speaks: by people who steer, or by the loop itself. */
const Heard = z.discriminatedUnion('is', [
  z.object({ is: z.literal('mail'), id: z.number(), by: z.string(), text: z.string() }).readonly(),
  z.object({ is: z.literal('nudge'), about: z.string(), text: z.string() }).readonly(),
]);
export type Heard = z.infer<typeof Heard>;
export type Nudging = Extract<Heard, { is: 'nudge' }>;

/** The first half of a step: what the model heard, what it said then, and how many milliseconds that took. */
export const Query = z.object({ heard: z.array(Heard).readonly(), said: Said, ms: z.number() }).readonly();
export type Query = z.infer<typeof Query>;

const answered = { call: ToolCall, text: z.string(), ms: z.number(), changes: z.boolean() };

/**
 * How one call was answered, with the text that the model reads. `failed` is the tool's own word; `misused` is a call that no tool
 * could take; `unfinished` was cut off; `skipped` came after the work was done. `call` has the id under which the history knows it;
 * `changes` tells calls that may change something from those that only look.
 */
const Result = z.discriminatedUnion('how', [
  z.object({ how: z.enum(['seen', 'failed', 'misused', 'unfinished', 'skipped']), ...answered }).readonly(),
  z.object({ how: z.enum(['handed-in', 'done']), value: z.unknown(), ...answered }).readonly(),
]);
export type Result = z.infer<typeof Result>;

/** The second half of a step: what came of what the model said. Without calls its words are the answer, or should have been. */
export const Act = z.discriminatedUnion('is', [
  z.object({ is: z.literal('called'), results: z.array(Result).readonly() }).readonly(),
  z.object({ is: z.literal('answered'), value: z.unknown() }).readonly(),
  z.object({ is: z.literal('unreadable'), fault: z.string() }).readonly(),
  z.object({ is: z.literal('cut-off') }).readonly(),
]);
export type Act = z.infer<typeof Act>;

/** One round of the loop. Everything that is later judged or told to the model follows from the steps alone. */
export interface Step extends Query {
  readonly act: Act;
}

/** The calls of a step with their answers; none where the model only spoke. */
export function resultsOf({ act }: Pick<Step, 'act'>): readonly Result[] {
  return act.is === 'called' ? act.results : [];
}

/** The step as turns of the conversation. */
export function turnsOf(step: Step): readonly Turn[] {
  const results = resultsOf(step);
  const calls = results.map(({ call }) => call);
  return [
    ...heardTurns(step.heard),
    { role: 'assistant', content: step.said.content, calls },
    ...results.map(({ call, text }): Turn => ({ role: 'tool', call: call.id, content: text })),
  ];
}

/** One user's turn, or none. */
export function heardTurns(heard: readonly Heard[]): readonly Turn[] {
  if (heard.length === 0) return [];
  return [{ role: 'user', content: heard.map(({ text }) => text).join('\n\n') }];
}

/** Tokens in and out together, and milliseconds in which the model spoke or tools worked: waiting in a queue does not count. */
export function spentBy(steps: readonly Step[]): { readonly tokens: number; readonly ms: number } {
  return {
    tokens: total(steps.map(({ said }) => said.usage.tokensIn + said.usage.tokensOut)),
    ms: total(steps.flatMap((step) => [step.ms, ...resultsOf(step).map(({ ms }) => ms)])),
  };
}

/** What the steps cost together; dollars are null where the price of one is not known. */
export function usageOf(steps: readonly Step[]): z.infer<typeof Usage> {
  const all = steps.map(({ said }) => said.usage);
  const dollars = all.flatMap(({ usd }) => (usd === null ? [] : [usd]));
  return {
    tokensIn: total(all.map(({ tokensIn }) => tokensIn)),
    tokensCached: total(all.map(({ tokensCached }) => tokensCached)),
    tokensOut: total(all.map(({ tokensOut }) => tokensOut)),
    usd: dollars.length === all.length ? total(dollars) : null,
  };
}

export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
