import type { MergeOutcome } from '../../ports/forge.ts';
import { readComparison } from './pull-diff.ts';
import type { Reading } from './reading.ts';

/** What comes of merging one commit of the repository into another. GitHub tells where they parted, and git does the rest. */
export async function readMerge(
  at: Reading,
  into: string,
  from: string,
  signal: AbortSignal,
): Promise<MergeOutcome> {
  signal.throwIfAborted();
  const { merge_base_commit: parted, repository } = await readComparison(at, `${into}...${from}`, signal);
  if (parted.sha === from) return { is: 'contained' };
  return at.git.merge({ repository, into, from, mergeBase: parted.sha, token: await at.token(), signal });
}
