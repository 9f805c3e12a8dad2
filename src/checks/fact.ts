import { addedAnchor, addedLines } from '../core/added-lines.ts';
import type { FileDiff } from '../core/diff.ts';
import type { Finding } from '../core/finding.ts';

/** What a rule says, wherever it holds. */
export type Fact = Pick<Finding, 'severity' | 'category' | 'title' | 'body' | 'confidence'> & {
  readonly rule: string;
};

/** A fact about lines of the head, both included, as a finding on those that the change added; undefined where it added none of them. */
export function factOn(
  file: FileDiff,
  { from, to }: { readonly from: number; readonly to: number },
  fact: Fact,
): Finding | undefined {
  const anchor = addedAnchor(file, from, to);
  if (anchor === undefined) return undefined;
  const added = addedLines(file);
  const lines = Array.from(
    { length: anchor.end - anchor.start + 1 },
    (_, index) => added.get(anchor.start + index) ?? '',
  );
  return { ...factAbout(file.path, fact), anchor, quote: lines.join('\n') };
}

/** A fact about a file, where no line of the change shows it. */
export function factAbout(path: string, { rule, ...told }: Fact): Finding {
  return { path, anchor: null, quote: '', suggestion: null, evidence: rule, ...told };
}
