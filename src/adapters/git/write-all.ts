import type { Change } from '../../core/change.ts';
import type { Refusal } from '../../core/refusal.ts';
import { codeOf, refusalOf } from './descend.ts';
import { orDiskFull } from './export.ts';
import { removeInside, writeInside } from './inside.ts';

type Written = Pick<Change, 'path' | 'after' | 'mode'>;

/**
 * Writes each file, or removes it. Where one cannot be, puts those before it back to what `present` says and answers why.
 * Throws Failure `transient` where the disk is full.
 */
export function writeAll(
  root: string,
  files: readonly Written[],
  present: (path: string) => string | null,
): { readonly path: string; readonly why: Refusal } | undefined {
  const done: Written[] = [];
  for (const file of files) {
    try {
      write(root, file);
      done.push(file);
    } catch (error) {
      for (const before of done.toReversed()) write(root, { ...before, after: present(before.path) });
      const why = whyNot(error);
      if (why === undefined) throw orDiskFull(error);
      return { path: file.path, why };
    }
  }
  return undefined;
}

function write(root: string, { path, after, mode }: Written): void {
  if (after === null) removeInside(root, path);
  else writeInside(root, path, after, mode);
}

/** Folders that are missing are made: one that cannot be is a file's name. */
function whyNot(error: unknown): Refusal | undefined {
  return codeOf(error) === 'ENOTDIR' ? { is: 'no-folder' } : refusalOf(error);
}
