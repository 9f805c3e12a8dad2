const prefixes = {
  account: 'U_',
  app: 'A_',
  installation: 'MDIz',
  repository: 'R_',
  label: 'LA_',
  issue: 'I_',
  pull: 'PR_',
  comment: 'IC_',
  review: 'PRR_',
  thread: 'PRRT_',
  reviewComment: 'PRRC_',
  reaction: 'REA_',
  checkSuite: 'CS_',
  checkRun: 'CR_',
  workflowRun: 'WFR_',
  commit: 'C_',
  status: 'SC_',
  ref: 'REF_',
  blob: 'B_',
} as const;

export type NodeKind = keyof typeof prefixes;

/** The opaque id by which GraphQL knows a thing; `parseNodeId` reads it back. */
export function nodeId(kind: NodeKind, id: number | string) {
  return prefixes[kind] + Buffer.from(`${kind}:${id}`).toString('base64url');
}

export function parseNodeId(text: string) {
  for (const [kind, prefix] of Object.entries(prefixes)) {
    if (!text.startsWith(prefix)) continue;
    const [named, id] = Buffer.from(text.slice(prefix.length), 'base64url').toString('utf8').split(':');
    if (named === kind && id !== undefined) return { kind, id };
  }
  return undefined;
}
