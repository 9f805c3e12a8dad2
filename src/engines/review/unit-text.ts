import { shownPath } from '../../core/part.ts';
import type { Caller } from './unit-callers.ts';
import { type HeadFile, showCode, type ShownCode, type Width, widths } from './unit-code.ts';
import { definitionsUsed } from './unit-definitions.ts';
import type { NamedPiece } from './unit-groups.ts';
import { isWithin, type Range } from './unit-lines.ts';
import { definitionSnippet, roundUse, type Snippet, useSnippet } from './unit-snippets.ts';
import type { Surroundings } from './unit-surroundings.ts';

/** What stands beside the changed lines of a unit may cost so many tokens. */
export interface TextLimits {
  readonly contextTokens: number;
  readonly count: (text: string) => number;
}

/** What a reader of a unit's text has to know about its form. The text itself is the repository's; this is ours. */
export const howUnitsRead =
  'Lines marked + were added, - removed; all others are as the change leaves them. Numbers count in the new file, those of removed lines in the old one. Below the changed files stand definitions of what they use and lines that use what they change.';

/** The unit as a model reads it: each file with the functions round its changes, then what these use and who uses them. */
export async function unitText(
  pieces: readonly NamedPiece[],
  callers: readonly Caller[],
  around: Surroundings,
  limits: TextLimits,
): Promise<string> {
  const codes = await shownCodes(pieces, around, limits);
  const wanted = await wantedSnippets(pieces, callers, { around, codes });
  const room = limits.contextTokens - codes.reduce((sum, { extra }) => sum + extra, 0);
  const { shown, left } = fitting(wanted, room, limits.count);
  return [
    ...codes.map(({ code }) => code.text),
    ...section(
      'Definitions of what is used',
      shown.filter(({ of }) => of === 'definition'),
    ),
    ...section(
      'Uses of what is changed',
      shown.filter(({ of }) => of === 'use'),
    ),
    ...leftNote(left),
  ].join('\n');
}

interface SizedCode {
  readonly piece: NamedPiece;
  readonly code: ShownCode;
  /** Tokens beyond those of the changed lines alone. */
  readonly extra: number;
}

/** So much of what is allowed goes to the functions round changes at most; the rest is for what they use, and who uses them. */
const codeShare = 0.7;

/** Each piece as wide as there is room, the cheapest first: most files are then seen whole. */
async function shownCodes(
  pieces: readonly NamedPiece[],
  around: Surroundings,
  { contextTokens, count }: TextLimits,
): Promise<readonly SizedCode[]> {
  const choices = await Promise.all(pieces.map((piece) => choicesOf(piece, around, count)));
  const chosen = new Map<NamedPiece, SizedCode>();
  let room = contextTokens * codeShare;
  for (const sizes of choices.toSorted((one, other) => (one[0]?.extra ?? 0) - (other[0]?.extra ?? 0))) {
    const size = sizes.find(({ extra }) => extra <= room) ?? sizes.at(-1);
    if (size === undefined) continue;
    room -= size.extra;
    chosen.set(size.piece, size);
  }
  return pieces.flatMap((piece) => chosen.get(piece) ?? []);
}

/** A piece in all widths, widest first. */
async function choicesOf(
  piece: NamedPiece,
  around: Surroundings,
  count: TextLimits['count'],
): Promise<readonly SizedCode[]> {
  const head = await headFile(piece, around);
  const codes = widths.map((width: Width) => showCode(piece, head, width));
  const least = count(codes.at(-1)?.text ?? '');
  return codes.map((code) => ({ piece, code, extra: Math.max(0, count(code.text) - least) }));
}

/** Imports of more lines are not shown as a whole: only what the changed lines use of them. */
const mostImports = 30;

