import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { endWithParent } from './child.ts';

/** A worker that wants twenty turns of an installation at once, and says in how many milliseconds each of them comes. */
endWithParent();
const [url, installation] = process.argv.slice(2) as [string, string];
const { pace } = (await openPostgres(url)).ledger;
const turns = Array.from({ length: 20 }, () => pace.take(Number(installation), 10_000, 1_000, 60_000));
console.log(JSON.stringify((await Promise.all(turns)).map(({ inMs }) => inMs)));
