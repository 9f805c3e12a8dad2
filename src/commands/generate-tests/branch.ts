import type { PullRequest } from '../../core/pull-request.ts';
import type { Forge } from '../../ports/forge.ts';

/** A branch for tests of a pull request: by its number, or the first name with a count behind it that no branch has. */
export async function freeBranch({ ref }: PullRequest, forge: Pick<Forge, 'branch'>): Promise<string> {
  const name = `patchwright/tests-${ref.number}`;
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if ((await forge.branch(candidate)) === undefined) return candidate;
  }
}
