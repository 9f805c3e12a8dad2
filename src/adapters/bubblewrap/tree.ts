import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileMode, SandboxFile, SandboxRefusal, SandboxWritten } from '../../ports/sandbox.ts';

/**
 * Files of a folder that hostile code has had its hands in. Each folder on the way is opened by itself and never through a link, and
 * the next name is looked up in the folder that is open: whatever is swapped meanwhile, nothing outside is reached.
 */
export async function readIn(tree: string, path: string, maxBytes: number): Promise<SandboxFile> {
  return refusing(async () => {
    await using place = await placeOf(tree, path);
    await using file = await open(place.path, flags.read);
    const stats = await file.stat();
    if (!stats.isFile()) throw refused('not-a-file');
    if (stats.size > maxBytes) throw refused('too-large');
    const bytes = Buffer.alloc(stats.size);
    const { bytesRead } = await file.read(bytes, 0, stats.size, 0);
    return { is: 'file', bytes: bytes.subarray(0, bytesRead), mode: modeOf(stats.mode) };
  });
}

/** Puts a file in the place of whatever file or link has the name; what else has it is not touched. */
export async function writeIn(
  tree: string,
  path: string,
  content: string | Uint8Array,
  mode: FileMode,
): Promise<SandboxWritten> {
  return refusing(async () => {
    await using place = await placeOf(tree, path, 'make');
    const draft = `${place.folder}/.${place.name.slice(0, 100)}.patchwright`;
    await rm(draft, { force: true, recursive: true });
    {
      await using file = await open(draft, flags.create, 0o600);
      await file.writeFile(content);
      await file.chmod(mode === 'executable' ? 0o755 : 0o644);
    }
    try {
      await rename(draft, place.path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return { is: 'done' };
  });
}

export async function removeIn(tree: string, path: string): Promise<SandboxWritten> {
  return refusing(async () => {
    await using place = await placeOf(tree, path);
    await rm(place.path, { recursive: true });
    return { is: 'done' };
  });
}

/** Makes a folder with those above it; one that is there is fine. */
export async function makeFolderIn(tree: string, path: string): Promise<SandboxWritten> {
  return refusing(async () => {
    await using _ = await placeOf(tree, `${path}/.`, 'make');
    return { is: 'done' };
  });
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_CREAT, O_EXCL, O_WRONLY } = constants;

/** O_NONBLOCK: a pipe with a name would have us wait for its other end. */
const flags = {
  folder: O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
  read: O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
  create: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
} as const;

function modeOf(mode: number): FileMode {
  return (mode & 0o100) === 0 ? 'plain' : 'executable';
}

interface Place extends AsyncDisposable {
  /** The open folder by its descriptor, and the last name of the path in it. */
  readonly folder: string;
  readonly name: string;
  readonly path: string;
}

async function placeOf(tree: string, path: string, missing: 'make' | 'refuse' = 'refuse'): Promise<Place> {
  const names = namesOf(path);
  const name = names.pop() ?? '';
  let handle = await open(tree, O_RDONLY | O_DIRECTORY);
  try {
    for (const next of names) handle = await step(handle, next, missing);
  } catch (error) {
    await handle.close();
    throw error;
  }
  const folder = `/proc/self/fd/${handle.fd}`;
  return { folder, name, path: `${folder}/${name}`, [Symbol.asyncDispose]: () => handle.close() };
}

/** The folder of this name in an open one, which is closed when the step is done. */
async function step(parent: FileHandle, name: string, missing: 'make' | 'refuse'): Promise<FileHandle> {
  const path = `/proc/self/fd/${parent.fd}/${name}`;
  if (missing === 'make')
    await mkdir(path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  const folder = await open(path, flags.folder).catch(async (error: unknown) => {
    throw (await isLink(path)) ? refused('link') : error;
  });
  await parent.close();
  return folder;
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

/** A last `.` stands for the folder itself. */
function namesOf(path: string): string[] {
  const names = path.split('/');
  const isOutside = names.some(
    (name, index) => name === '' || name === '..' || (name === '.' && index < names.length - 1),
  );
  if (isOutside || path.includes('\0')) throw refused('outside');
  return names;
}

function refused(reason: SandboxRefusal): Error {
  return Object.assign(new Error(`the path is refused: ${reason}`), { code: reason });
}

const reasons: Readonly<Record<string, SandboxRefusal>> = {
  outside: 'outside',
  link: 'link',
  'not-a-file': 'not-a-file',
  'too-large': 'too-large',
  absent: 'absent',
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ELOOP: 'link',
  EISDIR: 'not-a-file',
  ENOTEMPTY: 'not-a-file',
  ENXIO: 'not-a-file',
  ENAMETOOLONG: 'outside',
  EACCES: 'no-access',
  EPERM: 'no-access',
};

async function refusing<Done>(
  work: () => Promise<Done>,
): Promise<Done | { readonly is: 'refused'; readonly reason: SandboxRefusal }> {
  try {
    return await work();
  } catch (error) {
    const reason = reasons[String(codeOf(error))];
    if (reason === undefined) throw error;
    return { is: 'refused', reason };
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
