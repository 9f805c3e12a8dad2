import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FolderLock {
  /** Harmless when repeated. */
  release(): void;
}

/**
 * Makes the folder this process's own, or throws an Error that names the process it belongs to. The lock is SQLite's: the
 * kernel's lock on a file, which ends with the process however it ends, and holds between containers as well. A file with a
 * process id in it would outlive its process and could be mistaken for another's; here it only says whom to look for.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const { DatabaseSync } = await import('node:sqlite');
  const file = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    file.exec('pragma journal_mode = off; begin exclusive');
  } catch (error) {
    file.close();
    throw new Error(refusal(folder, error), { cause: error });
  }
  writeFileSync(ownerFile(folder), `${process.pid}\n`);
  return {
    release: () => {
      if (file.isOpen) file.close();
    },
  };
}

const busy = 5;

function refusal(folder: string, error: unknown): string {
  if (error instanceof Error && 'errcode' in error && error.errcode === busy) {
    return (
      `${folder} belongs to a running Patchwright (process ${ownerOf(folder)}). ` +
      'Stop that one first, or set DATA_DIR to another folder.'
    );
  }
  return `${folder} cannot be locked: ${error instanceof Error ? error.message : String(error)}`;
}

function ownerOf(folder: string): string {
  try {
    return readFileSync(ownerFile(folder), 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

function ownerFile(folder: string): string {
  return join(folder, 'owner.pid');
}
