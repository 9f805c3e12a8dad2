import { withService } from '../services/service.ts';
import { killImplementing } from './implement-kills.ts';

await withService('postgres', 'a worker killed on PostgreSQL at any step of', (start) => {
  async function open() {
    const postgres = await start();
    const settings = { DATABASE_URL: postgres.url };
    return { settings, [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose]() };
  }
  killImplementing(open, 1, { inJail: false });
});
