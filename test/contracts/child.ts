import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { compiled } from '../compiled.ts';

/** A process of ours that a test may kill. */
export interface Child {
  readonly pid: number;
  /** The next line that it prints; an Error when it ends instead. */
  line(): Promise<string>;
  /** `kill -9`, and waits for its end. */
  kill(): Promise<void>;
}

/** Runs a file of this folder. It reads its standard input to the end, and ends with it: so it never outlives the tests. */
export function startChild(file: string, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    env: { ...process.env, ...compiled },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} could not be started`);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid,
    line: async () => {
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`${file} has ended`);
      return value;
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What such a process calls first. */
export function endWithParent(): void {
  process.stdin.resume();
  process.stdin.once('end', () => process.exit());
}
