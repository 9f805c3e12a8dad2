import type { Stats } from 'node:fs';
import { lstat, opendir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** What a folder takes on its disk. */
export interface Usage {
  readonly bytes: number;
  /** Files and folders. */
  readonly files: number;
  /** Whether all of it could be looked at. */
  readonly isWhole: boolean;
}

export interface DiskLimit {
  readonly diskBytes: number;
  readonly diskFiles: number;
}

/** Tells, as often as it is asked, whether a folder holds more than it may. */
export interface DiskWatch {
  /** Quick: walks the folder only where the free space of its disk lets one suspect it, and every few seconds. */
  isFull(): Promise<boolean>;
}

export function watchDisk(folder: string, limit: DiskLimit): DiskWatch {
  let known: { readonly usage: Usage; readonly free: Free; readonly nextWalk: number } | undefined;
  async function isFullByWalk(): Promise<boolean> {
    const free = await freeSpace(folder);
    const start = performance.now();
    const usage = await usageOf(folder, limit);
    const ms = performance.now() - start;
    const before = known;
    const nextWalk = start + Math.max(2_000, 20 * ms);
    /** Where not all can be seen, growth is told from the first look on: else whoever fills slowly is never told. */
    known = before === undefined || usage.isWhole ? { usage, free, nextWalk } : { ...before, nextWalk };
    if (usage.bytes > limit.diskBytes || usage.files > limit.diskFiles) return true;
    return !usage.isWhole && before !== undefined && exceeds(taken(before, free), limit);
  }
  return {
    isFull: async () => {
      if (known === undefined || performance.now() > known.nextWalk) return isFullByWalk();
      return exceeds(taken(known, await freeSpace(folder)), limit) && isFullByWalk();
    },
  };
}

function exceeds(usage: Free, limit: DiskLimit): boolean {
  return usage.bytes > limit.diskBytes || usage.files > limit.diskFiles;
}

interface Free {
  readonly bytes: number;
  readonly files: number;
}

async function freeSpace(folder: string): Promise<Free> {
  const { bfree, bsize, ffree } = await statfs(folder);
  return { bytes: bfree * bsize, files: ffree };
}

/** What the folder would take if all that went from its disk since went to it; others may use the same disk. */
function taken({ usage, free }: { readonly usage: Usage; readonly free: Free }, now: Free): Free {
  return { bytes: usage.bytes + free.bytes - now.bytes, files: usage.files + free.files - now.files };
}

/** Walks a folder, following no link and no further than its limit needs. What goes away meanwhile does not count. */
export async function usageOf(folder: string, limit: DiskLimit): Promise<Usage> {
  const seen = new Set<string>();
  const waiting = [folder];
  let bytes = 0;
  let files = 0;
  let isWhole = true;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (bytes > limit.diskBytes || files > limit.diskFiles) break;
    const looked = await entriesOf(next);
    isWhole &&= looked.isWhole;
    for (const { path, stats } of looked.entries) {
      files += 1;
      if (stats.isDirectory()) waiting.push(path);
      if (isNew(stats, seen)) bytes += stats.blocks * 512;
    }
  }
  return { bytes, files, isWhole };
}

interface Entry {
  readonly path: string;
  readonly stats: Stats;
}

/** What goes away while it is looked at is not missed; what cannot be looked at is. */
async function entriesOf(folder: string): Promise<{ readonly entries: Entry[]; readonly isWhole: boolean }> {
  const entries: Entry[] = [];
  let isWhole = true;
  try {
    const pending: Promise<unknown>[] = [];
    for await (const { name } of await opendir(folder, { bufferSize: 256 })) {
      const path = join(folder, name);
      pending.push(lstat(path).then((stats) => entries.push({ path, stats }), miss));
      if (pending.length === 256) await Promise.all(pending.splice(0));
    }
    await Promise.all(pending);
  } catch (error) {
    miss(error);
  }
  return { entries, isWhole };

  function miss(error: unknown): void {
    isWhole &&= error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

/** A file of several names takes its place once. */
function isNew(stats: Stats, seen: Set<string>): boolean {
  if (stats.nlink < 2 || stats.isDirectory()) return true;
  const key = `${stats.dev}:${stats.ino}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
