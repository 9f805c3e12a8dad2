import type { Exchange } from './exchange.ts';
import { type Fault, faultsIn } from './fault.ts';
import { rest, type Route } from './rest.ts';
import type { Schema } from './schemas.ts';

type Bodies = Readonly<Record<string, Schema>>;

/**
 * What any route may answer though its own description need not say so: GitHub's pages "Best practices for using
 * the REST API" (301, 307), "Rate limits for the REST API" (403, 429) and "Troubleshooting the REST API" (the others).
 */
const generalErrors = new Set([301, 307, 400, 401, 403, 404, 422, 429]);

/** GitHub's usual error object. Its description leaves both texts optional; its servers always send them. */
const generalError: Schema = {
  type: 'object',
  required: ['message', 'documentation_url'],
  properties: {
    message: { type: 'string' },
    documentation_url: { type: 'string' },
    errors: { type: 'array' },
  },
};

/**
 * What is wrong with the status, the media type and the body of an answer. A 5xx is taken as it is: GitHub's front
 * servers answer with any page or none.
 */
export function answerFaults(name: string, route: Route, exchange: Exchange): readonly Fault[] {
  const { status, responseBody } = exchange;
  if (status >= 500) return [];
  const described = route.answers[status];
  if (described !== undefined && Object.keys(described).length > 0) return bodyFaults(described, exchange);
  if (generalErrors.has(status)) return bodyFaults({ 'application/json': generalError }, exchange);
  if (described === undefined) return [fault('answer status', `${status} is not in the contract of ${name}`)];
  return isEmpty(responseBody) ? [] : [fault('answer body', 'must be empty')];
}

function bodyFaults(bodies: Bodies, { status, responseBody, contentType }: Exchange): readonly Fault[] {
  const mediaTypes = Object.keys(bodies);
  const mediaType = mediaTypes.find((candidate) => isSameMediaType(candidate, contentType));
  if (mediaType === undefined) {
    const message = `must be ${mediaTypes.join(' or ')}, is ${contentType ?? 'missing'}`;
    return [fault('answer content-type', message)];
  }
  const errors = rest().errors(bodies[mediaType] ?? {}, responseBody);
  const isUsualError = status >= 400 && mediaType === 'application/json';
  const more = isUsualError ? rest().errors(generalError, responseBody) : [];
  return faultsIn('answer body', responseBody, [...errors, ...more]);
}

function isSameMediaType(one: string, other: string | undefined): boolean {
  return other !== undefined && plainMediaType(one) === plainMediaType(other);
}

/** GitHub's own media types carry a version (`.v3`) and a `+json` that may both be left out. */
function plainMediaType(contentType: string): string {
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (!mediaType.startsWith('application/vnd.github')) return mediaType;
  const plain = mediaType.replace('.v3', '').replace(/\+json$/, '');
  return plain === 'application/vnd.github' ? 'application/json' : plain;
}

function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || body === '';
}

function fault(where: string, message: string): Fault {
  return { where, message };
}
