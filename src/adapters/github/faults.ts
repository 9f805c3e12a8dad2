import { z } from 'zod';
import { Failure, transientFailure, userFailure } from '../../core/failure.ts';

/** What GitHub answered to a request that failed. */
interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** GitHub's message and its list of errors; undefined where the body is not GitHub's, such as a proxy's page. */
  readonly detail: string | undefined;
}

/**
 * How a failed request went: GitHub said no, GitHub says wait, or nothing is known for certain. `failure` is one that was
 * thrown below and passes as it is; `bug` is everything that no request can explain.
 */
export type Fault =
  | { readonly is: 'refused'; readonly refusal: Refusal; readonly detail: string }
  | { readonly is: 'limited'; readonly waitMs: number; readonly detail: string }
  | { readonly is: 'unclear'; readonly detail: string }
  | { readonly is: 'failure'; readonly failure: Failure }
  | { readonly is: 'bug'; readonly error: unknown };

export function faultOf(error: unknown, now: number): Fault {
  const failure = failureIn(error);
  if (failure !== undefined) return { is: 'failure', failure };
  if (!(error instanceof Error)) return { is: 'bug', error };
  const refusal = refusalOf(error);
  if (refusal !== undefined) return faultOfRefusal(refusal, now);
  const answered = GraphqlErrors.safeParse(error);
  if (answered.success) return faultOfGraphql(answered.data);
  if (error instanceof z.ZodError)
    return { is: 'unclear', detail: `an answer we cannot read: ${z.prettifyError(error)}` };
  if (['HttpError', 'AbortError', 'TimeoutError'].includes(error.name))
    return { is: 'unclear', detail: error.message };
  return { is: 'bug', error };
}

/** The status of the answer that the error is about, if there was one. */
export function statusOf(error: unknown): number | undefined {
  return refusalOf(error)?.status;
}

/** Whether GitHub itself says that there is no such thing. */
export function isAbsent(error: unknown): boolean {
  const refusal = refusalOf(error);
  return refusal?.status === 404 && refusal.detail !== undefined;
}

/** Whether the connection was refused or lost: no time-out, and no answer. */
export function lostConnection(error: unknown): boolean {
  return error instanceof Error && error.name === 'HttpError' && error.cause instanceof TypeError;
}

/** How long the failed request asks us to wait, where it failed by a limit. */
export function waitOfError(error: unknown, now: number): number | undefined {
  const fault = faultOf(error, now);
  return fault.is === 'limited' ? fault.waitMs : undefined;
}

/** How long to wait where the request was the last one of its hour. GraphQL answers 200 to those beyond it, too. */
export function waitOfAnswer(answer: unknown, now: number): number | undefined {
  const read = Answered.safeParse(answer);
  if (read.data?.headers['x-ratelimit-remaining'] !== '0') return undefined;
  return untilReset(read.data.headers, now);
}

const retryLaterMs = 10_000;

/** What a reader throws for the fault. `what` names the thing that was asked for. */
export function readFailure(error: unknown, what: string, now: number): unknown {
  const fault = faultOf(error, now);
  switch (fault.is) {
    case 'failure':
      return fault.failure;
    case 'bug':
      return fault.error;
    case 'limited':
      return transientFailure({ is: 'github-limit', detail: fault.detail }, fault.waitMs, error);
    case 'unclear':
      return transientFailure({ is: 'github-unavailable', detail: fault.detail }, retryLaterMs, error);
    case 'refused':
      return isGone(fault.refusal) ? userFailure({ is: 'gone', what }, error) : error;
  }
}

/** Not there, not there any more, or not ours to see. */
function isGone({ status }: Refusal): boolean {
  return [403, 404, 410, 422, 451].includes(status);
}

/** An aborted request throws its signal's reason, which Octokit wraps. */
function failureIn(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  return error instanceof Error && error.cause instanceof Failure ? error.cause : undefined;
}

const Answered = z.object({ headers: z.record(z.string(), z.coerce.string()) });

const HttpError = z.object({
  status: z.int(),
  response: Answered.extend({ data: z.unknown() }),
});

function refusalOf(error: unknown): Refusal | undefined {
  const read = HttpError.safeParse(error);
  if (!read.success) return undefined;
  const { status, response } = read.data;
  return { status, headers: response.headers, detail: detailOf(response.data) };
}

const ErrorBody = z.object({ message: z.string(), errors: z.array(z.unknown()).optional() });

function detailOf(data: unknown): string | undefined {
  const body = ErrorBody.safeParse(data);
  if (!body.success) return undefined;
  const { message, errors = [] } = body.data;
  return [message, ...errors.map(textOf)].join('; ');
}

const ErrorText = z.union([
  z.string(),
  z.object({ message: z.string() }).transform(({ message }) => message),
]);

/** An error in GitHub's list is a sentence, or a field and what is wrong with it, not always with a sentence. */
function textOf(error: unknown): string {
  const text = ErrorText.safeParse(error);
  return text.success ? text.data : JSON.stringify(error);
}

function faultOfRefusal(refusal: Refusal, now: number): Fault {
  const { status, detail } = refusal;
  const waitMs = waitOf(refusal, now);
  if (waitMs !== undefined) return { is: 'limited', waitMs, detail: detail ?? `status ${status}` };
  if (detail === undefined || status < 400 || status >= 500 || status === 401 || status === 408) {
    return { is: 'unclear', detail: `status ${status}${detail === undefined ? '' : `: ${detail}`}` };
  }
  return { is: 'refused', refusal, detail };
}

const atLeastMs = 60_000;

/**
 * How long a limit asks us to wait: `retry-after`, else until the limit is reset, else a minute
 * (docs.github.com, 'Rate limits for the REST API'). Undefined where the answer speaks of no limit.
 */
function waitOf({ status, headers, detail }: Refusal, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(retryAfter)) return retryAfter * 1000;
  if (headers['x-ratelimit-remaining'] === '0') return untilReset(headers, now);
  return status === 429 || /rate limit|abuse detection/i.test(detail ?? '') ? atLeastMs : undefined;
}

function untilReset(headers: Refusal['headers'], now: number): number {
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(1000, reset * 1000 - now) : atLeastMs;
}

/** GraphQL answers 200 and says what went wrong in the body. */
const GraphqlErrors = z.object({
  name: z.literal('GraphqlResponseError'),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })).min(1),
});

function faultOfGraphql({ errors }: z.infer<typeof GraphqlErrors>): Fault {
  const types = new Set(errors.map(({ type }) => type));
  const detail = errors.map(({ message }) => message).join('; ');
  if (types.has('RATE_LIMITED')) return { is: 'limited', waitMs: atLeastMs, detail };
  const status = refusals.find(({ type }) => types.has(type))?.status;
  if (status !== undefined) return { is: 'refused', refusal: { status, headers: {}, detail }, detail };
  return { is: 'unclear', detail };
}

/** GraphQL's words for what REST says by a status. */
const refusals = [
  { type: 'NOT_FOUND', status: 404 },
  { type: 'FORBIDDEN', status: 403 },
  { type: 'STALE_DATA', status: 409 },
  { type: 'UNPROCESSABLE', status: 422 },
] as const;
