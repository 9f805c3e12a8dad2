import OpenAI, { APIError } from 'openai';
import { patientFetch } from './patient-fetch.ts';
import type { Extra } from './request.ts';
import type { Server } from './server.ts';

export interface LineOptions {
  readonly server: Server;
  readonly fetch: typeof globalThis.fetch;
  /** How long the server may be silent, in milliseconds. */
  readonly idleMs: number;
}

/** A server, and what it has shown not to know: that is not asked of it again. */
export interface Line {
  readonly client: OpenAI;
  readonly server: Server;
  readonly unknown: Set<Extra>;
}

/** The package's own waiting, logging and reading of the environment are off: ours are visible and in one place. */
export function openLine({ server, fetch, idleMs }: LineOptions): Line {
  const client = new OpenAI({
    baseURL: server.baseUrl,
    apiKey: server.apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    ...(server.apiKey === null ? { defaultHeaders: { authorization: null } } : {}),
    maxRetries: 0,
    logLevel: 'off',
    timeout: 2 * idleMs,
    fetch: patientFetch(fetch, idleMs),
  });
  return { client, server, unknown: new Set() };
}

/** The part of a request that the server complains of, where it can do without. */
export function unknownTo(error: unknown): Extra | undefined {
  if (!(error instanceof APIError)) return undefined;
  // Behind gateways the code is the status.
  if (!complaints.has(error.status ?? Number(error.code))) return undefined;
  return signs.find(([, sign]) => sign.test(error.message))?.[0];
}

/** A router says 404 where none of its servers knows tools; a llama.cpp without templates says 500. */
const complaints: ReadonlySet<number> = new Set([400, 404, 422, 500, 501]);

const signs: readonly (readonly [Extra, RegExp])[] = [
  [
    'response_format',
    /\bresponse_format\b|\bjson_schema\b|\bjson_object\b|structured outputs?|invalid schema/i,
  ],
  [
    'answer',
    /\bmax_(completion_)?tokens\b.*(unsupported|not supported|unrecognized|unknown|too large|maximum)|(unsupported|unrecognized|unknown)[^.]*\bmax_(completion_)?tokens\b/i,
  ],
  [
    'tools',
    /\btools?\b.*(not support|unsupported|not enabled|requires)|(not support|unsupported|unrecognized|unknown)[^.]*\btools?\b|endpoints found that support tool/i,
  ],
  ['stream_options', /\bstream_options\b/],
  ['stream', /\bstream(ing)?\b/],
];
