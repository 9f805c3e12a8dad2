import { createConnection } from 'node:net';
import { once } from 'node:events';
import { type Server, serverOf } from '../adapters/openai/providers.ts';
import type { ModelEnv } from '../config/env.ts';
import { Failure } from '../core/failure.ts';
import { failureSentence } from '../text/failures.ts';
import { messageOf, ok, toDo, type Verdict } from './doctor-verdict.ts';

/** What is set, and whether its server takes connections at all; nothing is asked of it, since a question may cost money. */
export async function modelVerdict({ name, baseUrl, apiKey }: ModelEnv): Promise<Verdict> {
  if (name === null) {
    const remedy = 'Set PATCHWRIGHT_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY for its server.';
    return toDo('model', `no model is named, so nothing can be reviewed. ${remedy}`);
  }
  const server = serverFor(name, baseUrl);
  if (typeof server === 'string') return toDo('model', server);
  if (server.needsKey && apiKey === null)
    return toDo('model', `${name} cannot be asked without a key. Set ${server.keyVariable}.`);
  const fault = await reach(server);
  if (fault !== undefined)
    return toDo(
      'model',
      `${server.host}, where ${name} is asked, cannot be reached (${fault}). Check OPENAI_BASE_URL.`,
    );
  const key = apiKey === null ? 'without a key' : 'with a key';
  return ok(
    'model',
    `${server.model} at ${server.baseUrl} ${key}; the server takes connections, and was asked nothing`,
  );
}

/** The sentence of what is wrong, where the name leads to no server. */
function serverFor(name: string, baseUrl: string | null): Server | string {
  try {
    return serverOf(name, baseUrl);
  } catch (error) {
    if (error instanceof Failure) return failureSentence(error.why);
    throw error;
  }
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
