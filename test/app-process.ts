import { startPatchwright, type Options } from '../src/main.ts';
import type { Env } from '../src/config/env.ts';

/** The app in a process of its own, for tests that kill it: settings come as JSON, the address goes to whoever started it. */
const { env, role, timing }: { env: Env } & Pick<Options, 'role' | 'timing'> = JSON.parse(
  process.argv[2] ?? '',
);
const running = await startPatchwright(env, {
  role,
  log: () => undefined,
  ...(timing === undefined ? {} : { timing }),
});
process.send?.({ url: running.url });
process.once('SIGTERM', () => void running.close().then(() => process.disconnect?.()));
