import { detectNode } from './detect-node.ts';
import { detectOther } from './detect-other.ts';
import { fileNameOf, folderOf, pathIn, type RepositoryFiles } from './files.ts';
import { hintsIn, type Hint } from './hints.ts';
import { isMarker, type ManagerName, managerNames, managerOf } from './managers.ts';
import { noSettings, type Project, type ProjectSettings } from './project.ts';
import { runnerOf } from './runners.ts';
import { overridden } from './settings.ts';

export interface Detection {
  /** Sorted by folder: the root first. */
  readonly projects: readonly Project[];
  /** What the repository says of itself to people and other tools. Nothing of it is run. */
  readonly hints: readonly Hint[];
  /** In sentences: what was taken for granted of the repository, and what was left out. */
  readonly assumed: readonly string[];
}

/** A folder with the manager that its files say it has. */
export interface Site {
  readonly files: RepositoryFiles;
  /** All paths of the repository. */
  readonly paths: readonly string[];
  readonly folder: string;
  readonly manager: ManagerName;
  /** Null where a manifest is all that is there. */
  readonly lockfile: string | null;
}

const mostProjects = 50;

/** How a repository is installed, built, tested and linted, as its files and the settings of its default branch say. */
export async function detectProjects(
  files: RepositoryFiles,
  settings: ProjectSettings = noSettings,
): Promise<Detection> {
  const paths = (await files.list()).filter((path) => !isForeign(path));
  const sites = await sitesIn(files, paths);
  const found = await Promise.all(sites.slice(0, mostProjects).map((site) => detect(site)));
  const { projects, assumed } = overridden(
    found.filter((each) => each !== undefined),
    settings,
  );
  const over = sites.length - mostProjects;
  return {
    projects: projects.map(equipped),
    hints: await hintsIn(files, paths),
    assumed: over > 0 ? [...assumed, `${over} more projects are left out.`] : assumed,
  };
}

/**
 * With the tools of its test runners. All that is run of a project is run with the same ones: an environment of Python's belongs to the
 * Python that made it, and shares its modules.
 */
function equipped(project: Project): Project {
  const needed = project.runners.flatMap(({ name }) => runnerOf(name).tools);
  const others = project.tools.filter((tool) => !needed.some((each) => each.startsWith(`${tool} with `)));
  return { ...project, tools: [...new Set([...others, ...needed])] };
}

/** What lies there is not ours to test: packages of others, samples, and what tests are fed with. */
function isForeign(path: string): boolean {
  return /(?:^|\/)(?:node_modules|vendor|\.venv|venv|fixtures|__fixtures__|testdata|test-data|templates?|third[_-]party)\//.test(
    path,
  );
}

async function sitesIn(files: RepositoryFiles, paths: readonly string[]): Promise<readonly Site[]> {
  const markers = paths.filter(isMarker);
  const folders = [...new Set(markers.map(folderOf))].sort((one, other) => one.length - other.length);
  const sites = await Promise.all(
    folders.map(async (folder) => {
      const names = new Set(markers.filter((path) => folderOf(path) === folder).map(fileNameOf));
      return managersFor({ files, paths, folder }, names);
    }),
  );
  return sites.flat();
}

/** One manager for each language: a folder may hold a Python package and the tools of its web page. */
async function managersFor(place: Place, names: ReadonlySet<string>): Promise<readonly Site[]> {
  const sites: Site[] = [];
  for (const manager of managerNames) {
    const { ecosystem, manifests } = managerOf(manager);
    if (sites.some((site) => managerOf(site.manager).ecosystem === ecosystem)) continue;
    const lockfile = await lockfileOf(place, names, manager);
    if (lockfile !== null || manifests.some((manifest) => names.has(manifest)))
      sites.push({ ...place, manager, lockfile });
  }
  return sites;
}

type Place = Omit<Site, 'manager' | 'lockfile'>;

async function lockfileOf({ files, folder }: Place, names: ReadonlySet<string>, manager: ManagerName) {
  const { lockfiles, lockfileText } = managerOf(manager);
  const name = lockfiles.find((lockfile) => names.has(lockfile));
  if (name === undefined) return null;
  const path = pathIn(folder, name);
  const isOther = lockfileText?.test((await files.read(path)) ?? '') === false;
  return isOther ? null : path;
}

async function detect(site: Site): Promise<Project | undefined> {
  return managerOf(site.manager).ecosystem === 'node' ? detectNode(site) : detectOther(site);
}
