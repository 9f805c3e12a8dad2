import { Octokit } from '@octokit/rest';
import { wholeFetch } from './whole-fetch.ts';

export type Client = Octokit;

export interface ClientParts {
  /** The REST address. */
  readonly api: string;
  readonly timeoutMs: number;
  /** The delivery that caused the requests: sent along, so that GitHub's support can trace them. */
  readonly delivery?: string | undefined;
}

type ClientOptions = NonNullable<ConstructorParameters<typeof Octokit>[0]>;

/** A client for one purpose: it retries nothing, throttles nothing and logs nothing, all of which is decided above it. */
export function openClient(parts: ClientParts, options: ClientOptions = {}): Client {
  const { api, timeoutMs, delivery } = parts;
  const client = new Octokit({
    ...options,
    baseUrl: api,
    userAgent: 'patchwright',
    log: silent,
    request: { fetch: wholeFetch({ timeoutMs, maxBytes }), log: silent },
  });
  if (delivery !== undefined) {
    client.hook.before('request', (request) => {
      request.headers['x-github-delivery'] = delivery;
    });
  }
  return client;
}

/** Sixty times what GitHub gives of a diff. */
const maxBytes = 64_000_000;

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {}
