import { fence } from './fence.ts';
import type { Finding } from './finding.ts';
import { readingsOf } from './quoted-code.ts';

/** A finding whose suggestion cannot be committed on the spot: it is shown as a diff at the end of the body instead. */
export function withSuggestionInBody(finding: Finding): Finding {
  if (finding.suggestion === null) return finding;
  const quoted = readingsOf(finding.quote)[0]?.lines ?? [];
  const suggested = finding.suggestion === '' ? [] : finding.suggestion.split('\n');
  const lines = [...quoted.map((line) => `-${line}`), ...suggested.map((line) => `+${line}`)];
  const shown = lines.length === 0 ? '' : `\n\n${fence(lines.join('\n'), 'diff')}`;
  return { ...finding, suggestion: null, body: `${finding.body}${shown}` };
}
