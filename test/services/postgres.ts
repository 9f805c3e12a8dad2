import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, startServer } from './process.ts';
import { quickFolder, runService, temporaryFolder } from './running.ts';
import type { Found, Service } from './service.ts';

const run = promisify(execFile);

/** Where Debian puts PostgreSQL's programs, a folder for each version. */
const versions = '/usr/lib/postgresql';

const cache = join(import.meta.dirname, '../../.cache/postgres');

interface User {
  readonly uid: number;
  readonly gid: number;
}

export async function findPostgres(): Promise<Found> {
  const found = existsSync(versions) ? await readdir(versions) : [];
  const newest = found.toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) {
    return {
      is: 'missing',
      reason: `There is no PostgreSQL in ${versions}: install the package postgresql.`,
    };
  }
  const programs = join(versions, newest, 'bin');
  return { is: 'found', start: (settings) => startPostgres(programs, settings) };
}

async function startPostgres(programs: string, settings: readonly string[] = []): Promise<Service> {
  const folder = await quickFolder('postgres');
  const port = await freePort();
  const user = await userFor(folder);
  const data = join(folder, 'data');
  await run('cp', ['-a', await templateFor(programs, user), data]);
  const place = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ];
  const command = {
    argv: [join(programs, 'postgres'), ...place, ...settings],
    logFile: join(folder, 'log'),
    directory: folder,
    ...(user === undefined ? {} : { user }),
  };
  return runService({
    url: `postgres://patchwright@127.0.0.1:${port}/postgres`,
    launch: () => startServer(command, () => answers(programs, port)),
    politely: 'SIGINT',
    folder,
  });
}

/**
 * An empty cluster of this version for this user. To make one takes a second, so the first is kept in the project's cache and copied
 * from then on.
 */
async function templateFor(programs: string, user: User | undefined): Promise<string> {
  const version = basename(dirname(programs));
  const template = join(cache, `${version}-${user?.uid ?? process.getuid?.() ?? 'own'}`);
  if (existsSync(template)) return template;
  const folder = await temporaryFolder('template');
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const made = join(folder, 'data');
  const creation = ['--pgdata', made, '--username', 'patchwright', '--auth', 'trust', '--encoding', 'UTF8'];
  await run(join(programs, 'initdb'), [...creation, '--wal-segsize', '1', '--no-sync'], {
    ...user,
    cwd: folder,
  });
  await putInPlace(made, template);
  await rm(folder, { recursive: true });
  return template;
}

/** Whoever is first puts it in its place: test files run beside one another. */
async function putInPlace(made: string, template: string): Promise<void> {
  const copy = `${template}-${process.pid}`;
  await mkdir(cache, { recursive: true });
  await run('cp', ['-a', made, copy]);
  await rename(copy, template).catch(() => rm(copy, { recursive: true }));
}

/** PostgreSQL refuses to run as root: then it gets a user of its own, to whom the folder is given. */
async function userFor(folder: string): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const name = await run('id', ['-u', 'postgres']).then(
    () => 'postgres',
    () => 'nobody',
  );
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, name])).stdout)),
  );
  if (uid === undefined || gid === undefined) throw new Error('no user for PostgreSQL');
  await chown(folder, uid, gid);
  return { uid, gid };
}

function answers(programs: string, port: number): Promise<boolean> {
  return run(join(programs, 'pg_isready'), ['--host', '127.0.0.1', '--port', String(port)]).then(
    () => true,
    () => false,
  );
}
