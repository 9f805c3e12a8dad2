import type { LanguageName } from './languages.ts';

/** The files of a tree, to be found by what an import calls them. */
export type ImportableFiles = ReadonlyMap<string, readonly string[]>;

export function importableFiles(paths: readonly string[]): ImportableFiles {
  return Map.groupBy(paths, (path) => lastName(moduleOf(path)));
}

/**
 * The files of the tree that an import may mean, at most a few; none where it means a library. `path` is the file that imports.
 * What begins with a dot counts from its folder; anything else is looked for as the end of a path, as Python, Java or Rust name
 * modules. Go's imports mean folders, and give no file.
 */
export function importedFiles(
  source: string,
  { path, language }: { readonly path: string; readonly language: LanguageName },
  files: ImportableFiles,
): readonly string[] {
  const wanted = readings[language](source, path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  if (wanted === undefined) return [];
  const names = wanted.is === 'exact' && wanted.path === '' ? ownFiles : [wanted.path];
  const found = names.flatMap((name) =>
    (files.get(lastName(name)) ?? []).filter((file) => {
      const module = moduleOf(file);
      return wanted.is === 'exact' ? module === name : `/${module}`.endsWith(`/${name}`);
    }),
  );
  return found.slice(0, mostFiles);
}

const mostFiles = 5;

/** The root has no name: files of these names stand for it. */
const ownFiles = ['index', '__init__', 'mod'];

/** A path without its ending; a folder's own file stands for the folder. */
function moduleOf(path: string): string {
  return path.replace(/(?<=[^/])\.(?:d\.)?\w+$/, '').replace(/(?<=.)\/(?:index|__init__|mod)$/, '');
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

interface Wanted {
  readonly is: 'exact' | 'end';
  readonly path: string;
}

type Reading = (source: string, folder: string) => Wanted | undefined;

/** How a language names what it imports. */
const readings: Readonly<Record<LanguageName, Reading>> = {
  javascript: scriptModule,
  typescript: scriptModule,
  tsx: scriptModule,
  css: scriptModule,
  python: pythonModule,
  go: () => undefined,
  cpp: endOfPath,
  ruby: endOfPath,
  bash: endOfPath,
  powershell: endOfPath,
  rust: (source) => dotted(source.replace(/^(?:(?:crate|self|super)::)+/, ''), '::'),
  java: (source) => dotted(source, '.'),
  'c-sharp': (source) => dotted(source, '.'),
  php: (source) => (source.includes('/') ? endOfPath(source) : dotted(source, '\\')),
};

/** What begins with `@/` or `~/` counts from some folder that a configuration names. Other names are packages. */
function scriptModule(source: string, folder: string): Wanted | undefined {
  if (source.startsWith('.')) return { is: 'exact', path: moduleOf(joined(folder, source)) };
  const [, rest] = /^[@~]\/(.+)/.exec(source) ?? [];
  return rest === undefined ? undefined : { is: 'end', path: moduleOf(rest) };
}

/** One dot is the folder, each more one folder up. */
function pythonModule(source: string, folder: string): Wanted | undefined {
  const [, dots = '', names = ''] = /^(\.*)(.*)$/.exec(source) ?? [];
  if (dots === '') return dotted(names, '.');
  const up = '../'.repeat(dots.length - 1);
  return { is: 'exact', path: joined(folder, `${up}${names.replaceAll('.', '/')}`) };
}

/** What stands before, such as a variable, is worked out when the program runs. */
function endOfPath(source: string): Wanted {
  return { is: 'end', path: moduleOf(joined('', source.replace(/^\$[^/]*\//, ''))) };
}

function dotted(source: string, separator: string): Wanted {
  return { is: 'end', path: source.replaceAll(separator, '/') };
}

/** A path with its `.` and `..` worked out. */
export function joined(folder: string, path: string): string {
  const names: string[] = folder === '' ? [] : folder.split('/');
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '.' && name !== '') names.push(name);
  }
  return names.join('/');
}
