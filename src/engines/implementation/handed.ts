import { z } from 'zod';
import { Declined, ThreadAnswer } from '../../core/implemented.ts';

/** What ends the conversation, or is kept in case nothing better comes. */
export const Handed = z.discriminatedUnion('is', [
  z.object({ is: z.literal('question'), question: z.string(), because: z.string() }).readonly(),
  z.object({ is: z.literal('declined'), because: Declined }).readonly(),
  z
    .object({
      is: z.literal('submitted'),
      title: z.string(),
      summary: z.string(),
      notDone: z.array(z.string()).readonly(),
      lookAt: z.array(z.string()).readonly(),
      split: z.string().nullable(),
      answers: z.array(ThreadAnswer).readonly(),
    })
    .readonly(),
]);
export type Handed = z.infer<typeof Handed>;
export type Submitted = Extract<Handed, { is: 'submitted' }>;
