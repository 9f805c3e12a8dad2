import { closed } from './closed.ts';
import type { Exchange } from './exchange.ts';
import { type Fault, faultsIn } from './fault.ts';
import { rest, type Route } from './rest.ts';
import { errorsInTexts, type Schema } from './schemas.ts';

/** What is wrong with the path, the query and the body of a request. */
export function requestFaults(route: Route, exchange: Exchange): readonly Fault[] {
  return [...pathFaults(route, exchange), ...queryFaults(route, exchange), ...bodyFaults(route, exchange)];
}

function pathFaults(route: Route, { template, path }: Exchange): readonly Fault[] {
  const values = matchPath(template, route.multiSegment, path);
  if (values === undefined) return [{ where: 'path', message: `${path} does not match ${template}` }];
  return faultsIn('path', values, errorsInTexts(route.path, values));
}

/** The parameters in the path, as they were written, by name; undefined when the path is not the template's. */
function matchPath(template: string, multiSegment: readonly string[], path: string) {
  const pattern = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    multiSegment.includes(name) ? `(?<${name}>.*)` : `(?<${name}>[^/]+)`,
  );
  const match = new RegExp(`^(?:/api/v3)?${pattern}$`).exec(path.split('?')[0] ?? '');
  return match === null ? undefined : { ...match.groups };
}

function queryFaults(route: Route, { query }: Exchange): readonly Fault[] {
  const parameters = new URLSearchParams(query);
  const values = Object.fromEntries(parameters);
  const repeated = [...new Set(parameters.keys())].filter((key) => parameters.getAll(key).length > 1);
  return [
    ...repeated.map((key) => ({ where: `query /${key}`, message: 'is given more than once' })),
    ...faultsIn('query', values, errorsInTexts(route.query, values)),
  ];
}

function bodyFaults(route: Route, { requestBody }: Exchange): readonly Fault[] {
  const isGiven = requestBody !== undefined && requestBody !== null && requestBody !== '';
  if (isGiven) return faultsIn('request body', requestBody, rest().errors(bodySchema(route), requestBody));
  return route.request?.required === true ? [{ where: 'request body', message: 'is missing' }] : [];
}

const bodySchemas = new WeakMap<Route, Schema>();

/**
 * The schema of a route's request body, closed: GitHub ignores a property that it does not know, but sending one is
 * a slip of ours. A route that takes no body takes an empty object.
 */
function bodySchema(route: Route): Schema {
  const { schema } = route.request ?? { schema: { type: 'object', properties: {} } };
  const body = bodySchemas.get(route) ?? closed(schema, rest().content.schemas);
  bodySchemas.set(route, body);
  return body;
}
