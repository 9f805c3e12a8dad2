import { Client } from 'pg';
import { embedded } from '../world.ts';
import { findPostgres } from '../services/postgres.ts';
import { findRedis } from '../services/redis.ts';
import type { Service, Start } from '../services/service.ts';

export type BackendName = 'embedded' | 'PostgreSQL' | 'Redis and PostgreSQL';

type Settings = Readonly<Record<string, string>>;

/** The backends that are to be had on this machine, each new for each walk. */
export interface Backends extends AsyncDisposable {
  readonly names: readonly BackendName[];
  open(name: BackendName): Promise<Settings>;
}

export async function findBackends(): Promise<Backends> {
  const [postgres, redis] = await Promise.all([findPostgres(), findRedis()]);
  await using started = new AsyncDisposableStack();
  const running = started.move();
  let databases: Promise<Service> | undefined;
  let walks = 0;

  async function startOwn(start: Start): Promise<Service> {
    return running.use(await start());
  }
  async function newDatabase(start: Start): Promise<Settings> {
    const { url } = await (databases ??= startOwn(start));
    walks += 1;
    return { DATABASE_URL: await createDatabase(url, `walk_${walks}`) };
  }
  const open: Partial<Record<BackendName, () => Promise<Settings>>> = {
    embedded: () => Promise.resolve(embedded),
  };
  if (postgres.is === 'found') {
    open.PostgreSQL = () => newDatabase(postgres.start);
    if (redis.is === 'found') {
      open['Redis and PostgreSQL'] = async () => {
        const { url } = await startOwn(redis.start);
        return { ...(await newDatabase(postgres.start)), REDIS_URL: url };
      };
    }
  }
  return {
    names: Object.keys(open) as BackendName[],
    open: (name) => (open[name] ?? (() => Promise.reject(new Error(`there is no ${name} here`))))(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return new URL(`/${name}`, url).href;
}
