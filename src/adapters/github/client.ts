import { Octokit } from '@octokit/rest';
import { wholeFetch } from './whole-fetch.ts';

export type Client = Octokit;

export interface ClientParts {
  /** The REST address. */
  readonly api: string;
  readonly timeoutMs: number;
  /** The delivery that caused the requests: sent along, so that GitHub's support can trace them. */
  readonly delivery?: string | undefined;
  /** Hears from each answer what time it is at GitHub, in milliseconds. */
  readonly onTime?: (time: number) => void;
}

type ClientOptions = NonNullable<ConstructorParameters<typeof Octokit>[0]>;

/** A client for one purpose: it retries nothing, throttles nothing and logs nothing, all of which is decided above it. */
export function openClient(parts: ClientParts, options: ClientOptions = {}): Client {
  const { api, timeoutMs, delivery, onTime } = parts;
  const whole = wholeFetch({ timeoutMs, maxBytes });
  const client = new Octokit({
    ...options,
    baseUrl: api,
    userAgent: 'patchwright',
    log: silent,
    request: { fetch: onTime === undefined ? whole : timed(whole, onTime), log: silent },
  });
  if (delivery !== undefined) {
    client.hook.before('request', (request) => {
      request.headers['x-github-delivery'] = delivery;
    });
  }
  return client;
}

function timed(whole: typeof fetch, onTime: (time: number) => void): typeof fetch {
  return async (...request) => {
    const response = await whole(...request);
    const time = Date.parse(response.headers.get('date') ?? '');
    if (Number.isFinite(time)) onTime(time);
    return response;
  };
}

/** Sixty times what GitHub gives of a diff. */
const maxBytes = 64_000_000;

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {}
