import { readFileSync } from 'node:fs';
import type { Env, Role } from '../src/config/env.ts';
import { keepYoungGenerationSmall } from '../src/cli/young-generation.ts';

/** The app in a process of its own: tells its address, and when asked the most memory that it has had, in bytes. */
const { env, role }: { env: Env; role: Role } = JSON.parse(process.argv[2] ?? '');
keepYoungGenerationSmall(role);
const { startPatchwright } = await import('../src/main.ts');
process.once('disconnect', () => process.exit());
const { url } = await startPatchwright(env, { role, log: () => undefined });
process.on('message', () => process.send?.(peakBytes()));
process.send?.({ url });

/** Linux counts it from the process's start on. */
function peakBytes(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1_024;
}
