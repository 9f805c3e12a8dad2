import { APIConnectionError, APIError } from 'openai';
import { Failure, userFailure } from '../../core/failure.ts';
import type { Line } from './line.ts';
import { nearNames } from './near-names.ts';
import { type Server, setupFailure, webPage } from './server.ts';

/** What an error of one request means: another try, after the time that the server named, or the end. */
export type Verdict =
  | { readonly is: 'again'; readonly afterMs: number | null; readonly detail: string }
  | { readonly is: 'over'; readonly failure: Failure };

interface Circumstances {
  readonly server: Server;
  /** The prompt's name. */
  readonly prompt: string;
  /** Milliseconds since 1970, for servers that name a time of day. */
  readonly now: number;
}

/** Judges whatever `listen` throws. Throws what is a bug of ours. */
export function judge(error: unknown, circumstances: Circumstances): Verdict {
  const { server } = circumstances;
  if (error instanceof Failure) return over(error);
  if (error instanceof APIConnectionError) return judgeConnection(error, server);
  if (error instanceof APIError) return judgeComplaint(error, circumstances);
  // Half an event or half a body: what arrived is no JSON.
  if (error instanceof SyntaxError) return again(server, 'its answer broke off');
  throw error;
}

function again(server: Server, detail: string, afterMs: number | null = null): Verdict {
  return { is: 'again', afterMs, detail: `${server.host}: ${detail}` };
}

/** The codes of OpenSSL and Node for a certificate that is not trusted, not valid now or made out to somebody else. */
const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

function judgeConnection(error: APIConnectionError, server: Server): Verdict {
  const root = rootOf(error);
  const code = 'code' in root && typeof root.code === 'string' ? root.code : '';
  if (certificateCode.test(code)) return over(setupFailure(badCertificate(server, code), error));
  if (/^(ERR_SSL|EPROTO)/.test(code)) return over(setupFailure(noEncryption(server, code), error));
  return again(server, root.message.includes(code) ? root.message : `${root.message} (${code})`);
}

function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

function over(failure: Failure): Verdict {
  return { is: 'over', failure };
}

function badCertificate(server: Server, code: string): string {
  return `the certificate of ${server.host} is not trusted (${code}); if it is your own, set NODE_EXTRA_CA_CERTS to its authority's file`;
}

function noEncryption(server: Server, code: string): string {
  return `${server.host} does not speak TLS as it should (${code}); perhaps ${server.addressVariable} should start with http://`;
}

/** What a server says against a request, whether by its status or in the middle of a stream. */
interface Complaint {
  readonly error: APIError;
  /** Zero where there is none. */
  readonly status: number;
  readonly code: string;
  readonly words: string;
  readonly isPage: boolean;
  readonly server: Server;
  readonly prompt: string;
}

function judgeComplaint(error: APIError, circumstances: Circumstances): Verdict {
  const complaint = complaintOf(error, circumstances);
  const ending = endings.find(({ fits }) => fits(complaint));
  if (ending !== undefined) return over(ending.failure(complaint));
  return again(circumstances.server, complaint.words, retryAfterMs(error.headers, circumstances.now));
}

function complaintOf(error: APIError, { server, prompt }: Circumstances): Complaint {
  // In mid-stream and behind gateways the code is the status.
  const status = error.status ?? (Number(error.code) || 0);
  const code = `${error.code ?? ''} ${error.type ?? ''}`;
  const words = isPage(error) ? `${status} with a web page` : briefly(error.message);
  return { error, status, code, words, isPage: isPage(error), server, prompt };
}

function isPage({ headers }: APIError): boolean {
  return headers?.get('content-type')?.includes('text/html') ?? false;
}

/** One line of at most 300 characters, without its full stop. */
export function briefly(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

interface Ending {
  readonly fits: (complaint: Complaint) => boolean;
  readonly failure: (complaint: Complaint) => Failure;
}

/** The complaints that no waiting mends; the first that fits counts. */
const endings: readonly Ending[] = [
  {
    fits: ({ code }) => /content_filter|content_policy/.test(code),
    failure: ({ error, server, words }) =>
      userFailure({ is: 'model-refused', model: server.model, detail: words }, error),
  },
  {
    fits: ({ status, code, words }) => status === 413 || (status < 429 && isTooLong(`${code} ${words}`)),
    failure: ({ error, prompt, words }) => tooLarge(prompt, words, error),
  },
  {
    fits: ({ status, code }) => status === 402 || code.includes('insufficient_quota'),
    failure: setup(({ server, words }) => `the account at ${server.host} is out of credit (${words})`),
  },
  {
    fits: ({ status }) => status === 401,
    failure: setup(({ server }) => `${server.host} refuses the key; check ${server.keyVariable}`),
  },
  {
    fits: ({ status, isPage }) => isPage && status !== 429 && status < 500,
    failure: setup(({ server }) => webPage(server)),
  },
  {
    fits: ({ status }) => status === 403,
    failure: setup(
      ({ server, words }) =>
        `${server.host} does not let the key in ${server.keyVariable} use the model '${server.model}' (${words})`,
    ),
  },
  {
    fits: ({ status }) => status === 404,
    failure: setup(
      ({ server, words }) =>
        `${server.host} has no model '${server.model}' (${words}); check its name and ${server.addressVariable}`,
    ),
  },
  {
    fits: ({ status }) => status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status),
    failure: setup(
      ({ server, words }) => `${server.host} does not take requests for '${server.model}' (${words})`,
    ),
  },
];

function setup(detail: (complaint: Complaint) => string): Ending['failure'] {
  return (complaint) => setupFailure(detail(complaint), complaint.error);
}

/** How OpenAI, vLLM, llama.cpp, Anthropic and Ollama word it. */
function isTooLong(words: string): boolean {
  return /context[_ ](length|window|size)|maximum context|prompt is too long|too many tokens/i.test(words);
}

export function tooLarge(prompt: string, limit: string, cause?: unknown): Failure {
  const reason = { is: 'too-large', what: `the prompt '${prompt}'`, limit } as const;
  return new Failure({ kind: 'budget', reason }, { cause });
}

/**
 * The failure, with the names that the server has near the one that it does not have. What keeps them from being told is no
 * matter: the failure says enough without them.
 */
export async function namingNear(error: unknown, failure: Failure, line: Line): Promise<Failure> {
  const { why } = failure;
  const isAbsent = error instanceof APIError && error.status === 404 && !isPage(error);
  if (!isAbsent || why.kind !== 'user' || why.reason.is !== 'model-setup') return failure;
  const near = nearNames(line.server.model, await namesAt(line));
  if (near.length === 0) return failure;
  return setupFailure(`${why.reason.detail}; did you mean ${near.join(' or ')}?`, error);
}

/** Names of the models that a server has; none where it does not tell within a moment. */
export async function namesAt({ client }: Pick<Line, 'client'>): Promise<readonly string[]> {
  try {
    const { data } = await client.models.list({ timeout: 5_000 });
    return data.map(({ id }) => id);
  } catch {
    return [];
  }
}

/** Milliseconds from `retry-after-ms` or `retry-after`, which holds seconds or a date. */
function retryAfterMs(headers: Headers | undefined, now: number): number | null {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (ms >= 0) return ms;
  const after = headers?.get('retry-after') ?? '';
  if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
