import { z } from 'zod';

/** What became of a file since the commit: null where there was none, or is none any more. */
export const Change = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  mode: z.enum(['plain', 'executable']),
});
export type Change = Readonly<z.infer<typeof Change>>;

/**
 * A file that a merge takes over from the commit that is merged in, as it is there: what is no text, a link, a submodule. Its git
 * mode and id; null where it is not there any more.
 */
export const Taken = z
  .object({
    path: z.string(),
    entry: z
      .object({ mode: z.enum(['100644', '100755', '120000', '160000']), id: z.string() })
      .readonly()
      .nullable(),
  })
  .readonly();
export type Taken = z.infer<typeof Taken>;

/** A commit that is merged into another one: its second parent, and what is taken from it besides the changes. */
export const MergedCommit = z.object({ sha: z.string(), taken: z.array(Taken).readonly() }).readonly();
export type MergedCommit = z.infer<typeof MergedCommit>;
