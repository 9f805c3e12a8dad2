import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What is known of an installation that is kept. One without it is none. */
const Entry = z.object({
  bytes: z.number(),
  madeAt: z.number(),
});
export type Entry = z.infer<typeof Entry>;

/** The folder in which it was installed, files and all. */
export function treeOf(place: string): string {
  return join(place, 'tree');
}

/** Where it is made, before it has its place. */
export function draftOf(place: string): string {
  return `${place}.draft`;
}

const about = 'kept.json';

/** Undefined where there is none that can be used. */
export async function readEntry(place: string): Promise<Entry | undefined> {
  try {
    return Entry.parse(JSON.parse(await readFile(join(place, about), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeEntry(place: string, entry: Entry): Promise<void> {
  await writeFile(join(place, about), JSON.stringify(entry));
}

/** Notes that it is used at a time, in milliseconds. */
export async function touch(place: string, now: number): Promise<void> {
  await utimes(join(place, about), now / 1_000, now / 1_000);
}

/** When it was last used, in milliseconds; 0 where nobody knows. */
export async function usedAt(place: string): Promise<number> {
  return stat(join(place, about)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
