import type { Change } from '../core/change.ts';
import type { ChangeFacts } from './change-facts.ts';
import type { ChangeFault } from './change-fault.ts';
import { declaredIn } from './imports-declared.ts';

/** Lockfiles that changed without their manifest, came from another package manager, or stayed behind their manifest. */
export function lockfileFaults(
  changes: readonly Change[],
  { files, isAllowed }: Pick<ChangeFacts, 'files' | 'isAllowed'>,
): readonly ChangeFault[] {
  const changed = changes.filter(({ path }) => lockOf(path) !== undefined && !isAllowed(path));
  const manifests = changes.filter(changesPackages);
  return [
    ...changed.flatMap((change) => {
      const is = isForeign(change, files)
        ? 'foreign-lockfile'
        : isAlone(change, manifests)
          ? 'lockfile-alone'
          : undefined;
      return is === undefined ? [] : [faultOf(is, change.path, 'refuse')];
    }),
    ...manifests
      .filter(({ path }) => isLocked(path, files) && !changes.some((other) => isLockFor(other.path, path)))
      .map(({ path }) => faultOf('lockfile-behind', path, 'justify')),
  ];
}

function faultOf(is: ChangeFault['is'], path: string, weight: ChangeFault['weight']): ChangeFault {
  return { is, path, line: null, what: '', weight };
}

interface Lock {
  readonly names: RegExp;
  readonly manifest: RegExp;
}

/** A lockfile may stand in the folder of its manifest, or in one above it. */
const locks: readonly Lock[] = [
  {
    names: /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/,
    manifest: /^(?:package\.json|pnpm-workspace\.yaml)$/,
  },
  { names: /^(?:poetry\.lock|uv\.lock|pdm\.lock|pylock\.toml)$/, manifest: /^pyproject\.toml$/ },
  { names: /^Pipfile\.lock$/, manifest: /^Pipfile$/ },
  { names: /^Cargo\.lock$/, manifest: /^Cargo\.toml$/ },
  { names: /^go\.sum$/, manifest: /^go\.mod$/ },
  { names: /^Gemfile\.lock$/, manifest: /^(?:Gemfile|.*\.gemspec)$/ },
  { names: /^composer\.lock$/, manifest: /^composer\.json$/ },
];

function lockOf(path: string): Lock | undefined {
  return locks.find(({ names }) => names.test(nameOf(path)));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function isLockFor(path: string, manifest: string): boolean {
  return (
    lockOf(path)?.manifest.test(nameOf(manifest)) === true && folderOf(manifest).startsWith(folderOf(path))
  );
}

/** New, where the base has another of its kind in the same folder. */
function isForeign({ path, before }: Change, files: readonly string[]): boolean {
  const lock = lockOf(path);
  return (
    before === null &&
    files.some(
      (file) => file !== path && folderOf(file) === folderOf(path) && lock?.names.test(nameOf(file)) === true,
    )
  );
}

function isAlone({ path }: Change, manifests: readonly Change[]): boolean {
  return !manifests.some((manifest) => isLockFor(path, manifest.path));
}

function isLocked(manifest: string, files: readonly string[]): boolean {
  return files.some((file) => isLockFor(file, manifest));
}

/** Whether other packages, or other versions of them, are asked for. */
function changesPackages({ path, before, after }: Change): boolean {
  if (before === null || after === null) return lockedManifest(path);
  return lockedManifest(path) && packageLines(path, before) !== packageLines(path, after);
}

function lockedManifest(path: string): boolean {
  return locks.some(({ manifest }) => manifest.test(nameOf(path)));
}

function packageLines(path: string, text: string): string {
  const lines = text.split('\n');
  const named = declaredIn(path, text)?.packages.map(
    ({ line, name }) => `${name} ${lines[line - 1]?.trim().replace(/,$/, '')}`,
  );
  return JSON.stringify(named?.toSorted() ?? text);
}
