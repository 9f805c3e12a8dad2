import type { z } from 'zod';
import type { RepositoryRef } from '../../core/pull-request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MergeOutcome } from '../../ports/forge.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Self } from './app-client.ts';
import { authorise } from './authorise.ts';
import { type Client, openClient } from './client.ts';
import { isAbsent, lostConnection, readFailure } from './faults.ts';
import { heed, type Limits } from './limits.ts';
import type { Home, Name, Names } from './names.ts';
import { queries } from './queries.ts';
import type { Tokens } from './tokens.ts';

export interface ReaderParts {
  readonly api: string;
  readonly tokens: Tokens;
  readonly names: Names;
  readonly limits: Limits;
  readonly self: Self;
  /** Signs our markers; others' do not count. */
  readonly markerSecret: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly git: GitReader;
}

/** What the API does not give: a diff of which it has none or a part, the files of a commit, and a merge that writes nothing. */
export interface GitReader {
  diff(wanted: FromGit & { readonly mergeBase: string; readonly head: string }): Promise<string>;
  workspace(wanted: FromGit & { readonly sha: string }): Promise<Workspace>;
  merge(
    wanted: FromGit & { readonly into: string; readonly from: string; readonly mergeBase: string },
  ): Promise<MergeOutcome>;
}

interface FromGit {
  readonly repository: RepositoryRef;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** One repository as its reader sees it. */
export interface Reading extends ReaderParts {
  readonly client: Client;
  readonly repositoryId: number;
  readonly token: () => Promise<string>;
  readonly name: () => Promise<Name>;
  readonly home: () => Promise<Home>;
}

/** Opens a reader's client, which can do nothing but read. */
export function openReading(
  parts: ReaderParts,
  installation: number,
  repositoryId: number,
  delivery: string | undefined,
): Reading {
  const { tokens, names } = parts;
  const client = openClient({ ...parts, delivery });
  authorise(client, { tokens, installation, repositoryId, scope: 'read' });
  heed(client, installation, parts);
  askTwice(client);
  refuseWrites(client);
  return {
    ...parts,
    client,
    repositoryId,
    token: () => tokens.get(installation, repositoryId, 'read'),
    name: () => names.name(client, repositoryId),
    home: () => names.home(client, repositoryId),
  };
}

/** Asks, and reads the answer by the schema. Throws the Failure for what went wrong; `what` names the thing asked for. */
export async function read<T>(
  at: Reading,
  what: string,
  schema: z.ZodType<T>,
  ask: (name: Name) => Promise<{ readonly data: unknown }>,
): Promise<T> {
  try {
    return schema.parse((await ask(await at.name())).data);
  } catch (error) {
    throw readFailure(error, what, at.clock.now());
  }
}

/** Nothing where GitHub has nothing there. */
export async function orNothing(
  asked: Promise<{ readonly data: unknown }>,
): Promise<{ readonly data: unknown }> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error)) return { data: undefined };
    throw error;
  }
}

/** A connection that GitHub has just closed is no fault of anyone's: the second one holds. */
function askTwice(client: Client): void {
  client.hook.wrap('request', async (request, options) => {
    try {
      return await request(options);
    } catch (error) {
      if (!lostConnection(error)) throw error;
      return request(options);
    }
  });
}

/** Lets pass GET, and the queries of our own table word for word, so that no document has to be judged. */
function refuseWrites(client: Client): void {
  client.hook.wrap('request', (request, options) => {
    const { method, url, baseUrl } = options;
    const isQuery = url === '/graphql' || url === baseUrl.replace(/\/api\/v3$/, '/api/graphql');
    const query: unknown = options['query'];
    const isOurs = typeof query === 'string' && queries.includes(query);
    if (method === 'GET' || (method === 'POST' && isQuery && isOurs)) return request(options);
    throw new Error(`a reader must not send ${method} ${url}`);
  });
}
