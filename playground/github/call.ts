import type { z } from 'zod';
import { failure, refuse } from './answer.ts';
import type { Caller } from './authenticate.ts';
import type { GitHub } from './github.ts';
import { invalidRequest } from './invalid-request.ts';
import type { Account, Repository } from './state.ts';

/** One API request on its way to the route that answers it. */
export interface Call {
  readonly github: GitHub;
  readonly caller: Caller;
  readonly method: string;
  /** Below `/api/v3`, as sent. */
  readonly path: string;
  /** The values of the template's parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly accept: string;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  /** Lists leave out what is younger than this instant; a stale replica is played with it. */
  readonly asOf: number;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

/** Who does a thing on this GitHub, and whether the App does it with its own token. */
export interface Actor {
  readonly github: GitHub;
  readonly account: Account;
  readonly viaApp: boolean;
}

/** The body as a schema wants it; what does not fit is refused as GitHub refuses it. */
export function bodyOf<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(call.body ?? {});
  if (parsed.success) return parsed.data;
  return refuse(failure(422, invalidRequest(parsed.error, call.body)));
}

/** A numeric parameter of the path; anything else names nothing. */
export function numberOf(call: Call, parameter: string) {
  const text = call.parameters[parameter] ?? '';
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

export function parameterOf(call: Call, parameter: string) {
  return call.parameters[parameter] ?? '';
}
