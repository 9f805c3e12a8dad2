import { createConnection } from 'node:net';
import { once } from 'node:events';
import type { Server } from '../adapters/openai/server.ts';
import type { ModelEnv } from '../config/env.ts';
import { serverFor } from './doctor-model-server.ts';
import { messageOf, ok, toDo, type Verdict } from './doctor-verdict.ts';

/** What is set for each model, and whether its server takes connections at all; nothing is asked of it, since a question may cost money. */
export async function modelVerdicts(env: ModelEnv): Promise<readonly Verdict[]> {
  const names = [...new Set([...env.chains.strong, ...env.chains.fast])];
  if (names.length === 0) {
    const remedy = 'Set PATCHWRIGHT_MODEL, and OPENAI_BASE_URL or the key of its provider.';
    return [toDo('model', `no model is named, so nothing can be reviewed. ${remedy}`)];
  }
  return Promise.all(names.map((name) => modelVerdict(name, env)));
}

async function modelVerdict(name: string, env: ModelEnv): Promise<Verdict> {
  const server = serverFor(name, env);
  if (typeof server === 'string') return toDo('model', server);
  const fault = await reach(server);
  if (fault !== undefined) {
    const remedy = `Check ${server.addressVariable}.`;
    return toDo('model', `${server.host}, where ${name} is asked, cannot be reached (${fault}). ${remedy}`);
  }
  const key = server.apiKey === null ? 'without a key' : 'with a key';
  const asked = `the server takes connections, and was asked nothing (\`doctor --model ${name}\` asks)`;
  return ok('model', `${server.model} at ${server.baseUrl} ${key}; ${asked}`);
}

async function reach({ baseUrl }: Server): Promise<string | undefined> {
  const { hostname, port, protocol } = new URL(baseUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = createConnection({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(5_000) });
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    socket.destroy();
  }
}
