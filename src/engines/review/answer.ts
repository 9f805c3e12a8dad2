import { z } from 'zod';
import { Category, Severity } from '../../core/finding.ts';
import { sections, unfenced } from '../../core/sections.ts';
import type { Reading } from '../../ports/model.ts';

/** A finding as the model wrote it: the place is a quote, never a number. */
export const Claim = z
  .object({
    path: z.string().trim().min(1),
    side: z.enum(['old', 'new']),
    severity: Severity,
    category: Category,
    confidence: z.coerce.number().min(0).max(1),
    title: z.string().trim().min(1).max(300),
    quote: z.string().min(1),
    body: z.string().trim().min(1),
    suggestion: z.string().nullable(),
  })
  .readonly();
export type Claim = z.infer<typeof Claim>;

export const ReviewAnswer = z
  .object({ summary: z.string().trim().min(1), claims: z.array(Claim).readonly() })
  .readonly();
export type ReviewAnswer = z.infer<typeof ReviewAnswer>;

/**
 * Reads an answer in tagged sections: one `<summary>`, then a `<finding>` for each finding, with `key: value` lines and
 * `<quote>`, `<body>`, `<suggestion>` inside. Code stands in fenced blocks, so nothing in it needs escaping.
 */
export function readReviewAnswer(text: string): Reading<ReviewAnswer> {
  const summary = section(text, 'summary');
  if (summary === undefined) return fault('There is no <summary> section.');
  const claims: Claim[] = [];
  for (const [index, block] of sections(text, 'finding').entries()) {
    if (!block.isClosed) return fault(`Finding ${index + 1} is not closed with </finding>.`);
    const claim = Claim.safeParse(fieldsOf(block.text));
    if (!claim.success) return fault(`Finding ${index + 1}: ${describe(claim.error)}`);
    claims.push(claim.data);
  }
  const answer = ReviewAnswer.safeParse({ summary, claims });
  return answer.success ? { is: 'value', value: answer.data } : fault(describe(answer.error));
}

function fault(sentence: string): Reading<never> {
  return { is: 'fault', fault: sentence };
}

function fieldsOf(block: string): Record<string, unknown> {
  const head = block.split(/^[ \t]*<(?:quote|body|suggestion)>/m)[0] ?? '';
  const suggestion = section(block, 'suggestion');
  return {
    side: 'new',
    ...keyValues(head),
    quote: unfenced(section(block, 'quote') ?? ''),
    body: section(block, 'body') ?? '',
    suggestion: suggestion === undefined ? null : unfenced(suggestion),
  };
}

function keyValues(head: string): Record<string, string> {
  const pairs = head.split('\n').flatMap((line) => {
    const match = /^\s*(path|side|severity|category|confidence|title)\s*:\s*(.*?)\s*$/i.exec(line);
    const [, key, value] = match ?? [];
    return key === undefined || value === undefined ? [] : [[key.toLowerCase(), tidy(key, value)] as const];
  });
  return Object.fromEntries(pairs);
}

/** Models like to dress words up; a title keeps its own case and quotes. */
function tidy(key: string, value: string): string {
  if (key.toLowerCase() === 'title') return value;
  const plain = value.replaceAll(/^[`"'*]+|[`"'*]+$/g, '');
  return key.toLowerCase() === 'path' ? plain : plain.toLowerCase();
}

function section(text: string, tag: string): string | undefined {
  return sections(text, tag)[0]?.text;
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'answer'}: ${issue.message}`).join('; ');
}
