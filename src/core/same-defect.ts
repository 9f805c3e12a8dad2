import type { Anchor, Finding } from './finding.ts';
import { canonicalCode } from './quoted-code.ts';

/** What is known of a finding that was told before; of one whose comment alone is left, the code may be unknown. */
export interface Told {
  readonly path: string;
  readonly quote: string;
  readonly title: string;
}

/**
 * Whether two findings on one head tell of the same defect: they stand at the same lines, or close to them, and share code or words.
 * Readers with different questions put the same defect into different categories, so those do not count.
 */
export function areSame(one: Finding, other: Finding): boolean {
  if (one.path !== other.path) return false;
  if (one.anchor === null || other.anchor === null) return isTold(one, other);
  if (isSamePlace(one.anchor, other.anchor)) return sharedWords(one, other) >= fewWords;
  return isNear(one.anchor, other.anchor) && sharedWords(one, other) >= manyWords;
}

/** Whether two findings that were checked tell the same in nearly the same words, wherever they stand: one defect shows in many places. */
export function saySame(one: Finding, other: Finding): boolean {
  return areSame(one, other) || sharedWords(one, other) >= mostWords;
}

/** Whether a finding tells again what was told on an earlier head, where lines had other numbers. */
export function isTold(finding: Told, told: Told): boolean {
  if (finding.path !== told.path) return false;
  const [code, known] = [canonicalCode(finding.quote), canonicalCode(told.quote)];
  const isSameCode = known.length >= tellingCode && (code.includes(known) || known.includes(code));
  return sharedWords(finding, told) >= (isSameCode && code.length >= tellingCode ? fewWords : mostWords);
}

/** Shorter code stands in too many places to tell one from another. */
const tellingCode = 8;

/** Shares of words in common: at the same lines few are enough, at other lines it takes nearly all. */
const fewWords = 0.15;
const manyWords = 0.35;
const mostWords = 0.6;

function isSamePlace(one: Anchor, other: Anchor): boolean {
  return one.side === other.side && one.start <= other.end && other.start <= one.end;
}

function isNear(one: Anchor, other: Anchor): boolean {
  return one.side === other.side && one.start - 5 <= other.end && other.start - 5 <= one.end;
}

/** Of the words of both titles, the share that stands in both. */
function sharedWords(one: { readonly title: string }, other: { readonly title: string }): number {
  const [words, others] = [wordsOf(one.title), wordsOf(other.title)];
  const both = words.intersection(others).size;
  const smaller = Math.min(words.size, others.size);
  return smaller === 0 ? 0 : both / smaller;
}

/** Words that tell something, without their endings. */
function wordsOf(title: string): ReadonlySet<string> {
  const words = title.toLowerCase().match(/[\p{L}\p{N}_$]{3,}/gu) ?? [];
  return new Set(words.filter((word) => !empty.has(word)).map((word) => word.slice(0, 6)));
}

const empty = new Set(
  'the and for with that this from when not are can may will its into over than then has have was now does'.split(
    ' ',
  ),
);
