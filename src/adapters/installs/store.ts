import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { InstallsOrder, InstallStore } from '../../ports/installs.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { copyInto } from './copy.ts';
import { draftOf, readEntry, touch } from './entry.ts';
import { make } from './make.ts';
import { trim } from './trim.ts';

export interface StoreParts {
  /** Where installations are kept: of each repository in a folder of its own. Processes may share it. */
  readonly folder: string;
  /** What all of them may take on disk together. */
  readonly mostBytes: number;
  /** Packages are put into trees in here, since what lies in a tree may lead anywhere. */
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  /** Takes a lock that ends with this process, whatever ends it; undefined where somebody else has it. */
  readonly lockFile: (path: string) => Promise<(() => void) | undefined>;
  /** Deletes a folder in which anything may have been done. */
  readonly removeTree: (path: string) => Promise<void>;
  /** Told of what goes wrong here: a job is never the worse for it, only slower. */
  readonly onError: (error: unknown) => void;
}

/** Opens the place of installed packages. Touches nothing yet. */
export function openInstalls(parts: StoreParts): InstallStore {
  const { folder, removeTree } = parts;
  return {
    of: (repositoryId) => ({ give: (order) => give(order, join(folder, String(repositoryId)), parts) }),
    kept: async () => (await namesIn(folder)).filter((name) => /^[0-9]+$/.test(name)).map(Number),
    remove: (repositoryId) => removeTree(join(folder, String(repositoryId))),
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

type Given = Awaited<ReturnType<ReturnType<InstallStore['of']>['give']>>;

async function give(order: InstallsOrder, home: string, parts: StoreParts): Promise<Given> {
  try {
    const given = await giveInTurn(order, home, parts);
    if (given === 'made') await trim(parts, lockOf);
    return given;
  } catch (error) {
    parts.onError(error);
    return 'not-given';
  }
}

/** Whoever has the lock of a key is alone with what is kept under it; others wait, and find it made. */
async function giveInTurn(order: InstallsOrder, home: string, parts: StoreParts): Promise<Given> {
  const place = join(home, order.key);
  for (const path of [home, join(parts.folder, 'locks')]) await mkdir(path, { recursive: true, mode: 0o700 });
  using held = await turn(lockOf(order.key, parts.folder), parts, order.signal);
  if (held === undefined) return 'not-given';
  await parts.removeTree(draftOf(place));
  const entry = await readEntry(place);
  const isFresh = entry !== undefined && parts.clock.now() - entry.madeAt < (order.freshMs ?? Infinity);
  if (!isFresh && !(await make(order, place, parts))) return 'not-given';
  await touch(place, parts.clock.now());
  if (!(await copyInto(order, place, parts.sandbox))) return 'not-given';
  return isFresh ? 'kept' : 'made';
}

const mostLocks = 64;

/** There are only so many locks, so that nobody needs to clear them away: keys that share one merely wait for each other. */
function lockOf(key: string, folder: string): string {
  const number = createHash('sha256').update(key).digest().readUInt32BE() % mostLocks;
  return join(folder, 'locks', `${number}.lock`);
}

const lookMs = 100;
/** Longer than an installation may take. */
const mostMs = 20 * 60_000;

/** Undefined where the job was stopped first, or the lock cannot be had. */
async function turn(
  path: string,
  { lockFile }: StoreParts,
  signal: AbortSignal | undefined,
): Promise<Disposable | undefined> {
  for (let waitedMs = 0; waitedMs < mostMs; waitedMs += lookMs) {
    const release = await lockFile(path);
    if (release !== undefined) return { [Symbol.dispose]: release };
    if (!(await hasPassed(lookMs, signal))) return undefined;
  }
  return undefined;
}

function hasPassed(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  return wait(ms, true, { signal }).catch(() => false);
}
