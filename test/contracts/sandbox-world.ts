import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSandbox } from '../../src/adapters/bubblewrap/sandbox.ts';
import type { Sandbox, SandboxOrder, SandboxResult } from '../../src/ports/sandbox.ts';

/** A sandbox on this machine, a folder for it to work in, and things outside that are to stay untouched. */
export interface SandboxWorld extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** The folder that sessions are opened on. */
  readonly tree: string;
  /** A file outside. */
  readonly secret: string;
  /** A server of this machine, and how often it was reached. */
  readonly port: number;
  visits(): number;
  /** Runs one program over the tree in a session of its own. */
  run(argv: readonly [string, ...string[]], order?: Partial<SandboxOrder>): Promise<SandboxResult>;
  /** Runs a script of Node's and gives what it printed; all else is an Error. */
  node(script: string, order?: Partial<SandboxOrder>): Promise<string>;
  /** The same for a shell. */
  shell(script: string, order?: Partial<SandboxOrder>): Promise<string>;
  /** Processes of this machine whose arguments hold a word, and files that sessions have left behind. */
  leftovers(word: string): Promise<readonly string[]>;
}

export async function openSandboxWorld(): Promise<SandboxWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-jail-'));
  const [tree, own, secret] = [join(folder, 'tree'), join(folder, 'own'), join(folder, 'secret')];
  await mkdir(tree);
  await mkdir(own);
  await writeFile(secret, 'not for you');
  const sandbox = openSandbox({
    environment: process.env,
    folder: own,
    node: process.execPath,
    architecture: process.arch,
  });
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  async function run(argv: readonly [string, ...string[]], order: Partial<SandboxOrder> = {}) {
    await using session = await sandbox.open({ tree, tools: ['node'], ...order });
    return await session.run({ argv });
  }
  return {
    sandbox,
    tree,
    secret,
    port,
    visits: () => visits,
    run,
    node: async (script, order) => printed(await run(['node', '-e', script], order)),
    shell: async (script, order) => printed(await run(['sh', '-c', script], order)),
    leftovers: async (word) => [
      ...(await processesWith(word)),
      ...(await readdir(own)),
      ...(await groupsOf(process.pid)),
    ],
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await rm(folder, { recursive: true });
    },
  };
}

function printed({ ended, stdout, stderr }: SandboxResult): string {
  if (ended.is === 'exited' && ended.exitCode === 0) return stdout.text.trim();
  throw new Error(`${JSON.stringify(ended)}\n${stdout.text}\n${stderr.text}`);
}

async function processesWith(word: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter(
    (name) => /^[0-9]+$/.test(name) && name !== String(process.pid),
  );
  const commands = await Promise.all(
    ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.filter((command) => command.includes(word)).map((command) => command.replaceAll('\0', ' '));
}

/** Control groups of a process of ours that are still there. */
export async function groupsOf(id: number): Promise<readonly string[]> {
  const membership = await readFile('/proc/self/cgroup', 'utf8');
  const folders = membership.split('\n').flatMap((line) => {
    const [, names = '', path = ''] = line.split(':');
    return ['memory', 'pids'].includes(names) ? [join('/sys/fs/cgroup', names, path)] : [];
  });
  const found = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  return found.flat().filter((name) => name.startsWith(`patchwright-${id}-`));
}
