import { z } from 'zod';

export const Severity = z.enum(['critical', 'high', 'medium', 'low']);
export type Severity = z.infer<typeof Severity>;

/** Zero for the severest. */
export function rankOf(severity: Severity): number {
  return Severity.options.indexOf(severity);
}

export const Category = z.enum([
  'bug',
  'security',
  'concurrency',
  'performance',
  'contract',
  'test',
  'maintainability',
]);
export type Category = z.infer<typeof Category>;

/** Lines of one side of the diff, first and last included: `old` counts in the base file, `new` in the head file. */
export const Anchor = z
  .object({
    path: z.string(),
    side: z.enum(['old', 'new']),
    start: z.int().positive(),
    end: z.int().positive(),
  })
  .readonly();
export type Anchor = z.infer<typeof Anchor>;

/**
 * One thing said about a change. The anchor is where the quoted code stands, when it was found;
 * a finding says nothing about where GitHub lets it be posted: that is `place()` of review.ts.
 */
export const Finding = z
  .object({
    path: z.string(),
    anchor: Anchor.nullable(),
    quote: z.string(),
    severity: Severity,
    category: Category,
    /** 0 to 1, as the model rates itself. */
    confidence: z.number().min(0).max(1),
    title: z.string(),
    body: z.string(),
    /** Replacement for exactly the anchor's lines, without fence or final newline. */
    suggestion: z.string().nullable(),
    evidence: z.string().nullable(),
  })
  .readonly();
export type Finding = z.infer<typeof Finding>;
