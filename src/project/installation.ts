import { createHash } from 'node:crypto';
import { fileNameOf, folderOf, pathIn } from './files.ts';
import { inputsOf } from './install-inputs.ts';
import { installsAlone, measuringCommand } from './install.ts';
import { managerOf } from './managers.ts';
import type { Command, Project } from './project.ts';

/** An installation that a few files decide: the same comes of it wherever these are the same. */
export interface Installation {
  /** Texts by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly folders: readonly string[];
  /** For how long it may stand for what would be installed later; null where that does not change. */
  readonly freshMs: number | null;
}

const dayMs = 24 * 60 * 60_000;

/**
 * The installation of a project, from the files that decide it, which are read here: null is one that is not there. Undefined where more
 * than those may have a say: scripts that run, a command of the settings, packages that lie in the repository, a manager that looks
 * at the sources.
 */
export async function installationOf(
  project: Project,
  read: (path: string) => Promise<string | null | undefined>,
): Promise<Installation | undefined> {
  const { manager, install, locked } = project;
  const inputs = inputsOf(manager);
  if (inputs === undefined || install === null || !isWithoutScripts(project, install)) return undefined;
  const files = new Map<string, string>();
  for (const path of locked) {
    const text = await read(path);
    if (text === undefined) return undefined;
    if (text !== null) files.set(path, text);
  }
  if ([...files.values()].some((text) => inputs.leadsOn.test(text))) return undefined;
  const isOpen = inputs.isOpen || install.from === installsAlone;
  return { files, folders: installedFolders(project), freshMs: isOpen ? dayMs : null };
}

function isWithoutScripts({ manager }: Project, { argv }: Command): boolean {
  return managerOf(manager).scriptsOff.every((word) => argv.includes(word));
}

/** Where a project's packages are put, from the root of the repository; not all of them need to be there. */
export function installedFolders({ manager, install, locked }: Project): readonly string[] {
  const inputs = inputsOf(manager);
  if (inputs === undefined || install === null) return [];
  const manifests = locked.filter((path) => fileNameOf(path) === inputs.manifest);
  const homes = inputs.isPerManifest ? [install.folder, ...manifests.map(folderOf)] : [install.folder];
  return [...new Set(homes)].map((folder) => pathIn(folder, inputs.folder));
}

/** The same for installations that come to the same; `surroundings` is what the machine has to do with it. */
export function installationKey(project: Project, { files }: Installation, surroundings: string): string {
  const { manager, install } = project;
  const measuring = measuringCommand(project)?.argv;
  return createHash('sha256')
    .update(JSON.stringify([manager, install?.argv, install?.folder, measuring, [...files], surroundings]))
    .digest('hex');
}
