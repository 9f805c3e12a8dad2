import { test } from 'node:test';
import { withService } from '../services/service.ts';
import { killImplementing } from './implement-kills.ts';
import { onlyWhole } from './sample.ts';

const name = 'a worker killed on PostgreSQL at any step of';

if (onlyWhole !== false) test(name, { skip: onlyWhole }, () => undefined);
else
  await withService('postgres', name, (start) => {
    async function open() {
      const postgres = await start();
      const settings = { DATABASE_URL: postgres.url };
      return { settings, [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose]() };
    }
    killImplementing(open, 1, { inJail: false });
  });
