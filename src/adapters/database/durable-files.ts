import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { PGlite } from '@electric-sql/pglite';

/**
 * PGlite's files in a folder, with fsync passed on to the disk: by itself PGlite switches it off and its file system does
 * nothing when asked for it, so that a power cut loses what was acknowledged.
 */
export function durableFiles(folder: string): NodeFS {
  const files = new NodeFS(folder);
  const init = files.init.bind(files);
  files.init = (pglite, options) =>
    init(pglite, {
      ...options,
      preRun: [
        ...(options.preRun ?? []),
        (module) => {
          Object.assign(module.NODEFS.stream_ops, { fsync: passOn });
        },
      ],
    });
  return files;
}

/** PostgreSQL's own settings for it: fsync on, and by the call that arrives here; fdatasync never does. */
export const durableParameters: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
];

/** `nfd` is the file's descriptor in Node. PostgreSQL, told of an error, stops rather than acknowledge anything further. */
function passOn(stream: { readonly nfd: number }): number {
  try {
    fsyncSync(stream.nfd);
    return 0;
  } catch {
    return inputOutputError;
  }
}

/** EIO, by the numbers of PGlite's C library. */
const inputOutputError = 29;
