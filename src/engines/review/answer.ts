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

/** What a reader says of a part of a change; a summary where one was asked for. */
export const Answer = z
  .object({ summary: z.string().nullable(), claims: z.array(Claim).readonly() })
  .readonly();
export type Answer = z.infer<typeof Answer>;

/**
 * Reads findings in tagged sections: a `<finding>` for each, with `key: value` lines and `<quote>`, `<body>`, `<suggestion>` inside, or
 * `<none/>`. Code stands in fenced blocks, so nothing in it needs escaping.
 */
export function readAnswer(text: string, summarises: boolean): Reading<Answer> {
  const summary = section(text, 'summary')?.trim() || null;
  if (summarises && summary === null) return fault('There is no <summary> section.');
  const { claims, faults } = readClaims(text);
  if (claims.length > 0 || saysNone(text)) return { is: 'value', value: { summary, claims } };
  if (summary !== null && faults.length === 0) return { is: 'value', value: { summary, claims } };
  return fault(faults[0] ?? 'There is neither a <finding> section nor <none/>.');
}

/** Findings that cannot be read cost themselves, and not the others: somebody may have talked the model into one. */
function readClaims(text: string): { readonly claims: readonly Claim[]; readonly faults: readonly string[] } {
  const claims: Claim[] = [];
  const faults: string[] = [];
  for (const [index, block] of sections(text, 'finding').entries()) {
    const claim = Claim.safeParse(fieldsOf(block.text));
    if (!block.isClosed) faults.push(`Finding ${index + 1} is not closed with </finding>.`);
    else if (claim.success) claims.push(claim.data);
    else faults.push(`Finding ${index + 1}: ${describe(claim.error)}`);
  }
  return { claims, faults };
}

function saysNone(text: string): boolean {
  return /^[ \t]*<none\s*\/?>/im.test(text);
}

function fault(sentence: string): Reading<never> {
  return { is: 'fault', fault: sentence };
}

function fieldsOf(block: string): Record<string, unknown> {
  const head = block.split(/^[ \t]*<(?:quote|body|suggestion)>/m)[0] ?? '';
  const suggestion = section(block, 'suggestion');
  return {
    side: 'new',
    ...keyValues(head, /^(path|side|severity|category|confidence|title)$/),
    quote: unfenced(section(block, 'quote') ?? ''),
    body: section(block, 'body') ?? '',
    suggestion: suggestion === undefined ? null : unfenced(suggestion),
  };
}

/** Lines of `key: value`, of the keys that are wanted; models like to dress words up, and a title keeps its own case and quotes. */
export function keyValues(head: string, wanted: RegExp): Record<string, string> {
  const pairs = head.split('\n').flatMap((line) => {
    const [, word = '', value = ''] = /^\s*[-*]?\s*\**(\w+)\**\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    const key = word.toLowerCase();
    return wanted.test(key) && value !== '' ? [[key, tidy(key, value)] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** Keys whose value is a sentence. */
const worded = new Set(['title', 'trigger', 'outcome']);

function tidy(key: string, value: string): string {
  if (worded.has(key)) return value;
  const plain = value.replaceAll(/^[`"'*]+|[`"'*]+$/g, '');
  return key === 'path' ? plain : plain.toLowerCase();
}

/** The inside of the first section of the tag. */
export function section(text: string, tag: string): string | undefined {
  return sections(text, tag)[0]?.text;
}

/** What is wrong with it, for whoever wrote it. */
export function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'answer'}: ${issue.message}`).join('; ');
}
