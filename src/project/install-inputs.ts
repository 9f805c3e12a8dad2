import { fileNameOf, folderOf } from './files.ts';
import type { ManagerName } from './managers.ts';

/** What a package manager looks at when it installs without scripts, and where it puts what it installs. */
export interface InstallInputs {
  /** Its manifest: of the folder, and of each workspace. */
  readonly manifest: string;
  /** Other files that it reads, from its folder. */
  readonly others: RegExp;
  /** What in one of these means that it reads more: packages that lie in the repository. */
  readonly leadsOn: RegExp;
  /** Whether its lockfile may leave versions open. */
  readonly isOpen: boolean;
  /** The folder of packages, and whether each folder with a manifest may have one. */
  readonly folder: string;
  readonly isPerManifest: boolean;
}

const node: InstallInputs = {
  manifest: 'package.json',
  others: /^(?:\.npmrc|\.yarnrc|\.pnpmfile\.cjs|pnpm-workspace\.yaml|patches\/[^/]+)$/,
  leadsOn: /"(?:file|link|portal):/,
  isOpen: false,
  folder: 'node_modules',
  isPerManifest: true,
};

const python: InstallInputs = {
  manifest: 'pyproject.toml',
  others: /^(?:\.python-version|uv\.toml|poetry\.toml|Pipfile)$/,
  leadsOn:
    /source = \{ (?:editable|directory|path) = "(?!\.")|^type = "(?:directory|file)"|"(?:path|file)":/m,
  isOpen: false,
  folder: '.venv',
  isPerManifest: false,
};

/**
 * Managers that need no more than these files. npm, pnpm and pip were seen to install the same from them as in the repository; of the others
 * it is what they document.
 */
const inputs: Readonly<Partial<Record<ManagerName, InstallInputs>>> = {
  npm: node,
  pnpm: node,
  yarn: node,
  uv: python,
  poetry: python,
  pipenv: python,
  pip: {
    ...python,
    others: /^(?:requirements?\/)?[^/]*\.txt$|^(?:setup\.py|setup\.cfg)$/,
    leadsOn:
      /^\s*(?:-e\b|--editable\b|\.{0,2}\/|file:|\.(?:\[|\s|$)|[\w./-]+\.(?:whl|zip|tar\.gz)\s*$)|@\s*file:/m,
    isOpen: true,
  },
};

export function inputsOf(manager: ManagerName): InstallInputs | undefined {
  return inputs[manager];
}

/** Those paths of a repository that decide what is installed in a folder; `isWorkspace` judges folders below it. */
export function decidingFiles(
  { manager, folder, lockfile, paths }: DecidedSite,
  isWorkspace: (folder: string) => boolean,
): readonly string[] {
  const known = inputsOf(manager);
  return paths.filter((path) => {
    if (path === lockfile) return true;
    const own = below(folder, path);
    if (own === undefined || known === undefined) return false;
    const isOwn = own === known.manifest || known.others.test(own);
    return isOwn || (fileNameOf(own) === known.manifest && isWorkspace(folderOf(own)));
  });
}

interface DecidedSite {
  readonly manager: ManagerName;
  readonly folder: string;
  readonly lockfile: string | null;
  /** Of the whole repository. */
  readonly paths: readonly string[];
}

/** A path as the folder sees it; undefined where it lies elsewhere. */
function below(folder: string, path: string): string | undefined {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}
