import { setImmediate } from 'node:timers/promises';
import { versionOf } from '../../core/edit.ts';
import { languageOfPath } from '../../core/languages.ts';
import { mentionsOf, type Outline, outlineOf } from '../../core/outline.ts';
import type { Refusal } from '../../core/refusal.ts';
import { type Interest, type MappedFile, rankSymbols, renderMap } from '../../core/repository-map.ts';
import { linesOfText } from '../../core/text-lines.ts';
import type { Syntax } from '../../ports/syntax.ts';
import type { Hit, MapSize, Mention, SymbolResult } from '../../ports/workspace.ts';
import type { Ground } from './ground.ts';
import { search } from './search.ts';

/** The files of a workspace, understood as code. */
export interface Code {
  readonly outline: (
    path: string,
    text: string,
  ) => Promise<
    { readonly is: 'outline'; readonly outline: Outline } | { readonly is: 'refused'; readonly why: Refusal }
  >;
  readonly definitions: (name: string, signal?: AbortSignal) => Promise<SymbolResult>;
  readonly references: (name: string, signal?: AbortSignal) => Promise<SymbolResult>;
  readonly map: (interest: Interest, size: MapSize, signal?: AbortSignal) => Promise<string>;
}

export function openCode(ground: Ground, syntax: Syntax): Code {
  const known = new Map<string, { readonly version: string; readonly outline: Outline }>();
  const code: Code = {
    outline: async (path, text) => {
      const version = versionOf(text);
      const before = known.get(path);
      if (before?.version === version) return { is: 'outline', outline: before.outline };
      const tree = await syntax.parse(path, text);
      if (tree.is === 'unparsed') return { is: 'refused', why: tree };
      const outline = outlineOf(tree);
      known.set(path, { version, outline });
      return { is: 'outline', outline };
    },
    definitions: (name, signal) => mentions(ground, name, (file) => definitionsIn(code, file, name), signal),
    references: (name, signal) =>
      mentions(ground, name, (file) => referencesIn(code, syntax, { ...file, name }), signal),
    map: async (interest, { tokens, count }, signal) => {
      const files = await mappedFiles(ground, code, interest, signal);
      return renderMap(rankSymbols(files, interest), tokens, count);
    },
  };
  return code;
}

/** A file in which a name stands, and where. */
interface HitFile {
  readonly path: string;
  readonly text: string;
  readonly hits: readonly Hit[];
}

const mostHits = 5_000;
const mostInFile = 20;
const mostFiles = 200;
const mostMentions = 200;

/** Looks for the word first, and reads as code only where it stands. */
async function mentions(
  ground: Ground,
  name: string,
  mentionsIn: (file: HitFile) => Promise<readonly Mention[]>,
  signal?: AbortSignal,
): Promise<SymbolResult> {
  const query = { text: name, as: 'word', ignoreCase: false, glob: null, most: mostHits } as const;
  const result = await search({ root: ground.root, paths: ground.files(), query, mostInFile }, signal);
  if (result.is === 'too-slow') return result;
  if (result.is === 'bad-expression') throw new Error(`a plain word is no expression: ${result.fault}`);
  const byFile = [...Map.groupBy(result.hits, ({ path }) => path)];
  const found: Mention[] = [];
  for (const [path, hits] of byFile.slice(0, mostFiles)) {
    signal?.throwIfAborted();
    const read = ground.text(path);
    if (read.is === 'text') found.push(...(await mentionsIn({ path, text: read.text, hits })));
    await setImmediate();
  }
  const isMore = result.isMore || byFile.length > mostFiles || found.length > mostMentions;
  return { is: 'mentions', mentions: found.slice(0, mostMentions), isMore };
}

async function definitionsIn(code: Code, { path, text }: HitFile, name: string): Promise<readonly Mention[]> {
  const read = await code.outline(path, text);
  if (read.is === 'refused') return [];
  return read.outline.symbols
    .filter((symbol) => symbol.name === name)
    .map(({ line, head, kind }) => ({ path, line, text: head.slice(0, longestLine), kind }));
}

const longestLine = 300;

async function referencesIn(
  code: Code,
  syntax: Syntax,
  { path, text, hits, name }: HitFile & { readonly name: string },
): Promise<readonly Mention[]> {
  const tree = await syntax.parse(path, text);
  if (tree.is === 'unparsed') return hits.map((hit) => ({ ...hit, kind: 'text' as const }));
  const defined = await definitionsIn(code, { path, text, hits }, name);
  const lines = linesOfText(text).lines;
  return mentionsOf(tree, name)
    .filter((line) => !defined.some((definition) => definition.line === line))
    .map((line) => ({
      path,
      line,
      text: (lines[line - 1] ?? '').trim().slice(0, longestLine),
      kind: 'mention' as const,
    }));
}

/** Reading a file as code takes some milliseconds: of more files than these the first by path are mapped. */
const mostMapped = 1_000;

async function mappedFiles(
  ground: Ground,
  code: Code,
  interest: Interest,
  signal?: AbortSignal,
): Promise<readonly MappedFile[]> {
  const readable = ground.files().filter((path) => languageOfPath(path) !== undefined);
  const chosen = new Set([...interest.paths.filter((path) => readable.includes(path)), ...readable]);
  const mapped: MappedFile[] = [];
  for (const path of [...chosen].slice(0, mostMapped)) {
    signal?.throwIfAborted();
    const read = ground.text(path);
    const outlined = read.is === 'text' ? await code.outline(path, read.text) : read;
    if (read.is === 'text' && outlined.is === 'outline')
      mapped.push({ path, symbols: outlined.outline.symbols, mentions: wordsIn(read.text) });
    await setImmediate();
  }
  return mapped;
}

/** How often each name stands in a text. */
function wordsIn(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
