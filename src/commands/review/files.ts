import { Failure } from '../../core/failure.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { failureSentence } from '../../text/failures.ts';
import { diffAlone } from '../../text/review.ts';

/** The files at the head; where there are too many to be had, a sentence that says so. */
export type Files =
  | { readonly is: 'files'; readonly workspace: Workspace }
  | { readonly is: 'none'; readonly because: string };

/** Opens the files of a commit. Whoever gets them disposes of them. */
export async function filesAt(
  sha: string,
  { forge, signal }: { readonly forge: Pick<Forge, 'workspace'>; readonly signal: AbortSignal },
): Promise<Files> {
  try {
    return { is: 'files', workspace: await forge.workspace(sha, signal) };
  } catch (error) {
    if (!(error instanceof Failure) || error.why.kind !== 'budget') throw error;
    const { reason } = error.why;
    return {
      is: 'none',
      because: reason.is === 'too-large' ? diffAlone(reason) : failureSentence(error.why),
    };
  }
}
