import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { startPatchwright } from '../src/main.ts';
import { answer, type Settings, type Told, victimPorts } from './crash/victim.ts';

/**
 * The app in a process of its own, for tests that kill it. Its settings come as JSON: as its argument, or, to a process that is
 * started in advance, as its first message. The address goes to whoever started it; so does the answer to each message.
 */
const { env, role, timing, aheadMs = 0, ...fate } = await settings();
const victim = victimPorts(fate);
const running = await startPatchwright(env, {
  role,
  timing,
  clock: { now: () => Date.now() + aheadMs },
  around: victim.around,
  log: () => undefined,
});
process.send?.({ url: running.url });
process.on('message', (told: Told) => {
  void answer(told, running, victim).then((said) => process.send?.(said));
});
process.once('SIGTERM', () => void running.close().then(() => process.disconnect?.()));

async function settings(): Promise<Settings> {
  const [, , argument] = process.argv;
  if (argument !== undefined) return JSON.parse(argument);
  process.once('disconnect', () => process.exit());
  flushCompileCache();
  const message = once(process, 'message');
  process.send?.('ready');
  const [given] = await message;
  return given;
}
