import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** Blobs of a repository by their name, in UTF-8. */
export interface Blobs extends Disposable {
  text(sha: string): Promise<string>;
}

/** Reads blobs, one after the other, through one `git cat-file --batch`. Throws for a blob that is not there. */
export function openBlobs(directory: string): Blobs {
  const child = spawn('git', ['-C', directory, 'cat-file', '--batch']);
  const answers = blobsOf(child);
  return {
    async text(sha) {
      child.stdin.write(`${sha}\n`);
      const { value } = await answers.next();
      if (typeof value !== 'string') throw new Error(`${directory} lacks the blob ${sha}`);
      return value;
    },
    [Symbol.dispose]() {
      child.stdin.end();
    },
  };
}

/** Each answer is `sha type size`, a newline, that many bytes and a newline; or `sha missing`, which gives null. */
async function* blobsOf(child: ChildProcessWithoutNullStreams): AsyncGenerator<string | null, undefined> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of child.stdout) {
    held = Buffer.concat([held, chunk as Buffer]);
    for (let answer = firstAnswer(held); answer; answer = firstAnswer(held)) {
      held = held.subarray(answer.end);
      yield answer.text;
    }
  }
  return undefined;
}

function firstAnswer(held: Buffer) {
  const line = held.indexOf(10);
  if (line === -1) return undefined;
  const size = held.toString('utf8', 0, line).split(' ')[2];
  if (size === undefined) return { text: null, end: line + 1 };
  const end = line + 1 + Number(size);
  return held.length <= end ? undefined : { text: held.toString('utf8', line + 1, end), end: end + 1 };
}
