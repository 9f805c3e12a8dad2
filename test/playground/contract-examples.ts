import { readFileSync } from 'node:fs';
import { type Exchange, validateExchange } from '../../playground/contract/exchange.ts';

/** GitHub's own examples of one route: request bodies, and answers by status and media type. */
export interface Examples {
  readonly requests: readonly unknown[];
  readonly answers: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;
}

/** GitHub's own examples by route. */
export const examples: Readonly<Record<string, Examples>> = JSON.parse(
  readFileSync(new URL('../../fixtures/github/examples.json', import.meta.url), 'utf8'),
).routes;

/** An exchange on this route, with a path that fits and nothing but what is given. */
export function exchange(route: string, given: Partial<Exchange> & Pick<Exchange, 'status'>): Exchange {
  const [method = '', template = ''] = route.split(' ');
  return {
    method,
    template,
    path: template.replaceAll(/\{\w*(?:_id|number)\}/g, '7').replaceAll(/\{\w+\}/g, 'x'),
    query: {},
    requestBody: undefined,
    responseBody: undefined,
    contentType: undefined,
    ...given,
  };
}

/** The faults of the exchange, a line each. */
export function faults(exchange: Exchange): readonly string[] {
  return validateExchange(exchange).map(({ where, message }) => `${where} ${message}`);
}
