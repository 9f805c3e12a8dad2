import { setImmediate } from 'node:timers/promises';
import { addedLines } from '../../core/added-lines.ts';
import type { FileDiff } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import type { AnalyzedChange, Analyzer } from '../../ports/analyzer.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { factOn } from '../../checks/fact.ts';
import type { ImportedName, Names } from '../../checks/names.ts';
import { isTestFood } from '../../checks/test-path.ts';
import { isMade, isUsedSo, unknownIn } from './known-names.ts';
import { followImport } from './local-files.ts';
import { noExport, noFile, notDeclared } from './name-facts.ts';
import { givenBy, holderOf, type House, isModule, openHouse } from './name-house.ts';

/** Calls and imports of names that are nowhere, in JavaScript, TypeScript and Python. */
export function openNames(syntax: Syntax): Analyzer {
  return {
    name: 'names',
    analyze: async (change, signal) => {
      const findings: Finding[] = [];
      const house = openHouse(change.head, syntax);
      for (const file of change.diff) {
        signal.throwIfAborted();
        const told = addedLines(file).size > 0 ? await lookAt(file, change, house) : [];
        findings.push(...told.filter((finding) => finding !== undefined));
        await setImmediate();
      }
      return { findings, notRun: [] };
    },
  };
}

async function lookAt(
  file: FileDiff,
  change: AnalyzedChange,
  house: House,
): Promise<readonly (Finding | undefined)[]> {
  const names = await house.names(file.path);
  if (names === undefined || isTypings(file.path) || isTestFood(file.path)) return [];
  const looking = { file, change, house, names, added: addedLines(file) };
  return [...(await imports(looking)), ...(await members(looking)), ...(await calls(looking))];
}

interface Looking {
  readonly file: FileDiff;
  readonly change: AnalyzedChange;
  readonly house: House;
  readonly names: Names;
  readonly added: ReadonlyMap<number, string>;
}

async function imports({ file, house, names, added }: Looking) {
  const fresh = names.imports.filter(({ line, lastLine }) => added.has(line) || added.has(lastLine));
  return Promise.all(fresh.map((imported) => missingImport(file, imported, house)));
}

async function members({ file, house, names, added }: Looking) {
  const fresh = names.members.filter(({ of, line }) => added.has(line) && names.declared.get(of) === 1);
  return Promise.all(
    fresh.map(async ({ of, name, line }) => {
      const holder = await holderOf(file.path, of, names, house);
      return holder === undefined ? undefined : missingMember(file, { holder, name, line }, house);
    }),
  );
}

/** Where a file calls more unknown names than these, they come from where we do not look. */
const mostUnknown = 20;

async function calls({ file, change, house, names, added }: Looking) {
  const fresh = names.isOpen ? [] : unknownIn(names, file.path).filter(({ line }) => added.has(line));
  const unknown = new Set(fresh.map(({ name }) => name));
  if (unknown.size > mostUnknown) return [];
  const used = new Set<string>();
  for (const name of unknown) if (await isUsedSo(name, file, change, house)) used.add(name);
  return fresh
    .filter(({ name }) => !used.has(name))
    .map(({ name, line }) => factOn(file, { from: line, to: line }, notDeclared(name, names)));
}

/** They declare what others have. */
function isTypings(path: string): boolean {
  return /\.d\.[cm]?ts$|\.pyi$/.test(path);
}

async function missingImport(
  file: FileDiff,
  imported: ImportedName,
  house: House,
): Promise<Finding | undefined> {
  const { from, name, line, lastLine } = imported;
  const led = followImport(file.path, from, house.paths);
  const lines = { from: line, to: lastLine };
  if (led.is === 'nowhere')
    return (await isMade(led.wanted, house)) ? undefined : factOn(file, lines, noFile(from, led.wanted));
  if (led.is === 'elsewhere' || name === '*') return undefined;
  const given = await givenBy(led.path, house);
  if (given === undefined || given.has(name) || isModule(led.path, name, house)) return undefined;
  if (name === 'default' && !/\.[cm]?tsx?$|\.mjs$/.test(led.path)) return undefined;
  return factOn(file, lines, noExport(name, led.path, given));
}

interface Member {
  /** The file that is asked for it. */
  readonly holder: string;
  readonly name: string;
  readonly line: number;
}

async function missingMember(file: FileDiff, { holder, name, line }: Member, house: House) {
  const given = await givenBy(holder, house);
  if (given === undefined || given.has(name) || isModule(holder, name, house)) return undefined;
  return factOn(file, { from: line, to: line }, noExport(name, holder, given));
}
