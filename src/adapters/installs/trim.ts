import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readEntry, usedAt } from './entry.ts';
import type { StoreParts } from './store.ts';

type TrimParts = Pick<StoreParts, 'folder' | 'mostBytes' | 'lockFile' | 'removeTree'>;

/**
 * Deletes installations until all that are left take no more than they may, and drafts whose maker is gone. Of the repository that has
 * most the one goes that has not been used for longest: who fills the place loses his own. One that is in use stays.
 */
export async function trim(parts: TrimParts, lockOf: (key: string, folder: string) => string): Promise<void> {
  let left = await everything(parts.folder);
  for (let next = superfluous(left, parts); next !== undefined; next = superfluous(left, parts)) {
    const { key, place } = next;
    const release = await parts.lockFile(lockOf(key, parts.folder));
    if (release !== undefined) {
      await parts.removeTree(place);
      release();
    }
    left = left.filter((each) => each.place !== place);
  }
}

interface Kept {
  readonly repository: string;
  readonly key: string;
  readonly place: string;
  readonly isWhole: boolean;
  readonly bytes: number;
  readonly usedAt: number;
}

async function everything(folder: string): Promise<readonly Kept[]> {
  const repositories = (await readdir(folder)).filter((name) => /^[0-9]+$/.test(name));
  const all = await Promise.all(
    repositories.map(async (repository) => {
      const names = await readdir(join(folder, repository)).catch(() => []);
      return Promise.all(names.map((name) => keptAt(folder, repository, name)));
    }),
  );
  return all.flat();
}

async function keptAt(folder: string, repository: string, name: string): Promise<Kept> {
  const place = join(folder, repository, name);
  const entry = name.endsWith('.draft') ? undefined : await readEntry(place);
  const key = name.replace(/\.draft$/, '');
  const isWhole = entry !== undefined;
  return { repository, key, place, isWhole, bytes: entry?.bytes ?? 0, usedAt: await usedAt(place) };
}

function superfluous(left: readonly Kept[], { mostBytes }: TrimParts): Kept | undefined {
  const broken = left.find(({ isWhole }) => !isWhole);
  if (broken !== undefined || sizeOf(left) <= mostBytes) return broken;
  const homes = [...Map.groupBy(left, ({ repository }) => repository).values()];
  const [largest = []] = homes.toSorted((one, other) => sizeOf(other) - sizeOf(one));
  return largest.toSorted((one, other) => one.usedAt - other.usedAt)[0];
}

function sizeOf(kept: readonly Kept[]): number {
  return kept.reduce((sum, { bytes }) => sum + bytes, 0);
}
