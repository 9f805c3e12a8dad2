import { resolve } from 'node:path';
import { askHealth, type Health } from '../adapters/server/socket.ts';
import type { Env } from '../config/env.ts';
import { later, messageOf, ok, toDo, type Verdict } from './doctor-verdict.ts';

/** Looks into what may hold ledger and queue, and changes nothing there. Each throws an Error saying why it cannot. */
export interface Stores {
  readonly postgres: (url: string) => Promise<DatabaseFacts>;
  /** Undefined where there is no database in the folder yet. */
  readonly embedded: (folder: string) => Promise<DatabaseFacts | undefined>;
  readonly redis: (url: string) => Promise<RedisFacts>;
}

export interface DatabaseFacts {
  /** PostgreSQL's own. */
  readonly version: string;
  readonly isReadOnly: boolean;
  /** How many changes of the ledger's tables were made there, and how many this version of ours knows. */
  readonly made: number;
  readonly known: number;
  /** Whether a version newer than ours has changed them. */
  readonly isNewer: boolean;
}

export interface RedisFacts {
  readonly version: string;
  /** `maxmemory-policy`. */
  readonly policy: string;
  /** `appendonly`. */
  readonly isKeptOnDisk: boolean;
}

/** A line for the database and one for the queue. */
export async function storeVerdicts(env: Env, stores: Stores): Promise<readonly Verdict[]> {
  const { databaseUrl, redisUrl, dataDir } = env;
  if (databaseUrl === null) return embeddedVerdicts(resolve(dataDir, 'ledger'), stores);
  const database = await postgresVerdict(databaseUrl, stores);
  return [database, redisUrl === null ? besideLedger(database) : await redisVerdict(redisUrl, stores)];
}

async function postgresVerdict(url: string, stores: Stores): Promise<Verdict> {
  try {
    return databaseVerdict('PostgreSQL', await stores.postgres(url));
  } catch (error) {
    return toDo('database', messageOf(error));
  }
}

function databaseVerdict(name: string, facts: DatabaseFacts): Verdict {
  const { version, isReadOnly, made, known, isNewer } = facts;
  const title = `${name} ${version}`;
  if (isReadOnly) return toDo('database', `${title} is read-only. Name its primary in DATABASE_URL.`);
  if (isNewer)
    return toDo(
      'database',
      `${title}: a newer version of Patchwright has changed its tables. Start that version, or use another database.`,
    );
  if (made === 0) return ok('database', `${title}; its tables will be made at the first start`);
  if (made < known)
    return ok(
      'database',
      `${title}; its tables are of version ${made}, and the next start makes version ${known} of them`,
    );
  return ok('database', `${title}; its tables are of version ${made}, as they should be`);
}

function besideLedger({ is }: Verdict): Verdict {
  return is === 'ok'
    ? ok('queue', 'in the same database')
    : later('queue', 'in the same database: looked at when that is in order');
}

async function redisVerdict(url: string, stores: Stores): Promise<Verdict> {
  try {
    return queueVerdict(await stores.redis(url));
  } catch (error) {
    return toDo('queue', messageOf(error));
  }
}

function queueVerdict({ version, policy, isKeptOnDisk }: RedisFacts): Verdict {
  const faults = [
    ...(isOldRedis(version) ? ['it is too old: run Redis 6.2 or newer'] : []),
    ...(policy === 'noeviction'
      ? []
      : [
          `with maxmemory-policy ${policy} it throws jobs away when its memory is full: set maxmemory-policy noeviction`,
        ]),
    ...(isKeptOnDisk
      ? []
      : [
          'it keeps jobs in memory alone, and a crash loses them: set appendonly yes and appendfsync everysec',
        ]),
  ];
  return faults.length === 0
    ? ok('queue', `Redis ${version}; it evicts nothing and writes jobs to its disk`)
    : toDo('queue', `Redis ${version}: ${faults.join('; ')}`);
}

/** What BullMQ advises at least. */
function isOldRedis(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 6 || (major === 6 && minor < 2);
}

/** The folder belongs to one process: where one runs, it is asked instead. */
async function embeddedVerdicts(folder: string, stores: Stores): Promise<readonly Verdict[]> {
  const asked = await askHealth(folder);
  switch (asked.is) {
    case 'answered':
      return runningVerdicts(folder, asked.answer);
    case 'silent':
      return unlookedAt(
        `a process listens in ${folder}, but does not answer as it should (${asked.why}). Is it of another version?`,
      );
    case 'nobody':
      return closedVerdicts(folder, stores);
  }
}

const convenience = 'a convenience for one small machine; for a team, set DATABASE_URL';

function runningVerdicts(folder: string, { pid, since, quick, long }: Health): readonly Verdict[] {
  const start = new Date(since).toISOString();
  const owner = `held by the running Patchwright (process ${pid}, since ${start})`;
  return [
    ok('database', `embedded in ${folder}, ${owner}: ${convenience}`),
    ok('queue', `in the same database; ${laneText('quick', quick)}; ${laneText('long', long)}`),
  ];
}

function laneText(lane: string, { waiting, active, delayed, failed }: Health['quick']): string {
  return `${lane} lane: ${waiting} waiting, ${active} active, ${delayed} delayed, ${failed} failed`;
}

async function closedVerdicts(folder: string, stores: Stores): Promise<readonly Verdict[]> {
  try {
    const facts = await stores.embedded(folder);
    const database =
      facts === undefined
        ? ok('database', `embedded, will be made in ${folder} at the first start`)
        : databaseVerdict(`embedded in ${folder}, PostgreSQL`, facts);
    const isFine = database.is === 'ok';
    return [isFine ? ok('database', `${database.text}: ${convenience}`) : database, besideLedger(database)];
  } catch (error) {
    return unlookedAt(messageOf(error));
  }
}

function unlookedAt(text: string): readonly Verdict[] {
  const database = toDo('database', text);
  return [database, besideLedger(database)];
}
