import { z } from 'zod';
import { rankOf, Severity } from '../../core/finding.ts';
import { fencedLines, sections, unfenced } from '../../core/sections.ts';
import type { Reading } from '../../ports/model.ts';
import { describe, keyValues, section } from './answer.ts';

/** Code that a verdict rests on: it has to stand in the file as it is quoted. */
export const Proof = z
  .object({ path: z.string().trim().min(1), quote: z.string().regex(/\S/, 'is blank') })
  .readonly();
export type Proof = z.infer<typeof Proof>;

const Answer = z.enum(['yes', 'no']);

/** The answers to the questions that a claim is taken apart into; what to make of them is not the model's business. */
export const Verdict = z
  .object({
    /** Whether this change brought it about. */
    introduced: Answer,
    /** An input or an order of events, or `none`. */
    trigger: z.string().trim().min(1),
    /** What happens then. */
    outcome: z.string().trim().min(1),
    /** Whether code elsewhere rules it out. */
    contradicted: Answer,
    kind: z.enum(['defect', 'style', 'advice']),
    repeats: Answer,
    /** Whether the last thing that was run shows it. */
    ran: Answer.default('no'),
    severity: Severity,
    confidence: z.coerce.number().min(0).max(1),
    title: z.string().trim().min(1).max(300),
    body: z.string().trim().min(1),
    proofs: z.array(Proof).min(1, 'there is no <proof> with quoted code').max(10).readonly(),
    /** Replaces exactly the quoted lines of the claim. */
    suggestion: z.string().nullable(),
  })
  .readonly();
export type Verdict = z.infer<typeof Verdict>;

export const verdictForm = `<verdict>
introduced: yes | no
trigger: the input or order of events, in one line, or "none"
outcome: what happens then, in one line
contradicted: yes | no
kind: defect | style | advice
repeats: yes | no
ran: yes | no
severity: ${Severity.options.join(' | ')}
confidence: a number from 0 to 1
title: one line that names the defect
<proof>
path: path/of/the/file
\`\`\`
one to eight lines of code that your verdict rests on, copied exactly from the file
\`\`\`
</proof>
<body>
What goes wrong, with which input, and why: two to five plain sentences for the author of the change.
</body>
<suggestion>
\`\`\`
lines that replace exactly the quoted lines of the claim
\`\`\`
</suggestion>
</verdict>`;

/** Reads a verdict in the form of `verdictForm`. */
export function readVerdict(text: string): Reading<Verdict> {
  const [block] = sections(text, 'verdict').slice(-1);
  if (block === undefined) return { is: 'fault', fault: 'There is no <verdict> section.' };
  if (!block.isClosed) return { is: 'fault', fault: 'The verdict is not closed with </verdict>.' };
  const verdict = Verdict.safeParse(fieldsOf(block.text));
  return verdict.success
    ? { is: 'value', value: verdict.data }
    : { is: 'fault', fault: describe(verdict.error) };
}

const keys = /^(introduced|trigger|outcome|contradicted|kind|repeats|ran|severity|confidence|title)$/;

function fieldsOf(block: string): Record<string, unknown> {
  const head = block.split(/^[ \t]*<(?:proof|body|suggestion)>/m)[0] ?? '';
  const suggestion = section(block, 'suggestion');
  return {
    ...keyValues(head, keys),
    proofs: sections(block, 'proof').map(({ text }) => proofOf(text)),
    body: section(block, 'body') ?? '',
    suggestion: suggestion === undefined ? null : unfenced(suggestion),
  };
}

/** The fields of a `<proof>` section. */
export function proofOf(text: string): Record<string, unknown> {
  const path = keyValues(text.split(/^\s*(?:```|~~~)/m)[0] ?? '', /^path$/);
  return { ...path, quote: (fencedLines(text) ?? []).join('\n') };
}

/** Why a claim is not told. */
export const dropReasons = [
  'not in the code',
  'not introduced',
  'no trigger',
  'contradicted',
  'style or advice',
  'repeated',
  'without proof',
  'not sure enough',
  'not severe enough',
  'not checked',
] as const;
export type DropReason = (typeof dropReasons)[number];

/** What may be told: the thresholds of the repository. */
export interface Bar {
  readonly confidence: number;
  readonly severity: Severity;
}

/** Why a verdict does not pass; undefined where it does. Whether its proofs stand is for whoever can read the code. */
export function objection(verdict: Verdict, bar: Bar): DropReason | undefined {
  if (verdict.introduced === 'no') return 'not introduced';
  if (/^["'`]?none\b/i.test(verdict.trigger)) return 'no trigger';
  if (verdict.contradicted === 'yes') return 'contradicted';
  if (verdict.kind !== 'defect') return 'style or advice';
  if (verdict.repeats === 'yes') return 'repeated';
  if (verdict.confidence < bar.confidence) return 'not sure enough';
  return isBelow(verdict.severity, bar.severity) ? 'not severe enough' : undefined;
}

/** Whether a severity is less than the least that counts. */
export function isBelow(severity: Severity, least: Severity): boolean {
  return rankOf(severity) > rankOf(least);
}
