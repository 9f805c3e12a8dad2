import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Refusal } from '../../core/refusal.ts';
import { follow, pathFault } from '../../core/tree-path.ts';
import type { FileMode } from '../../ports/workspace.ts';
import { descend, linkAt, refusalOf } from './descend.ts';

/** The largest text that is read or written, in bytes. */
export const longestText = 2_000_000;

export type Text =
  | { readonly is: 'text'; readonly text: string; readonly path: string }
  | { readonly is: 'refused'; readonly why: Refusal };

/**
 * The text under a path of a tree that hostile code may have had its hands in. Links that stay inside are followed, and the answer's
 * path is where they led.
 */
export function readInside(root: string, path: string): Text {
  const fault = pathFault(path);
  if (fault !== undefined) return refused({ is: fault });
  const led = follow(path, (at) => linkAt(root, at));
  if (led.is !== 'inside') return refused({ is: led.is === 'outside' ? 'leads-out' : 'circle' });
  return led.path === '' ? refused({ is: 'folder' }) : readPlain(root, led.path);
}

/** As `readInside`, over no link at all. */
export function readPlain(root: string, path: string): Text {
  try {
    using place = descend(root, path);
    const why = unreadable(place.path);
    if (why !== undefined) return refused(why);
    return decoded(bytesOf(place.path), path);
  } catch (error) {
    const why = refusalOf(error);
    if (why === undefined) throw error;
    return refused(why);
  }
}

/** Something else than a file is not even opened: opening can be an act. */
function unreadable(path: string): Refusal | undefined {
  const stats = lstatSync(path);
  if (stats.isDirectory()) return { is: 'folder' };
  if (stats.isSymbolicLink()) return { is: 'swapped' };
  if (!stats.isFile()) return { is: 'no-file' };
  return stats.size > longestText ? { is: 'too-large', bytes: stats.size, limit: longestText } : undefined;
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** What has grown since it was looked at is cut. */
function bytesOf(path: string): Buffer {
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(file).size, longestText));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

/** Git takes for binary what has a NUL near its beginning. */
function decoded(bytes: Buffer, path: string): Text {
  if (bytes.subarray(0, 8_000).includes(0)) return refused({ is: 'binary' });
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { is: 'text', text, path };
  } catch {
    return refused({ is: 'not-utf8' });
  }
}

function refused(why: Refusal): Extract<Text, { is: 'refused' }> {
  return { is: 'refused', why };
}

/** Why nothing may be written under a path; undefined where it may. Links are not written through. */
export function unwritable(root: string, path: string): Refusal | undefined {
  const fault = pathFault(path);
  if (fault !== undefined) return { is: fault };
  const led = follow(path, (at) => linkAt(root, at));
  if (led.is !== 'inside') return { is: led.is === 'outside' ? 'leads-out' : 'circle' };
  return led.path === path ? undefined : { is: 'link', to: led.path };
}

/**
 * Puts a file in the place of the file that has the name, with the folders above it. Throws the system's error where something else
 * has the name, or a folder's.
 */
export function writeInside(root: string, path: string, text: string, mode: FileMode): void {
  using place = descend(root, path, 'make');
  const draft = join(place.folder, `.patchwright-${randomUUID()}`);
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    chmodSync(draft, mode === 'executable' ? 0o755 : 0o644);
    renameSync(draft, place.path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

export function removeInside(root: string, path: string): void {
  using place = descend(root, path);
  rmSync(place.path, { force: true });
}
