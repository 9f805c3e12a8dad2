import { z } from 'zod';

/**
 * One thing that was said or done in a conversation with a model, in the order it happened. `system` begins a conversation; milliseconds
 * are those of the model's answer and of the tool's work; dollars are null where the price is not known.
 */
export const Entry = z.discriminatedUnion('is', [
  z
    .object({
      is: z.literal('system'),
      conversation: z.string(),
      model: z.string(),
      system: z.string(),
      task: z.string(),
      tools: z.array(z.string()).readonly(),
    })
    .readonly(),
  z.object({ is: z.literal('mail'), by: z.string(), text: z.string() }).readonly(),
  z.object({ is: z.literal('nudge'), about: z.string(), text: z.string() }).readonly(),
  z
    .object({
      is: z.literal('said'),
      /** Counted from one in each conversation. */
      step: z.int(),
      model: z.string(),
      text: z.string(),
      ended: z.enum(['finished', 'calls', 'length']),
      tokensIn: z.number(),
      tokensCached: z.number(),
      tokensOut: z.number(),
      usd: z.number().nullable(),
      ms: z.number(),
    })
    .readonly(),
  z.object({ is: z.literal('called'), tool: z.string(), input: z.string() }).readonly(),
  z
    .object({
      is: z.literal('observed'),
      tool: z.string(),
      how: z.string(),
      text: z.string(),
      ms: z.number(),
    })
    .readonly(),
  z.object({ is: z.literal('ended'), how: z.string(), why: z.string(), steps: z.int() }).readonly(),
]);
export type Entry = z.infer<typeof Entry>;

/** The entry with every text in it that a model, a tool or a person wrote as `redact` gives it back. */
export function redactedEntry(entry: Entry, redact: (text: string) => string): Entry {
  switch (entry.is) {
    case 'system':
      return { ...entry, system: redact(entry.system), task: redact(entry.task) };
    case 'mail':
    case 'nudge':
    case 'said':
    case 'observed':
      return { ...entry, text: redact(entry.text) };
    case 'called':
      return { ...entry, tool: redact(entry.tool), input: redact(entry.input) };
    case 'ended':
      return { ...entry, why: redact(entry.why) };
  }
}
