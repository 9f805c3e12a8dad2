import { nodesOf, type SyntaxTree } from '../../core/syntax-tree.ts';
import type { AnalyzedFiles } from '../../ports/analyzer.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { type Names, namesIn } from '../../checks/names.ts';
import { followImport } from './local-files.ts';
import { textOf, treeOf } from './trees.ts';

/** The files of a repository with their names, which are kept: several files import the same one. */
export interface House {
  readonly paths: ReadonlySet<string>;
  readonly names: (path: string) => Promise<Names | undefined>;
  readonly text: (path: string) => Promise<string | undefined>;
}

export function openHouse(files: AnalyzedFiles, syntax: Syntax): House {
  const known = new Map<string, Promise<Names | undefined>>();
  async function read(path: string) {
    const tree = await treeOf(files, path, syntax);
    return tree === undefined || !isUnderstood(tree) ? undefined : namesIn(tree);
  }
  return {
    paths: new Set(files.files()),
    text: (path) => textOf(files, path),
    names: (path) => {
      const names = known.get(path) ?? read(path);
      known.set(path, names);
      return names;
    },
  };
}

/** In a text that the grammar does not follow, names may be anywhere; also where another parser took the fault back. */
function isUnderstood({ root, faults }: SyntaxTree): boolean {
  return faults.length === 0 && ![...nodesOf(root)].some(({ kind }) => kind === 'ERROR');
}

/** Everything that a file gives to others, through those that it gives on; undefined where nobody can say. */
export async function givenBy(
  path: string,
  house: House,
  seen: ReadonlySet<string> = new Set(),
): Promise<ReadonlySet<string> | undefined> {
  if (seen.has(path)) return new Set();
  const given = (await house.names(path))?.given;
  if (given === undefined || given.isOpen) return undefined;
  const all = new Set(given.names);
  for (const from of given.from) {
    const led = followImport(path, from, house.paths);
    const more = led.is === 'file' ? await givenBy(led.path, house, new Set([...seen, path])) : undefined;
    if (more === undefined) return undefined;
    for (const name of more) all.add(name);
  }
  return all;
}

/** A package of Python has its modules as names. */
export function isModule(path: string, name: string, { paths }: House): boolean {
  if (!path.endsWith('.py')) return false;
  const folder = path.replace(/\/?[^/]*$/, '');
  const inside = folder === '' ? name : `${folder}/${name}`;
  return (
    /^__\w+__$/.test(name) ||
    [...paths].some((each) => each.startsWith(`${inside}/`) || each.startsWith(`${inside}.`))
  );
}

/** The file that a name stands for as a whole: `import * as a from './a'`, or in Python `from . import a`. */
export async function holderOf(
  path: string,
  of: string,
  { imports }: Names,
  house: House,
): Promise<string | undefined> {
  const imported = imports.find(({ local }) => local === of);
  if (imported?.name === '*') return fileAt(path, imported.from, house);
  if (imported === undefined || !path.endsWith('.py')) return undefined;
  const { from, name } = imported;
  const home = fileAt(path, from, house);
  const isHidden = home !== undefined && (await house.names(home))?.declared.has(name) === true;
  return isHidden ? undefined : fileAt(path, `${from.replace(/([^.])$/, '$1.')}${name}`, house);
}

function fileAt(importer: string, from: string, { paths }: House): string | undefined {
  const led = followImport(importer, from, paths);
  return led.is === 'file' ? led.path : undefined;
}
