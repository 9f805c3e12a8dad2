import { spawn } from 'node:child_process';
import type { Answer, Ended, Numbered, Order } from './process.ts';

/** The process that starts others: takes orders, answers each, and ends with whom it works for. */
process.on('message', ({ id, order }: Numbered<Order>) => {
  run(order).then(
    (ended) => answer({ id, ended }),
    (error: unknown) => answer({ id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());

function answer(text: Answer) {
  // Who asked may be gone meanwhile.
  process.send?.(text, () => {});
}

function run({ file, argv, env, input }: Order) {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(file, argv, { env });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.on('error', reject);
  child.on('close', (code) =>
    resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }),
  );
  // A process that ends before it read its input closes the pipe; its exit code tells the story.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return promise;
}
