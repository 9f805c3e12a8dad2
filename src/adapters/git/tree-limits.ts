import { Failure } from '../../core/failure.ts';
import type { TreeEntry } from './tree-entries.ts';

/** What a commit may take on disk, or its export is not begun. */
export interface TreeLimits {
  readonly bytes: number;
  /** Files and folders together. */
  readonly files: number;
  /** The largest file. */
  readonly fileBytes: number;
}

/** GitHub takes no file above 100 MB, and asks for repositories below 1 GB. */
export const usualTreeLimits: TreeLimits = { bytes: 1_000_000_000, files: 100_000, fileBytes: 100_000_000 };

/** The setting that each limit comes from. */
const settings = { bytes: 'TREE_MAX_MB', files: 'TREE_MAX_FILES', fileBytes: 'TREE_MAX_FILE_MB' } as const;

/** Throws Failure `budget` with reason `too-large` where a tree of these entries would be beyond a limit. */
export function demandSmall(entries: readonly TreeEntry[], limits: TreeLimits): void {
  const huge = entries.find(({ size }) => size > limits.fileBytes);
  if (huge !== undefined) {
    const limit = `${megabytes(limits.fileBytes)}, set by ${settings.fileBytes}`;
    throw tooLarge(`the file ${JSON.stringify(huge.path)} with its ${megabytes(huge.size)}`, limit);
  }
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  if (bytes > limits.bytes) {
    const limit = `${megabytes(limits.bytes)}, set by ${settings.bytes}`;
    throw tooLarge(`the ${megabytes(bytes)} of all files at this commit`, limit);
  }
  if (!isBelow(entries, limits.files)) throw tooManyFiles(limits);
}

export function tooManyFiles({ files }: TreeLimits): Failure {
  const limit = `${files.toLocaleString('en-US')}, set by ${settings.files}`;
  return tooLarge('the number of files and folders at this commit', limit);
}

/** Stops counting at the limit: a few names may stand for millions of folders. */
function isBelow(entries: readonly TreeEntry[], most: number): boolean {
  const seen = new Set<string>();
  for (const { path } of entries) {
    for (let end = path.length; end !== -1; end = path.lastIndexOf('/', end - 1)) {
      const known = path.slice(0, end);
      if (seen.has(known)) break;
      if (seen.add(known).size > most) return false;
    }
  }
  return true;
}

function tooLarge(what: string, limit: string): Failure {
  return new Failure({ kind: 'budget', reason: { is: 'too-large', what, limit } });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toLocaleString('en-US', { maximumFractionDigits: 1 })} MB`;
}
