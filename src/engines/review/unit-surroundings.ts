import { type ImportableFiles, importableFiles, importedFiles } from '../../core/imported-files.ts';
import { importedNames, type ImportedNames } from '../../core/imported-names.ts';
import { languageOfPath } from '../../core/languages.ts';
import type { CodeSymbol } from '../../core/outline.ts';
import { linesOfText } from '../../core/text-lines.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Mentions } from './unit-mentions.ts';

/** As much of a workspace as units are made from. */
export type Head = Pick<Workspace, 'files' | 'outline' | 'search' | 'text'>;

/** What may be asked about the code round a change; what was found out once is known from then on. */
export interface Surroundings {
  readonly mentions: Mentions;
  /** The lines of a file; undefined where it cannot be read. */
  readonly linesOf: (path: string) => Promise<readonly string[] | undefined>;
  /** What a file defines; nothing where it is not understood. */
  readonly symbolsOf: (path: string) => Promise<readonly CodeSymbol[]>;
  /** The lines where a file names values at its edge: grammars' symbols are functions and types only. */
  readonly valuesOf: (path: string) => Promise<ReadonlyMap<string, number>>;
  readonly importsOf: (path: string) => Promise<readonly FoundImport[]>;
}

/** An import with the files of the tree that it means: none for a library. */
export interface FoundImport extends ImportedNames {
  readonly files: readonly string[];
}

export function surroundings(head: Head, mentions: Mentions): Surroundings {
  const files = importableFiles(head.files());
  const linesOf = kept((path) => readLines(head, path));
  return {
    mentions,
    linesOf,
    symbolsOf: kept((path) => symbolsOf(head, path)),
    valuesOf: kept(async (path) => valuesIn((await linesOf(path)) ?? [])),
    importsOf: kept(async (path) => importsIn((await linesOf(path)) ?? [], path, files)),
  };
}

async function readLines(head: Head, path: string): Promise<readonly string[] | undefined> {
  const read = await head.text(path);
  return read.is === 'text' ? linesOfText(read.text).lines : undefined;
}

/** What a file defines in the head; nothing where it is not understood as code. */
export async function symbolsOf(head: Head, path: string): Promise<readonly CodeSymbol[]> {
  const outline = await head.outline(path);
  return outline.is === 'outline' ? outline.symbols : [];
}

/** Imports stand at the beginning of a file: within so many lines. */
const mostLines = 150;

function importsIn(lines: readonly string[], path: string, files: ImportableFiles): readonly FoundImport[] {
  const language = languageOfPath(path);
  if (language === undefined) return [];
  return importedNames(lines.slice(0, mostLines), language).map((found) => ({
    ...found,
    files: found.sources.flatMap((source) => importedFiles(source, { path, language }, files)),
  }));
}

/** `const limit = 5`, `export const limit: number = 5`, `LIMIT = 5`, `#define LIMIT 5`. */
const value =
  /^(?:export\s+)?(?:(?:pub|public|private|static|final|const|let|var|readonly)\s+)*(?:#define\s+)?(?:[A-Z]\w*\s+)?([\p{L}_$][\p{L}\p{N}_$]*)(?:\s*:[^=]+)?\s*(?:=(?!=)|(?<=#define\s+\w+)\s)/u;

/** More characters of a line than these are data. */
const longestLine = 300;

function valuesIn(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = lines.flatMap((line, index) => {
    const name = /^\S/.test(line) ? value.exec(line.slice(0, longestLine))?.[1] : undefined;
    return name === undefined ? [] : [[name, index + 1] as const];
  });
  return new Map(found.toReversed());
}

function kept<T>(ask: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (path) => {
    const answer = known.get(path) ?? ask(path);
    known.set(path, answer);
    return answer;
  };
}
