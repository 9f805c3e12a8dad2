import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An empty bare repository: what `git init --bare` leaves, less its sample hooks, and without a process. */
export async function initBare(directory: string, branch: string) {
  await Promise.all(
    ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'].map((path) => make(directory, path)),
  );
  await Promise.all([
    writeFile(join(directory, 'HEAD'), `ref: refs/heads/${branch}\n`),
    writeFile(
      join(directory, 'config'),
      '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n',
    ),
  ]);
}

function make(directory: string, path: string) {
  return mkdir(join(directory, path), { recursive: true });
}
