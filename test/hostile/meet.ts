import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openCheckouts } from '../../src/adapters/git/checkout.ts';
import { headOf } from '../../src/adapters/git/commit-source.ts';
import { rangeDiff, rangeIntent, resolveRange } from '../../src/adapters/git/range.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import { Failure } from '../../src/core/failure.ts';
import type { Told } from './attack.ts';
import { contents } from './evidence.ts';
import type { Place } from './place.ts';

export interface Meeting {
  /** The repository: the tree unless said. */
  readonly directory?: string;
  readonly base?: string;
  readonly head?: string;
}

/** Meets a hostile repository as the app does: reads what its commits say, writes the newest into a folder, and compares the two. */
export async function meet(
  { tree, own }: Place,
  { directory = tree, base = 'base', head = 'head' }: Meeting = {},
): Promise<Told> {
  const git = openGit({ environment: process.env });
  const home = join(own, 'checkouts');
  try {
    const range = await resolveRange(git, directory, base, head);
    await using checkouts = await openCheckouts({ git, directory: home });
    await using checkout = await checkouts.open(headOf(range), new AbortController().signal);
    const { title, body } = await rangeIntent(range);
    const files = [...contents(checkout.directory).values()];
    const left = [...new Set(checkout.left.map(({ because }) => because))];
    return {
      ended: left.length === 0 ? 'exported' : `left out: ${left.join(', ')}`,
      output: [title, body, await rangeDiff(range), ...files].join('\n'),
      harm: [],
    };
  } catch (error) {
    if (error instanceof Failure)
      return { ended: reasonOf(error), output: JSON.stringify(error.why), harm: [] };
    throw error;
  } finally {
    /** Not with what is in it: nothing may be. */
    await rmdir(home).catch(() => undefined);
  }
}

function reasonOf({ why }: Failure): string {
  return 'reason' in why ? `refused: ${why.reason.is}` : `refused: ${why.kind}`;
}
