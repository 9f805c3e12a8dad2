import type { Change, Taken } from '../../core/change.ts';
import type { CommitOrder } from '../../ports/forge.ts';
import type { Name } from './names.ts';

/** Files as the mutation `createCommitOnBranch` takes them: contents in base64. */
export interface FileChanges {
  readonly additions: readonly { readonly path: string; readonly contents: string }[];
  readonly deletions: readonly { readonly path: string }[];
}

/**
 * The changes for `createCommitOnBranch`, or undefined where it cannot make them: it knows no second parent and no modes
 * (babarot/gh-infra#167), and takes only so much at once.
 */
export function fileChanges({
  merges,
  changes,
}: Pick<CommitOrder, 'merges' | 'changes'>): FileChanges | undefined {
  if (merges !== null) return undefined;
  const kept = changes.filter(({ after }) => after !== null);
  if (kept.some(({ mode }) => mode !== 'plain')) return undefined;
  const additions = kept.map(({ path, after }) => ({ path, contents: base64(after ?? '') }));
  const size = additions.reduce((sum, { contents }) => sum + contents.length, 0);
  if (size > mostAtOnce) return undefined;
  const deletions = changes.filter(({ after }) => after === null).map(({ path }) => ({ path }));
  return { additions, deletions };
}

/** Characters. GitHub breaks off above some 40 MB (EndBug/add-and-commit#685); a fourth of that is far from there. */
const mostAtOnce = 10_000_000;

/** The variables of `createCommitOnBranch`. */
export function commitInput(
  { branch, expectedHead, message }: CommitOrder,
  changes: FileChanges,
  { owner, repo }: Name,
): { readonly input: object } {
  const [, headline = '', body = ''] = /^([^\n]*)\n*([^]*)$/.exec(message) ?? [];
  return {
    input: {
      branch: { repositoryNameWithOwner: `${owner}/${repo}`, branchName: branch },
      expectedHeadOid: expectedHead,
      message: { headline, body },
      fileChanges: changes,
    },
  };
}

/** The content that needs a blob of its own, since a tree that held it would be too large; undefined where it does not. */
export function largeContent({
  after,
}: Change): { readonly content: string; readonly encoding: 'base64' } | undefined {
  if (after === null || after.length <= mostInTree) return undefined;
  return { content: base64(after), encoding: 'base64' };
}

/** Characters. */
const mostInTree = 100_000;

/** A file as a new tree takes it: its content, or the blob that has it already. Without either it is no longer there. */
export function treeEntry({ path, after, mode }: Change, blob: string | undefined) {
  const entry = { path, mode: modes[mode], type: 'blob' } as const;
  if (blob !== undefined) return { ...entry, sha: blob };
  return after === null ? { ...entry, sha: null } : { ...entry, content: after };
}

/** What a merge takes over, by the id that the other side has it under. */
export function takenEntry({ path, entry }: Taken) {
  if (entry === null) return { path, mode: modes.plain, type: 'blob', sha: null } as const;
  const type = entry.mode === '160000' ? ('commit' as const) : ('blob' as const);
  return { path, mode: entry.mode, type, sha: entry.id };
}

const modes = { plain: '100644', executable: '100755' } as const;

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
