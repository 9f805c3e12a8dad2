import { z } from 'zod';
import { hunkOf, linesOn } from './diff.ts';
import type { Diff } from './diff.ts';
import { Finding } from './finding.ts';
import type { Anchor } from './finding.ts';
import { mergedFindings } from './merged-findings.ts';
import { Overview } from './overview.ts';
import { canonicalCode, readingsOf } from './quoted-code.ts';
import { withSuggestionInBody } from './shown-suggestion.ts';

/** How many candidates there were, and why those that are not told are not, in words. */
export const Account = z
  .object({
    candidates: z.int(),
    dropped: z.array(z.object({ because: z.string(), count: z.int() }).readonly()).readonly(),
  })
  .readonly();
export type Account = z.infer<typeof Account>;

/** A review as it is going to be posted on one head: every finding has exactly one place. */
export const Review = z
  .object({
    headSha: z.string(),
    /** The model that gave the answer; null where none was asked. */
    model: z.string().nullable(),
    summary: z.string(),
    /** What the change is about, where it was large enough to be told apart. */
    overview: Overview.nullable().default(null),
    /** What was thought of and not told. */
    account: Account.default({ candidates: 0, dropped: [] }),
    /** What the app itself has to say, a line each: faults of the configuration, for instance. */
    notes: z.array(z.string()).readonly(),
    /** Findings whose anchor GitHub accepts as a comment on the diff. */
    inline: z.array(Finding).readonly(),
    /** The others: told in the summary under their file. */
    elsewhere: z.array(Finding).readonly(),
    lookedAt: z.array(z.string()).readonly(),
    /** What was not looked at, each with its reason. */
    notLookedAt: z.array(z.object({ path: z.string(), reason: z.string() }).readonly()).readonly(),
  })
  .readonly();
export type Review = z.infer<typeof Review>;

/**
 * Gives each finding one place: inline where every line of its anchor is shown by one hunk, else the summary. Findings that
 * say the same of the same lines become one. A suggestion stays one only where it would replace exactly the code quoted.
 */
export function place(findings: readonly Finding[], diff: Diff): Pick<Review, 'inline' | 'elsewhere'> {
  const inline: Finding[] = [];
  const elsewhere: Finding[] = [];
  for (const finding of mergedFindings(findings)) {
    const code = finding.anchor && codeAt(diff, finding.anchor);
    if (code === null) elsewhere.push(withSuggestionInBody(finding));
    else inline.push(withFittingSuggestion(finding, code));
  }
  return { inline, elsewhere };
}

/** The lines at the anchor; null where the diff does not show all of them in one hunk. */
export function codeAt(diff: Diff, { path, side, start, end }: Anchor): string | null {
  const file = diff.find((file) => file.path === path);
  const hunk = file && hunkOf(file, side, start);
  const isWhole = file && hunk && start <= end && hunkOf(file, side, end) === hunk;
  if (!isWhole) return null;
  const lines = linesOn(side, hunk).filter(({ number }) => start <= number && number <= end);
  return lines.map((line) => line.text.replace(/\r$/, '')).join('\n');
}

function withFittingSuggestion(finding: Finding, code: string): Finding {
  if (finding.suggestion === code) return { ...finding, suggestion: null };
  const isQuoted = readingsOf(finding.quote).some(
    (reading) => canonicalCode(reading.lines.join('\n')) === canonicalCode(code),
  );
  return isQuoted && finding.anchor?.side === 'new' ? finding : withSuggestionInBody(finding);
}
