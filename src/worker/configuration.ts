import { type Leeway, type ReadConfig, readRepositoryConfig } from '../config/repository.ts';
import type { Forge } from '../ports/forge.ts';

const path = '.github/patchwright.yml';

/** The repository's own configuration. Only the default branch counts: a pull request cannot change how it is looked at. */
export async function readConfig(forge: Forge, leeway: Leeway): Promise<ReadConfig> {
  const { defaultBranch } = await forge.repository();
  return readRepositoryConfig(await forge.file(path, defaultBranch), leeway);
}
