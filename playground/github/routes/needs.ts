import type { Needs } from '../route.ts';

/** What tokens need, by GitHub's page 'Permissions required for GitHub Apps'. */
export const metadata: Needs = { anyOf: [{ metadata: 'read' }], role: 'read' };
export const readContents: Needs = { anyOf: [{ contents: 'read' }], role: 'read' };
export const writeContents: Needs = { anyOf: [{ contents: 'write' }], role: 'write' };
export const readPulls: Needs = { anyOf: [{ pull_requests: 'read' }], role: 'read' };
export const writePulls: Needs = { anyOf: [{ pull_requests: 'write' }], role: 'read' };
export const readIssues: Needs = { anyOf: [{ issues: 'read' }, { pull_requests: 'read' }], role: 'read' };
export const writeIssues: Needs = { anyOf: [{ issues: 'write' }, { pull_requests: 'write' }], role: 'read' };
export const triageIssues: Needs = { ...writeIssues, role: 'triage' };
export const readChecks: Needs = { anyOf: [{ checks: 'read' }], role: 'read' };
export const writeChecks: Needs = { anyOf: [{ checks: 'write' }], role: 'apps-only' };
export const readStatuses: Needs = { anyOf: [{ statuses: 'read' }], role: 'read' };
export const readActions: Needs = { anyOf: [{ actions: 'read' }], role: 'read' };

/** The same, for a request that makes something people are notified of. */
export function creating(needs: Needs): Needs {
  return { ...needs, createsContent: true };
}
