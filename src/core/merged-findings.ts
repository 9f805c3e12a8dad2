import { type Finding, rankOf } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import { withSuggestionInBody } from './shown-suggestion.ts';

/**
 * Findings of one fingerprint on the same lines made one, where the first of them stood: the severest speaks,
 * and what the others say besides is added to it.
 */
export function mergedFindings(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(
    findings,
    (finding) => `${fingerprint(finding, null)} ${JSON.stringify(finding.anchor)}`,
  );
  return [...groups.values()].map((group) =>
    group.toSorted((one, other) => rankOf(one.severity) - rankOf(other.severity)).reduce(merged),
  );
}

function merged(kept: Finding, other: Finding): Finding {
  const takes = kept.suggestion === null || kept.suggestion === other.suggestion;
  return {
    ...kept,
    confidence: Math.max(kept.confidence, other.confidence),
    suggestion: takes ? other.suggestion : kept.suggestion,
    body: joined(kept.body, ...newsOf(kept, takes ? other : withSuggestionInBody(other))),
    evidence: joined(kept.evidence ?? '', ...beyond(kept.evidence ?? '', other.evidence ?? '')) || null,
  };
}

function newsOf(kept: Finding, other: Finding): readonly string[] {
  const isNewTitle = !`${kept.title}\n${kept.body}`.includes(other.title);
  return [...(isNewTitle ? [`**${other.title}**`] : []), ...beyond(kept.body, other.body)];
}

function beyond(known: string, text: string): readonly string[] {
  return known.includes(text) ? [] : [text];
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
