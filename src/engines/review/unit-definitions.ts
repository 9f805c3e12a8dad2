import { isTestPath } from '../../core/file-kind.ts';
import { type LanguageName, languageOfPath } from '../../core/languages.ts';
import type { Range } from './unit-lines.ts';
import { isDefinition, isKin } from './unit-mentions.ts';
import type { UsedName } from './unit-names.ts';
import type { Surroundings } from './unit-surroundings.ts';

/** Where a name that changed lines use is defined. */
export interface Definition extends Range {
  readonly name: string;
  readonly path: string;
  /** 0 in the file itself, 1 where it is imported from, 2 elsewhere, by its name alone. */
  readonly distance: number;
}

/** The definitions of what a file uses, nearest first, libraries left out. */
export async function definitionsUsed(
  path: string,
  used: readonly UsedName[],
  around: Surroundings,
): Promise<readonly Definition[]> {
  const found: Definition[] = [];
  for (const name of used.slice(0, mostNames)) {
    const definition = await definitionOf(path, name, around);
    if (definition !== undefined) found.push(definition);
  }
  const single = new Map(found.map((definition) => [`${definition.path}:${definition.from}`, definition]));
  return [...single.values()].sort((one, other) => one.distance - other.distance);
}

/** More names than these are not looked up for one piece of a change. */
const mostNames = 60;

async function definitionOf(
  path: string,
  used: UsedName,
  around: Surroundings,
): Promise<Definition | undefined> {
  const imports = await around.importsOf(path);
  const bound = imports.filter(({ words }) => words.has(used.owner ?? used.name));
  const isImported = bound.length > 0;
  if (!isImported && used.owner === null) {
    const here = await definitionIn(path, used.name, 0, around);
    if (here !== undefined) return here;
  }
  for (const file of bound.flatMap(({ files }) => files)) {
    const there = await definitionIn(file, used.name, 1, around);
    if (there !== undefined) return there;
  }
  return isImported && bound.every(({ files }) => files.length === 0)
    ? undefined
    : definitionElsewhere(path, used, around);
}

async function definitionIn(
  path: string,
  name: string,
  distance: number,
  { symbolsOf, valuesOf }: Surroundings,
): Promise<Definition | undefined> {
  const symbols = await symbolsOf(path);
  const symbol = symbols.find((symbol) => symbol.name === name && symbol.kind !== 'test');
  if (symbol !== undefined) return { name, path, from: symbol.line, to: symbol.lastLine, distance };
  const line = (await valuesOf(path)).get(name);
  return line === undefined ? undefined : { name, path, from: line, to: line, distance };
}

/** What the name alone leads to, if it leads to one place. */
async function definitionElsewhere(
  path: string,
  used: UsedName,
  around: Surroundings,
): Promise<Definition | undefined> {
  if (!mayBeElsewhere(path, used)) return undefined;
  const { name } = used;
  const places = (around.mentions.get(name) ?? []).filter(
    (hit) =>
      hit.path !== path && isKin(hit.path, path) && !isTestPath(hit.path) && isDefinition(hit.text, name),
  );
  const [only, ...others] = new Set(places.map((hit) => hit.path));
  return only === undefined || others.length > 0 ? undefined : definitionIn(only, name, 2, around);
}

/** Whether a language may find a name that no import brings: a member of something, or a name that needs no import. */
export function mayBeElsewhere(path: string, { name, owner, isCalled }: UsedName): boolean {
  const language = languageOfPath(path);
  if (!isCalled || language === undefined) return false;
  return owner === null ? !needsImport.has(language) : name.length > 3 && !everywhere.has(name);
}

/** Languages in which a name of another file is not seen without an import. */
const needsImport: ReadonlySet<LanguageName> = new Set(['javascript', 'typescript', 'tsx', 'python']);

/** Members that the languages' own values have: seldom is one of the repository meant. */
export const everywhere: ReadonlySet<string> = new Set(
  `add append apply bind call catch clear clone close concat copy count create default delete entries equal equals
  error every exec exit extend fill filter finally find findIndex flat flatMap flush forEach format forEach from
  hasOwn hasOwnProperty includes indexOf info insert isArray items join keys lastIndexOf length load lock lower
  match name next ok once open parse pop print println Println Printf Errorf Sprintf push read reduce reject remove
  replace replaceAll resolve resume reverse round rstrip search send shift size slice some sort splice split start
  startswith startsWith endswith endsWith stop stringify strip strictEqual deepEqual deepStrictEqual subarray
  substring throws toBe toEqual toString toLowerCase toUpperCase trim then test type unlock unshift unwrap update
  upper value values wait warn write json describe expect`.split(/\s+/),
);
