import { fullName } from '../find.ts';
import type { GitHub } from '../github.ts';
import type { Route, Routes } from '../route.ts';

export interface Match {
  /** By the repository's name, also where the request had its id. */
  readonly path: string;
  /** As in GitHub's OpenAPI description. */
  readonly template: string;
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

export type Router = (method: string, path: string) => Match | undefined;

interface Entry {
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly route: Route;
}

/** Finds the route of a path, trying the most definite template first. */
export function createRouter(tables: readonly Routes[]): Router {
  const entries = tables.flatMap((table) => Object.entries(table).map(([key, route]) => entry(key, route)));
  entries.sort(byDefiniteness);
  return (method, path) => {
    for (const { method: own, template, pattern, route } of entries) {
      const found = own === method ? pattern.exec(path) : undefined;
      if (found) return { path, template, route, parameters: decoded(found.groups ?? {}) };
    }
    return undefined;
  };
}

function entry(key: string, route: Route): Entry {
  const [method = '', template = ''] = key.split(' ');
  const source = template.replace(
    /\{(\w+)\}/g,
    (_, name: string) => `(?<${name}>${greedy.has(name) ? '.+' : '[^/]+'})`,
  );
  return { method, template, pattern: new RegExp(`^${source}$`), route };
}

/** Branch names and file paths hold slashes. */
const greedy = new Set(['path', 'ref', 'basehead', 'tree_sha', 'name']);

/** The one that leaves less open first, then the longer one: `/commits/{ref}/status` before `/commits/{ref}`. */
function byDefiniteness({ template: one }: Entry, { template: other }: Entry) {
  return vagueness(one) - vagueness(other) || other.length - one.length;
}

/** How much a template leaves open: `/issues/comments` less than `/issues/{issue_number}`. */
function vagueness(template: string) {
  const parameters = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return parameters.length + (parameters.some((name) => greedy.has(name)) ? 100 : 0);
}

function decoded(groups: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodePart(value)]));
}

function decodePart(text: string) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `/repositories/ID/...` is the same as `/repos/OWNER/NAME/...`: links and redirects use it. */
export function pathByName(github: GitHub, path: string) {
  const [, id, rest = ''] = /^\/repositories\/(\d+)(\/.+)$/.exec(path) ?? [];
  const repository = github.state.repositories.get(Number(id));
  return repository ? `/repos/${fullName(repository)}${rest}` : path;
}
