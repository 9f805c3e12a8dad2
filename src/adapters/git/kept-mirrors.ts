import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mirrors } from '../../ports/mirrors.ts';

/** The mirrors below a folder that `shareMirrors` has made, each named after its repository's id. */
export function keptMirrors(directory: string): Mirrors {
  return {
    kept: async () => {
      const names = await readdir(directory).catch(() => []);
      return names.flatMap((name) => (/^\d+\.git$/.test(name) ? [Number.parseInt(name, 10)] : []));
    },
    remove: (id) => rm(join(directory, `${id}.git`), { recursive: true, force: true }),
  };
}
