import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** What a folder holds, by path: texts as far as they can matter, links by where they lead. Nothing is followed. */
export function contents(folder: string): ReadonlyMap<string, string> {
  return new Map(
    entriesIn(folder).map(({ path, stats }) => [path, `${stats.mode} ${contentOf(path, stats)}`] as const),
  );
}

/** Whether a folder holds a file that lends its owner's rights to whoever runs it, or a device. */
export function lendsRights(folder: string): boolean {
  return entriesIn(folder).some(
    ({ stats }) =>
      stats.isBlockDevice() || stats.isCharacterDevice() || (stats.isFile() && (stats.mode & 0o6000) !== 0),
  );
}

/** Whether a text gives a secret away: plainly, backwards, one character a line, in base64 or hexadecimal digits. */
export function tells(text: string, secret: string): boolean {
  const plain = Buffer.from(secret);
  const spellings = [secret, secret.split('').toReversed().join(''), plain.toString('hex')];
  /** Three bytes are four digits: the digits that depend on what stands before and after are left out. */
  const inBase64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), plain])
      .toString('base64')
      .slice(4, -4),
  );
  const letters = text.replaceAll(/\s/g, '');
  return [...spellings, ...inBase64].some((spelling) => letters.includes(spelling));
}

interface Entry {
  readonly path: string;
  readonly stats: Stats;
}

/** Attacks that fill a disk are not told by what they fill it with. */
const mostEntries = 20_000;
const mostBytes = 2_000_000;

function entriesIn(folder: string): readonly Entry[] {
  const found: Entry[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && found.length < mostEntries; next = waiting.pop())
    for (const name of namesIn(next)) {
      const path = join(next, name);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats === undefined) continue;
      if (stats.isDirectory()) waiting.push(path);
      found.push({ path, stats });
    }
  return found;
}

/** What is too deep for a path cannot be looked at, nor reached by anybody who has only paths. */
function namesIn(folder: string): readonly string[] {
  try {
    return folder.length > 3_500 ? [] : readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function contentOf(path: string, stats: Stats): string {
  if (stats.isSymbolicLink()) return readlinkSync(path);
  if (!stats.isFile() || stats.size === 0) return '';
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(stats.size, mostBytes));
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}