async function headFile({ file, names }: NamedPiece, around: Surroundings): Promise<HeadFile> {
  if (file.status === 'removed') return { lines: undefined, imports: [] };
  const imports = await around.importsOf(file.path);
  const length = imports.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const used = new Set(names.used.map(({ name, owner }) => owner ?? name));
  const shown = length <= mostImports ? imports : imports.filter(({ words }) => !words.isDisjointFrom(used));
  return { lines: await around.linesOf(file.path), imports: shown.map(({ from, to }) => ({ from, to })) };
}

/** What may be shown beside the code, what matters most first. */
async function wantedSnippets(
  pieces: readonly NamedPiece[],
  callers: readonly Caller[],
  { around, codes }: { readonly around: Surroundings; readonly codes: readonly SizedCode[] },
): Promise<readonly Snippet[]> {
  const snippets = [
    ...(await definitions(pieces, { around, codes })),
    ...(await uses(callers, { around, codes })),
  ];
  return snippets.sort((one, other) => one.rank - other.rank);
}

interface Beside {
  readonly around: Surroundings;
  readonly codes: readonly SizedCode[];
}

const mostDefinitions = 16;
const mostUses = 12;
const mostUsesOfName = 4;

async function definitions(
  pieces: readonly NamedPiece[],
  { around, codes }: Beside,
): Promise<readonly Snippet[]> {
  const found = new Map<string, Snippet>();
  for (const piece of pieces) {
    for (const definition of await definitionsUsed(piece.file.path, piece.names.used, around)) {
      const key = `${definition.path}:${definition.from}`;
      if (found.has(key) || isShown(codes, definition.path, definition)) continue;
      const snippet = await definitionSnippet(definition, around);
      if (snippet !== undefined) found.set(key, snippet);
    }
  }
  return [...found.values()].sort((one, other) => one.rank - other.rank).slice(0, mostDefinitions);
}

async function uses(callers: readonly Caller[], { around, codes }: Beside): Promise<readonly Snippet[]> {
  const chosen: Caller[] = [];
  for (const caller of callers) {
    const ofName = chosen.filter(({ changed }) => changed.name === caller.changed.name).length;
    const isKnown = isShown(codes, caller.path, { from: caller.line, to: caller.line });
    const isNear = chosen.some(
      ({ path, line }) => path === caller.path && Math.abs(line - caller.line) <= roundUse,
    );
    if (!isKnown && !isNear && ofName < mostUsesOfName && chosen.length < mostUses) chosen.push(caller);
  }
  const snippets = await Promise.all(chosen.map((caller) => useSnippet(caller, around)));
  return snippets.filter((snippet) => snippet !== undefined);
}

/** Whether the reader sees the first and the last of the lines already, or what lies between them. */
function isShown(codes: readonly SizedCode[], path: string, { from, to }: Range): boolean {
  return codes
    .filter(({ piece }) => piece.file.path === path)
    .some(
      ({ code: { ranges } }) =>
        (isWithin(from, ranges) && isWithin(to, ranges)) ||
        ranges.some((range) => from <= range.from && range.to <= to),
    );
}

/** As many as there is room for, in their order; one that is too long does not keep the next from its place. */
function fitting(snippets: readonly Snippet[], room: number, count: TextLimits['count']) {
  const [shown, left]: [Snippet[], Snippet[]] = [[], []];
  let rest = room;
  for (const snippet of snippets) {
    const tokens = count(snippet.text);
    if (tokens <= rest) shown.push(snippet);
    else left.push(snippet);
    rest -= tokens <= rest ? tokens : 0;
  }
  return { shown, left };
}

function section(title: string, snippets: readonly Snippet[]): readonly string[] {
  if (snippets.length === 0) return [];
  return [`### ${title}\n${snippets.map(({ text }) => text).join('')}`];
}

function leftNote(left: readonly Snippet[]): readonly string[] {
  if (left.length === 0) return [];
  const places = left.map(({ of, name, path }) => `${of} of ${name} in ${shownPath(path)}`);
  return [`Left out for lack of room: ${places.join('; ')}.\n`];
}
