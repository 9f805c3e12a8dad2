import { z } from 'zod';

/** What became of a file since the commit: null where there was none, or is none any more. */
export const Change = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  mode: z.enum(['plain', 'executable']),
});
export type Change = Readonly<z.infer<typeof Change>>;
