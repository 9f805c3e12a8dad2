import { userFailure } from '../../core/failure.ts';
import type { Git } from './run.ts';
import type { CommitAt } from './tree-entries.ts';

/**
 * Reads objects one after the other as they come out of one `git cat-file`, and awaits `each` before it reads on. Throws Failure
 * `user` with reason `git` where one of them is not there or is no file's content.
 */
export async function readBlobs<Entry extends { readonly id: string }>(
  git: Git,
  { gitDirectory, signal }: Omit<CommitAt, 'sha'>,
  entries: readonly Entry[],
  each: (entry: Entry, content: Buffer) => Promise<void>,
): Promise<void> {
  const { exitCode, complaint } = await git({
    args: ['cat-file', '--batch', '--buffer'],
    directory: gitDirectory,
    gitDirectory,
    signal,
    input: entries.map(({ id }) => `${id}\n`).join(''),
    take: async (output) => {
      const reader = openReader(output);
      for (const entry of entries) await each(entry, await nextBlob(reader, entry.id));
    },
  });
  if (exitCode !== 0)
    throw userFailure({ is: 'git', detail: complaint || `git cat-file ended with exit code ${exitCode}` });
}

async function nextBlob(reader: Reader, id: string): Promise<Buffer> {
  const head = await reader.line();
  const [, found, size] = /^([0-9a-f]+) blob (\d+)$/.exec(head) ?? [];
  if (found !== id || size === undefined)
    throw userFailure({
      is: 'git',
      detail: `the object ${id} cannot be read (git says ${JSON.stringify(head)}); fetch the repository anew`,
    });
  const content = await reader.bytes(Number(size));
  await reader.line();
  return content;
}

interface Reader {
  /** Up to the next line break, which is taken as well; what is left where there is none. */
  readonly line: () => Promise<string>;
  readonly bytes: (count: number) => Promise<Buffer>;
}

/** Chunks that have come stay apart until they are needed in one piece: a large file is put together once. */
function openReader(stream: AsyncIterable<Buffer>): Reader {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return { line, bytes };

  async function line(): Promise<string> {
    for (;;) {
      const end = rest.indexOf(10);
      if (end !== -1)
        return cut(end + 1)
          .toString('latin1')
          .slice(0, -1);
      const next = await chunks.next();
      if (next.done === true) return cut(rest.length).toString('latin1');
      rest = Buffer.concat([rest, next.value]);
    }
  }

  async function bytes(count: number): Promise<Buffer> {
    const pieces = [rest];
    let length = rest.length;
    while (length < count) {
      const next = await chunks.next();
      if (next.done === true) throw userFailure({ is: 'git', detail: 'git broke off while it read a file' });
      pieces.push(next.value);
      length += next.value.length;
    }
    rest = pieces.length === 1 ? rest : Buffer.concat(pieces, length);
    return cut(count);
  }

  function cut(count: number): Buffer {
    const head = rest.subarray(0, count);
    rest = rest.subarray(count);
    return head;
  }
}
