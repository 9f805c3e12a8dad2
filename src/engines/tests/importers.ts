import { type ImportableFiles, importableFiles, importedFiles, joined } from '../../core/imported-files.ts';
import { importedNames } from '../../core/imported-names.ts';
import { parsedJson } from '../../checks/parsed-json.ts';
import { textIn, type Workspace } from '../../ports/workspace.ts';
import { folderOf, foldersUp, pathIn } from '../../project/files.ts';
import { entryScripts, PackageEntry } from '../../project/package-entry.ts';
import { type Home, isSameKind, testFiles } from './home.ts';
import type { Target } from './targets.ts';

const mostSeen = 50;

/** A test file that imports a target. */
export interface Importer {
  readonly path: string;
  /** How often it names the target. */
  readonly mentions: number;
}

/**
 * The test files of the head that import a target, by its path or as its package, those first that name it most often; where none
 * names it, those that name what it stands in. None are looked for where there are many.
 */
export async function importersOf(
  target: Pick<Target, 'path' | 'tree' | 'symbol'>,
  { runner }: Pick<Home, 'runner'>,
  head: Pick<Workspace, 'files' | 'text'>,
): Promise<readonly Importer[]> {
  const own = testFiles(runner, head.files()).filter((each) => isSameKind(each, target.path));
  if (own.length > mostSeen) return [];
  const { language } = target.tree;
  const among = {
    target,
    files: importableFiles(head.files()),
    unit: await packageAround(target.path, head),
  };
  const found: { readonly path: string; readonly text: string }[] = [];
  for (const path of own) {
    const text = (await textIn(head, path)) ?? '';
    const sources = importedNames(text.split('\n'), language).flatMap((names) => names.sources);
    if (sources.some((from) => leadsTo(from, path, among))) found.push({ path, text });
  }
  const name = namesOf(target).find((each) => found.some(({ text }) => mentions(text, each) > 0)) ?? '';
  return found
    .map(({ path, text }) => ({ path, mentions: mentions(text, name) }))
    .toSorted((one, other) => other.mentions - one.mentions);
}

/** Its own, and those of what it stands in, the innermost first. */
function namesOf({ symbol }: Pick<Target, 'symbol'>): readonly string[] {
  return symbol.split('.').toReversed();
}

function mentions(text: string, name: string): number {
  if (name === '') return 0;
  return text.matchAll(new RegExp(`(?<![\\w$#])${RegExp.escape(name)}(?![\\w$])`, 'g')).toArray().length;
}

interface Unit {
  readonly folder: string;
  readonly name: string;
  /** From the root of the repository. */
  readonly entries: readonly string[];
}

/** The nearest package of Node's that a path lies in. */
async function packageAround(
  path: string,
  head: Pick<Workspace, 'files' | 'text'>,
): Promise<Unit | undefined> {
  const there = new Set(head.files());
  const folder = foldersUp(folderOf(path)).find((each) => there.has(pathIn(each, 'package.json')));
  if (folder === undefined) return undefined;
  const text = (await textIn(head, pathIn(folder, 'package.json'))) ?? '';
  const manifest = PackageEntry.safeParse(parsedJson(text)).data;
  if (manifest === undefined) return undefined;
  return { folder, name: manifest.name, entries: entryScripts(manifest).map((each) => joined(folder, each)) };
}

interface Among {
  readonly target: Pick<Target, 'path' | 'tree'>;
  readonly files: ImportableFiles;
  readonly unit: Unit | undefined;
}

/** A package's folder and its name mean what its manifest says, and where that says nothing, what stands for the folder. */
function leadsTo(from: string, test: string, { target, files, unit }: Among): boolean {
  const { path, tree } = target;
  const isUnit = unit !== undefined && isMeant(unit, from, folderOf(test));
  if (isUnit && unit.entries.length > 0)
    return unit.entries.some((entry) => isMadeOf(entry, path, unit.folder));
  const source = isUnit ? '.' : from;
  const place = { path: isUnit ? pathIn(unit.folder, 'package.json') : test, language: tree.language };
  return importedFiles(source, place, files).includes(path);
}

function isMeant({ folder, name }: Unit, from: string, around: string): boolean {
  return from.startsWith('.') ? joined(around, from) === folder : from === name;
}

/** An entry is the source itself, or what a build makes of it: the same file below another folder. */
function isMadeOf(entry: string, path: string, folder: string): boolean {
  const [made, source] = [entry, path].map((each) =>
    each.slice(folder === '' ? 0 : folder.length + 1).replace(/\.\w+$/, ''),
  );
  if (made === undefined || source === undefined) return false;
  return [made, `${made}/index`].includes(source) || (made.includes('/') && below(made) === below(source));
}

function below(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}
