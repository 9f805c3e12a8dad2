import { z } from 'zod';

/** One thing that a linked issue asks for, and whether the change does it. */
export const Requirement = z
  .object({
    issue: z.int().positive(),
    text: z.string(),
    met: z.enum(['yes', 'partly', 'no', 'unclear']),
    /** A path of the change. */
    place: z.string().nullable(),
  })
  .readonly();
export type Requirement = z.infer<typeof Requirement>;

/** What a change is about, as a model describes it. Nothing is decided by it. */
export const Overview = z
  .object({
    summary: z.string().min(1),
    files: z.array(z.object({ path: z.string(), what: z.string() }).readonly()).readonly(),
    risk: z
      .object({ level: z.enum(['low', 'medium', 'high']), why: z.string() })
      .readonly()
      .nullable(),
    /** From 1, a minute of a reviewer's time, to 5, half a day. */
    effort: z.int().min(1).max(5).nullable(),
    requirements: z.array(Requirement).readonly(),
  })
  .readonly();
export type Overview = z.infer<typeof Overview>;
