import { Octokit } from '@octokit/rest';
import { providers } from '../../src/adapters/openai/providers.ts';
import type { Mention } from './mention.ts';
import { type Import, type Module, readModule } from './module.ts';
import { fits, homes, outer, placeOf, roomOf } from './rooms.ts';

/** What the house does not allow, and where: a path, and a line where there is one. */
export interface Fault {
  readonly at: string;
  readonly fault: string;
}

/** Judges the files of src/ by the law of docs/design.md. The files are texts by their paths from the root of the repository. */
export function faults(files: ReadonlyMap<string, string>): readonly Fault[] {
  return Array.from(files, ([path, text]) => readModule(path, text)).flatMap(faultsOf);
}

function faultsOf(module: Module): readonly Fault[] {
  const { path, imports, mentions, unreadable } = module;
  if (roomOf(path) === undefined) return [{ at: path, fault: 'lies in no room of the house' }];
  const found = [
    ...imports.flatMap((taken) =>
      judged(taken, [...importFaults(path, taken), ...writerFaults(path, taken)]),
    ),
    ...mentions.flatMap((mention) =>
      judged(mention, [
        ...mentionFaults(path, mention),
        ...requestFaults(path, mention),
        ...providerFaults(path, mention),
      ]),
    ),
    ...unreadable.map((start) => ({ start, fault: 'imports what no reader can follow' })),
  ];
  const placed = found
    .toSorted((left, right) => left.start - right.start)
    .map(({ start, fault }) => ({ at: `${path}:${lineAt(module.text, start)}`, fault }));
  return [...placed, ...sizeFaults(module)];
}

