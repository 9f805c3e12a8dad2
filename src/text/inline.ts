import { fence } from '../core/fence.ts';
import type { Finding } from '../core/finding.ts';

/** A finding as a comment on its lines; a suggestion can be committed from there. */
export function inlineBody(finding: Finding): string {
  const suggestion = finding.suggestion === null ? [] : [fence(finding.suggestion, 'suggestion')];
  return [...statement(finding), ...suggestion, ...evidence(finding)].join('\n\n');
}

/** A finding where no comment can stand: it names its line, and its suggestion is only shown. */
export function findingText(finding: Finding): string {
  const [title, ...body] = statement(finding);
  const suggestion = finding.suggestion === null ? [] : ['Suggested instead:', fence(finding.suggestion, '')];
  return [`${title}${place(finding)}`, ...body, ...suggestion, ...evidence(finding)].join('\n\n');
}

function statement(finding: Finding): readonly string[] {
  const severity = finding.severity.charAt(0).toUpperCase() + finding.severity.slice(1);
  return [`**${severity}, ${finding.category}:** ${finding.title.trim()}`, finding.body.trim()];
}

function evidence(finding: Finding): readonly string[] {
  return finding.evidence === null ? [] : [`How this was checked: ${finding.evidence.trim()}`];
}

function place({ anchor }: Finding): string {
  if (anchor === null) return '';
  const lines = anchor.start === anchor.end ? `line ${anchor.end}` : `lines ${anchor.start} to ${anchor.end}`;
  return anchor.side === 'old' ? ` (${lines} before the change)` : ` (${lines})`;
}
