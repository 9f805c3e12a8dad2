import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { startPatchwright } from '../../src/main.ts';
import { booksOf, type Wanted } from './books.ts';
import type { AppSettings } from './home.ts';
import { impatient } from './impatient.ts';

/** The app in a process that is started in advance. Its settings come as its first message; each further one asks for its books. */
process.once('disconnect', () => process.exit());
flushCompileCache();
const message = once(process, 'message');
process.send?.('ready');
const [{ env, timing }] = (await message) as [AppSettings];
const running = await startPatchwright(env, {
  role: 'all',
  timing,
  around: impatient,
  log: (line) => void process.stdout.write(line),
});
process.send?.({ url: running.url });
process.on('message', (wanted: Wanted) => {
  void booksOf(running, wanted).then((books) => process.send?.(books));
});
