import { answerFaults } from './answer.ts';
import type { Fault } from './fault.ts';
import { requestFaults } from './request.ts';
import { rest } from './rest.ts';

/** One REST request and its answer. Bodies are parsed where they are JSON, else text; undefined is no body. */
export interface Exchange {
  readonly method: string;
  /** The route as GitHub's description spells it: `/repos/{owner}/{repo}/pulls/{pull_number}`. */
  readonly template: string;
  /** The path asked for; what stands before the route (`/api/v3`) or after a `?` is left out of account. */
  readonly path: string;
  readonly query: URLSearchParams | Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
  /** The answer's Content-Type header. */
  readonly contentType: string | undefined;
}

/** Everything in the exchange that GitHub's published REST description does not allow. */
export function validateExchange(exchange: Exchange): readonly Fault[] {
  const name = `${exchange.method.toUpperCase()} ${exchange.template}`;
  const route = rest().content.routes[name];
  if (route === undefined) {
    return [
      { where: 'route', message: `${name} is not in the contract; add it to fixtures/github/routes.ts` },
    ];
  }
  return [...requestFaults(route, exchange), ...answerFaults(name, route, exchange)];
}
