import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, startServer } from './process.ts';
import { runService, temporaryFolder } from './running.ts';
import type { Found, Service } from './service.ts';

const run = promisify(execFile);

/** redis-server on the PATH; else Debian's package, unpacked into a folder of the project. */
export async function findRedis(): Promise<Found> {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find((file) => existsSync(file));
  if (onPath !== undefined)
    return { is: 'found', start: (settings) => startRedis({ file: onPath }, settings) };
  try {
    const program = await unpacked();
    return { is: 'found', start: (settings) => startRedis(program, settings) };
  } catch (error) {
    const why = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return {
      is: 'missing',
      reason: `There is no redis-server on the PATH, and Debian's could not be fetched: ${why}`,
    };
  }
}

interface Program {
  readonly file: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** As production should have it, but for the snapshots: an append-only file, synced each second, and nothing evicted. */
const defaults = [
  '--save',
  '',
  '--appendonly',
  'yes',
  '--appendfsync',
  'everysec',
  '--maxmemory-policy',
  'noeviction',
];

async function startRedis(program: Program, settings: readonly string[] = []): Promise<Service> {
  const folder = await temporaryFolder('redis');
  const port = await freePort();
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const command = {
    argv: [program.file, ...place, ...defaults, ...settings],
    logFile: join(folder, 'log'),
    directory: folder,
    environment: program.environment ?? {},
  };
  return runService({
    url: `redis://127.0.0.1:${port}`,
    launch: () => startServer(command, () => answers(port)),
    politely: 'SIGTERM',
    folder,
  });
}

/** It answers PING; while it still loads its data it says so instead. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

const cache = join(import.meta.dirname, '../../.cache/redis');

async function unpacked(): Promise<Program> {
  if (!existsSync(cache)) await fetchPackages();
  const libraries = await Promise.all([join(cache, 'lib'), join(cache, 'usr/lib')].map(foldersIn));
  return {
    file: join(cache, 'usr/bin/redis-server'),
    environment: { LD_LIBRARY_PATH: libraries.flat().join(delimiter) },
  };
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  return [folder, ...names.map((name) => join(folder, name))];
}

/** Whoever is first puts the folder in its place; several test files may fetch at once. */
async function fetchPackages(): Promise<void> {
  await mkdir(join(cache, '..'), { recursive: true });
  const folder = await mkdtemp(`${cache}-`);
  try {
    const apt = await aptSettings(folder);
    const packages = ['redis-server', 'redis-tools', ...(await missingLibraries(apt))];
    await run('apt-get', [...apt, 'download', ...packages], { cwd: folder });
    const files = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
    const root = join(folder, 'root');
    for (const file of files) await run('dpkg', ['-x', file, root], { cwd: folder });
    await rename(root, cache).catch(() => undefined);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Package lists of our own, so that neither root nor the system's are needed. */
async function aptSettings(folder: string): Promise<readonly string[]> {
  const lists = join(folder, 'lists');
  const archives = join(folder, 'archives');
  await Promise.all([lists, archives].map((each) => mkdir(join(each, 'partial'), { recursive: true })));
  const settings = [`Dir::State::Lists=${lists}`, `Dir::Cache=${archives}`, 'APT::Sandbox::User=root'];
  const apt = settings.flatMap((setting) => ['-o', setting]);
  await run('apt-get', [...apt, 'update']);
  return apt;
}

/** Libraries that Redis needs and the machine does not have. */
async function missingLibraries(apt: readonly string[]): Promise<readonly string[]> {
  const only = [
    '--recurse',
    '--no-recommends',
    '--no-suggests',
    '--no-conflicts',
    '--no-breaks',
    '--no-replaces',
    '--no-enhances',
  ];
  const { stdout } = await run('apt-cache', [...apt, 'depends', ...only, 'redis-tools'], { maxBuffer: 1e8 });
  const libraries = [...new Set(stdout.match(/^lib\S+$/gm))];
  const known = await Promise.all(libraries.map(isInstalled));
  return libraries.filter((_, index) => known[index] === false);
}

async function isInstalled(name: string): Promise<boolean> {
  try {
    const { stdout } = await run('dpkg-query', ['--show', '--showformat', '${db:Status-Status} ', name]);
    return stdout.includes('installed ');
  } catch {
    return false;
  }
}
