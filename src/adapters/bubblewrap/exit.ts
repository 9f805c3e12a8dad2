import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ground } from './ground.ts';
import type { Shown } from './jail.ts';
import { openProxy, type Proxy } from './proxy.ts';

/** What a jail needs to get out. */
export interface JailExit {
  readonly shown: readonly Shown[];
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What runs the command with the exit beside it. */
  readonly argv: readonly string[];
}

export const noExit: JailExit = { shown: [], files: [], env: {}, argv: [] };

/** How a jail gets at the registries, as long as it is open. */
export type Exit = JailExit & AsyncDisposable;

/** Each jail has a network of its own, so nobody else can have the port. */
const port = '3128';

const inside = { node: '/opt/patchwright/node', socket: '/run/patchwright/proxy.sock' } as const;

export async function openExit(ground: Ground): Promise<Exit> {
  const registries = await ground.registries();
  const folder = await mkdtemp(join(ground.folder, 'patchwright-exit-'));
  const socket = join(folder, 'proxy.sock');
  const proxy: Proxy = await openProxy(socket, new Set([...registries.hosts, ...ground.hosts]));
  const { path, type } = forwarder();
  const script = `/opt/patchwright/forward${type}`;
  const address = `http://127.0.0.1:${port}`;
  return {
    shown: [
      { from: ground.node, to: inside.node },
      { from: path, to: script },
      { from: socket, to: inside.socket },
    ],
    files: registries.files.filter((file) => !file.startsWith('/etc/ssl/certs/')),
    env: { ...registries.env, ...proxyNames(address) },
    argv: [inside.node, script, inside.socket, port],
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** The names under which package managers look for a proxy. */
function proxyNames(address: string): Record<string, string> {
  return {
    HTTP_PROXY: address,
    HTTPS_PROXY: address,
    http_proxy: address,
    https_proxy: address,
    NO_PROXY: '',
  };
}

/** The forwarder as it lies beside this file: source, or built. Alone, its name has to say that it is a module. */
function forwarder(): { readonly path: string; readonly type: '.mts' | '.mjs' } {
  const isSource = import.meta.filename.endsWith('.ts');
  return {
    path: join(import.meta.dirname, isSource ? 'forward.ts' : 'forward.js'),
    type: isSource ? '.mts' : '.mjs',
  };
}
