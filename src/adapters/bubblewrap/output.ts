import type { SandboxOutput } from '../../ports/sandbox.ts';

/** Takes what a program prints and keeps no more than so many bytes of it, half from the beginning and half from the end. */
export interface Collector {
  readonly add: (chunk: Uint8Array) => void;
  readonly output: () => SandboxOutput;
}

export function collector(keptBytes: number): Collector {
  const half = Math.floor(keptBytes / 2);
  const head = Buffer.alloc(half);
  /** A ring: its oldest byte is overwritten first. */
  const tail = Buffer.alloc(keptBytes - half);
  let bytes = 0;
  return {
    add: (chunk) => {
      const fits = Math.max(0, half - bytes);
      head.set(chunk.subarray(0, fits), Math.min(bytes, half));
      const rest = chunk.subarray(fits);
      const last = rest.subarray(Math.max(0, rest.length - tail.length));
      writeRing(tail, Math.max(0, bytes - half) + rest.length - last.length, last);
      bytes += chunk.length;
    },
    output: () => ({ text: kept(head, tail, bytes), bytes }),
  };
}

function writeRing(ring: Buffer, at: number, chunk: Uint8Array): void {
  if (ring.length === 0) return;
  const start = at % ring.length;
  const untilEnd = chunk.subarray(0, ring.length - start);
  ring.set(untilEnd, start);
  ring.set(chunk.subarray(untilEnd.length), 0);
}

function kept(head: Buffer, tail: Buffer, bytes: number): string {
  const beyond = bytes - head.length;
  if (beyond <= 0) return head.toString('utf8', 0, bytes);
  if (beyond <= tail.length) return Buffer.concat([head, tail.subarray(0, beyond)]).toString('utf8');
  const start = beyond % tail.length;
  const end = Buffer.concat([tail.subarray(start), tail.subarray(0, start)]);
  return `${head.toString('utf8')}\n[${beyond - tail.length} bytes left out]\n${end.toString('utf8')}`;
}