function judged(
  { start }: { readonly start: number },
  faults: readonly string[],
): { start: number; fault: string }[] {
  return faults.map((fault) => ({ start, fault }));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function importFaults(path: string, taken: Import): readonly string[] {
  switch (taken.kind) {
    case 'file':
      return fileFaults(path, taken);
    case 'package':
      return homeFaults(path, taken.from);
    case 'node':
      return nodeFaults(path, taken);
  }
}

/** Imports point down, and stay inside. */
function fileFaults(path: string, { from, isType }: Import): readonly string[] {
  if (!from.startsWith('src/')) return [`imports ${from}: src/ stands without it`];
  const room = roomOf(path);
  const here = placeOf(path);
  const there = placeOf(from);
  if (here === there || room?.may.some((name) => fits(there, name))) return [];
  if (!room?.may.some((name) => fits(there, name.replace(/^type /, ''))))
    return [`${here} may not import ${there}`];
  return isType ? [] : [`${here} may import only types of ${there}`];
}

function homeFaults(path: string, name: string): readonly string[] {
  const home = homes.get(name);
  if (home === undefined) return [`${name} has no home yet: give it one in test/architecture/rooms.ts`];
  return isIn(path, home) ? [] : [`${name} is at home in ${home.join(', ')}`];
}

function nodeFaults(path: string, { from, names }: Import): readonly string[] {
  if (from === 'node:process') return ['imports node:process: say process, which this test can see'];
  if (isIn(path, outer) || (from === 'node:crypto' && names.every((name) => name === 'createHash')))
    return [];
  return [`imports ${from}: ${placeOf(path)} may have nothing of Node but createHash`];
}

/** The types that can write, where they come from, and who has them: the one who writes, and the one who hands them over. */
const writers = [
  {
    from: 'src/ports/app-forge.ts',
    names: ['AppForgeWriter'],
    may: ['src/worker/deliver.ts', 'src/outside.ts', 'src/adapters/github/'],
  },
  {
    from: 'src/ports/forge.ts',
    names: ['ForgeWriter', 'OpenForgeWriter'],
    may: ['src/worker/deliver.ts', 'src/outside.ts', 'src/adapters/github/'],
  },
  {
    from: 'src/ports/ledger.ts',
    names: ['LedgerWriter'],
    may: ['src/worker/deliver.ts', 'src/outside.ts', 'src/adapters/database/'],
  },
  { from: 'src/worker/deliver.ts', names: ['DeliverParts', 'openDeliver'], may: ['src/main.ts'] },
];

function writerFaults(path: string, { from, names }: Import): readonly string[] {
  return writers
    .filter((writer) => writer.from === from && !writer.may.some((start) => path.startsWith(start)))
    .flatMap((writer) => names.filter((name) => name === '*' || writer.names.includes(name)))
    .map((name) => `imports ${name} of ${from}: only worker/deliver.ts writes`);
}

interface Guarded {
  readonly names: readonly string[];
  readonly may: readonly string[];
  readonly why: string;
}

/** What may be mentioned in some rooms only: the others get it as an argument. */
const guarded: readonly Guarded[] = [
  {
    names: ['process.env', 'process.[]', 'process'],
    may: ['main', 'cli'],
    why: 'the environment is read where the app is put together',
  },
  { names: ['Date.now', 'new Date', 'Date()', 'performance.now'], may: outer, why: 'time is an argument' },
  {
    names: ['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'],
    may: outer,
    why: 'randomness is an argument',
  },
  {
    names: ['fetch', 'WebSocket', 'EventSource'],
    may: ['adapters/*'],
    why: 'only adapters speak to the outside',
  },
  {
    names: ['globalThis', 'globalThis.[]', 'eval', 'Function', 'process.getBuiltinModule'],
    may: [],
    why: 'it hides what is used',
  },
];

function mentionFaults(path: string, { kind, what }: Mention): readonly string[] {
  return guarded
    .filter(({ names, may }) => kind === 'name' && names.includes(what) && !isIn(path, may))
    .map(({ why }) => `mentions ${what}: ${why}`);
}

/** Requests that change something on GitHub are written down in one file. */
function requestFaults(path: string, { kind, what }: Mention): readonly string[] {
  const isWrite =
    kind === 'name' ? writingMethods.has(what) : /^(?:POST|PUT|PATCH|DELETE) \/|^\s*mutation\b/.test(what);
  return isWrite && path !== 'src/adapters/github/writer.ts'
    ? [`writes to GitHub by ${what.trim()}: only adapters/github/writer.ts does`]
    : [];
}

/** Octokit's methods that change something, such as `issues.createComment`. Making a token changes nothing. */
const writingMethods: ReadonlySet<string> = new Set(
  Object.entries(new Octokit().rest)
    .flatMap(([scope, methods]) =>
      Object.entries(methods).flatMap(([name, method]) =>
        'endpoint' in method && method.endpoint.DEFAULTS.method !== 'GET' ? [`${scope}.${name}`] : [],
      ),
    )
    .filter((name) => name !== 'apps.createInstallationAccessToken'),
);

/** The list itself, and lists of packages and of keys in which the same names stand for something else. */
const ofProviders: ReadonlySet<string> = new Set([
  'src/adapters/openai/providers.ts',
  'src/checks/imports.ts',
  'src/checks/imports-common.ts',
  'src/checks/names-known.ts',
  'src/adapters/analyzers/secret-rules.ts',
]);

/** What a provider can do is data: no code asks for its name, but for the list itself and the settings of its keys. */
function providerFaults(path: string, { what }: Mention): readonly string[] {
  if (ofProviders.has(path) || path.startsWith('src/config/')) return [];
  const named = what.match(providerNames) ?? [];
  return named.map((name) => `names the provider ${name}: only adapters/openai/providers.ts does`);
}

/** The protocol and its package have their name from a provider, too. */
const providerNames = new RegExp(
  [...Object.keys(providers.named).filter((name) => name !== 'openai'), 'claude', 'gemini'].join('|'),
  'gi',
);

const mostLines: ReadonlyMap<string, number> = new Map([['src/app.ts', 60]]);

function sizeFaults({ path, text }: Module): readonly Fault[] {
  const most = mostLines.get(path) ?? Infinity;
  return text.trimEnd().split('\n').length <= most
    ? []
    : [{ at: path, fault: `has more than ${most} lines` }];
}

function isIn(path: string, names: readonly string[]): boolean {
  return names.some((name) => fits(placeOf(path), name));
}
