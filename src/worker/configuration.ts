import { type ConfigFault, readRepositoryConfig, type RepositoryConfig } from '../config/repository.ts';
import type { Forge } from '../ports/forge.ts';

const path = '.github/patchwright.yml';

/** The repository's own configuration. Only the default branch counts: a pull request cannot change how it is looked at. */
export async function readConfig(
  forge: Forge,
): Promise<{ readonly config: RepositoryConfig; readonly faults: readonly ConfigFault[] }> {
  const { defaultBranch } = await forge.repository();
  return readRepositoryConfig(await forge.file(path, defaultBranch));
}
