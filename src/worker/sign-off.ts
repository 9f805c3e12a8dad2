import { demandsSignOff } from '../core/sign-off.ts';
import type { Forge, Signer } from '../ports/forge.ts';

/** Where a repository's settings of the check lie, and what it says to those who contribute. */
const settings = ['.github/dco.yml', '.github/dco.yaml', 'dco.yml'];
const guides = ['CONTRIBUTING.md', '.github/CONTRIBUTING.md', 'docs/CONTRIBUTING.md', 'CONTRIBUTING.rst'];

/** Who signs commits off where the default branch demands it; null where it does not. */
export async function signerFor(
  forge: Pick<Forge, 'repository' | 'branch' | 'file' | 'signer'>,
): Promise<Signer | null> {
  const { defaultBranch } = await forge.repository();
  const [commits, checks, texts] = await Promise.all([
    forge.branch(defaultBranch),
    Promise.all(settings.map((path) => forge.file(path, defaultBranch))),
    Promise.all(guides.map((path) => forge.file(path, defaultBranch))),
  ]);
  const isDemanded = demandsSignOff({
    isChecked: checks.some((text) => text !== undefined),
    guides: texts.flatMap((text) => text ?? []),
    commits: (commits ?? []).map(({ isSignedOff }) => isSignedOff),
  });
  return isDemanded ? await forge.signer() : null;
}
