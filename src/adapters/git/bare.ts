import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes an empty bare repository whose every setting is ours. Its objects may be borrowed from another one, which then has no say
 * in anything but them.
 */
export async function makeBare(directory: string, borrowedObjects?: string): Promise<void> {
  await mkdir(join(directory, 'objects', 'info'), { recursive: true });
  await mkdir(join(directory, 'refs'), { recursive: true });
  if (borrowedObjects !== undefined) {
    await writeFile(join(directory, 'objects', 'info', 'alternates'), `${borrowedObjects}\n`);
  }
  await writeFile(join(directory, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
}
