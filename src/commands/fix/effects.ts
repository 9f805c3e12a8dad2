import { patched } from '../../checks/suggestion-patch.ts';
import type { Change } from '../../core/change.ts';
import type { Diff } from '../../core/diff.ts';
import type { Effect } from '../../core/effect.ts';
import type { Cause } from '../../core/event.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { fixedReply, fixMessage, fixSummary, unfixedReply } from '../../text/fix.ts';
import type { Fix, FixPlan } from './plan.ts';

export interface Scene {
  readonly pull: PullRequest;
  readonly diff: Diff;
  readonly workspace: Workspace;
  readonly cause: Cause;
}

/** One commit for all fixes, and in each thread what became of it; the commit comes first, so that nothing is said before it is so. */
export async function fixEffects({ fixes, left }: FixPlan, scene: Scene): Promise<readonly Effect[]> {
  const { pull } = scene;
  const { branch } = pull.head;
  const done = fixes.flatMap(({ finding, by, checked }): readonly Effect[] => [
    reply(pull, finding.rootCommentId, fixedReply(by, branch, checked)),
    { kind: 'thread-state', pull: pull.ref, threadId: finding.threadId, isResolved: true },
  ]);
  const open = left.map(({ finding, why }) => reply(pull, finding.rootCommentId, unfixedReply(why)));
  return [...(await commitOf(fixes, scene)), ...done, ...open];
}

/** What was done, for whoever did not ask in the thread of the one finding. */
export function summaryOf({ fixes, left }: FixPlan, pull: PullRequest): string {
  return fixSummary(
    fixes.map(({ finding }) => finding),
    left.map(({ finding, why }) => ({ ...finding, why })),
    pull.head.branch,
  );
}

function reply({ ref }: PullRequest, rootCommentId: number, body: string): Effect {
  return { kind: 'thread-reply', pull: ref, rootCommentId, body };
}

async function commitOf(fixes: readonly Fix[], scene: Scene): Promise<readonly Effect[]> {
  if (fixes.length === 0) return [];
  const { id, owner, repo } = scene.pull.ref;
  return [
    {
      kind: 'commits',
      repository: { id, owner, repo },
      branch: scene.pull.head.branch,
      isNew: false,
      merges: null,
      expectedHead: scene.workspace.sha,
      ...fixMessage(fixes.map(({ finding }) => finding.title)),
      coAuthor: requesterOf(scene.cause),
      changes: await changesOf(fixes, scene),
    },
  ];
}

function requesterOf(cause: Cause) {
  if (cause.kind !== 'delivery') return null;
  const { login, id } = cause.sender;
  return { login, id };
}

async function changesOf(fixes: readonly Fix[], { workspace, diff }: Scene): Promise<readonly Change[]> {
  const byPath = Map.groupBy(
    fixes.flatMap(({ patches }) => patches),
    ({ path }) => path,
  );
  const changes: Change[] = [];
  for (const [path, patches] of byPath) {
    const there = await workspace.text(path);
    if (there.is === 'refused') throw new Error(`${path} was there and is not any more`);
    const mode = diff.find((file) => file.path === path)?.newMode === '100755' ? 'executable' : 'plain';
    changes.push({ path, before: there.text, after: patched(there.text, patches), mode });
  }
  return changes;
}
