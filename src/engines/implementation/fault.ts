import { z } from 'zod';

/** Something in the change that nobody should get unawares. */
export const Fault = z
  .object({
    /** A sentence, for the model and for people. */
    text: z.string(),
    /** What is refused has to be mended, and what is to be justified mended or explained; the rest is only told to whoever reads the draft. */
    weight: z.enum(['refuse', 'justify', 'tell']),
    /** The file that is put back where it is not mended; null where that would not help. */
    undo: z.string().nullable(),
  })
  .readonly();
export type Fault = z.infer<typeof Fault>;

export function refused(text: string): Fault {
  return { text, weight: 'refuse', undo: null };
}

/** Says of a test, or of some, that nobody should take a red or a green from it. */
export function unsteady(what: string): Fault {
  const text = `${what} failed in one run and passed in another, on the same files: it does not always come out the same.`;
  return { text, weight: 'tell', undo: null };
}
