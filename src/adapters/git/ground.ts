import { basename } from 'node:path/posix';
import type { Refusal } from '../../core/refusal.ts';
import type { LeftOut, Refused } from '../../ports/workspace.ts';
import type { Checkout } from './checkout.ts';
import { readInside } from './inside.ts';

/** What a workspace stands on: its folder, and the paths that count as its files. */
export interface Ground {
  readonly root: string;
  /** Sorted. */
  readonly files: () => readonly string[];
  readonly text: (path: string) => { readonly is: 'text'; readonly text: string } | Refused;
  readonly refusal: (path: string, why: Refusal) => Refused;
  /** From now on the path counts as a file, or no longer. */
  readonly settle: (path: string, isThere: boolean) => void;
}

export function openGround({ directory, files, left }: Checkout): Ground {
  const paths = new Set(files.keys());
  let sorted: readonly string[] | undefined;
  const ground: Ground = {
    root: directory,
    files: () => (sorted ??= [...paths].toSorted()),
    text: (path) => {
      const read = readInside(directory, path);
      return read.is === 'text' ? read : ground.refusal(path, read.why);
    },
    refusal: (path, why) => ({
      is: 'refused',
      path,
      why: explained(path, why, { left, files: ground.files }),
    }),
    settle: (path, isThere) => {
      if (isThere) paths.add(path);
      else paths.delete(path);
      sorted = undefined;
    },
  };
  return ground;
}

interface Known {
  readonly left: readonly LeftOut[];
  readonly files: () => readonly string[];
}

/** Of what is absent, why it was left out or what may have been meant. */
function explained(path: string, why: Refusal, { left, files }: Known): Refusal {
  if (why.is !== 'absent') return why;
  const because = left.find((entry) => path === entry.path || path.startsWith(`${entry.path}/`))?.because;
  return because === undefined
    ? { is: 'absent', near: similar(path, files()) }
    : { is: 'left-out', left: because };
}

const mostSimilar = 5;

/** Paths of files with the same name, or with one that begins alike in the same folder. */
function similar(path: string, files: readonly string[]): readonly string[] {
  const name = basename(path).toLowerCase();
  const sameName = files.filter((file) => basename(file).toLowerCase() === name);
  if (sameName.length > 0) return sameName.slice(0, mostSimilar);
  const start = path.toLowerCase().replace(/\.[^./]*$/, '');
  return files.filter((file) => file.toLowerCase().startsWith(start)).slice(0, mostSimilar);
}
