import { postedFinding } from '../../checks/suggestion-posted.ts';
import type { Finding } from '../../core/finding.ts';
import type { Thread } from '../../ports/forge.ts';

/** Findings of ours that nobody has settled: what they call wrong may not be held to be right by a test. */
export function openFindings(threads: readonly Thread[]): readonly Finding[] {
  return threads.flatMap(({ fingerprint, isResolved, path, line, startLine, comments }) => {
    const body = comments[0]?.body ?? '';
    if (fingerprint === null || isResolved || line === null) return [];
    return [
      {
        path,
        anchor: { path, side: 'new', start: startLine ?? line, end: line },
        quote: '',
        severity: 'medium',
        category: 'bug',
        confidence: 1,
        title: postedFinding(body).title,
        body,
        suggestion: null,
        evidence: null,
      } as const,
    ];
  });
}
