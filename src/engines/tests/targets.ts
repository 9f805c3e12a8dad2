import { addedLines } from '../../core/added-lines.ts';
import { type Diff, type FileDiff, hunksOf } from '../../core/diff.ts';
import { fileKind } from '../../core/file-kind.ts';
import { type CodeSymbol, type Outline, outlineOf } from '../../core/outline.ts';
import type { SyntaxTree } from '../../core/syntax-tree.ts';
import { bodyOf } from './called-units.ts';
import type { Syntax } from '../../ports/syntax.ts';
import type { Workspace } from '../../ports/workspace.ts';

/** A function or method of the head that the change touched. */
export interface Target {
  readonly path: string;
  readonly symbol: string;
  readonly line: number;
  readonly lastLine: number;
  /** Lines of the head that the change added, inside it. */
  readonly changed: readonly number[];
  readonly tree: SyntaxTree;
  readonly file: FileDiff;
}

export type Targets =
  | { readonly is: 'targets'; readonly targets: readonly Target[] }
  | { readonly is: 'none'; readonly because: string }
  | { readonly is: 'unknown'; readonly unknown: readonly string[]; readonly there: readonly string[] };

/** What can be tested of a change, the most changed first; of it, what is wanted by path or name. */
export async function targetsOf(
  diff: Diff,
  wanted: readonly string[],
  parts: { readonly head: Pick<Workspace, 'text'>; readonly syntax: Syntax },
): Promise<Targets> {
  const found: Target[] = [];
  for (const file of diff.filter(isTestable)) found.push(...(await targetsIn(file, parts)));
  if (found.length === 0) return { is: 'none', because: whyNone(diff) };
  const unknown = wanted.filter((name) => !found.some((target) => isMeant(target, name)));
  if (unknown.length > 0)
    return { is: 'unknown', unknown, there: found.map(({ path, symbol }) => `${path}: ${symbol}`) };
  const chosen = found.filter(
    (target) => wanted.length === 0 || wanted.some((name) => isMeant(target, name)),
  );
  return {
    is: 'targets',
    targets: chosen.toSorted((one, other) => other.changed.length - one.changed.length),
  };
}

function isTestable(file: FileDiff): boolean {
  return fileKind(file.path) === 'code' && file.status !== 'removed' && hunksOf(file).length > 0;
}

function whyNone(diff: Diff): string {
  if (!diff.some(isTestable))
    return 'The change touches no code that unit tests could be written for: only tests, documentation, configuration, generated files and the like.';
  return 'The change touches no function, method or class of a language that is read here.';
}

function isMeant({ path, symbol }: Target, name: string): boolean {
  const plain = name
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    .replace(/\(\)$/, '');
  return path === plain || symbol === plain || path.startsWith(`${plain}/`) || `${path}: ${symbol}` === plain;
}

async function targetsIn(
  file: FileDiff,
  { head, syntax }: { readonly head: Pick<Workspace, 'text'>; readonly syntax: Syntax },
): Promise<readonly Target[]> {
  const read = await head.text(file.path);
  const tree = read.is === 'text' ? await syntax.parse(file.path, read.text) : undefined;
  if (tree?.is !== 'parsed') return [];
  const touched = touchedLines(file);
  return unitsIn(outlineOf(tree)).flatMap((unit) => {
    const lines = touched.filter((line) => unit.line <= line && line <= unit.lastLine);
    if (lines.length === 0 || bodyOf(unit, tree) === undefined) return [];
    const { line, lastLine } = unit;
    const symbol = unit.within === null ? unit.name : `${unit.within}.${unit.name}`;
    const added = addedLines(file);
    return [
      {
        path: file.path,
        symbol,
        line,
        lastLine,
        changed: lines.filter((each) => added.has(each)),
        tree,
        file,
      },
    ];
  });
}

/**
 * Functions and methods that stand in no other function, since those cannot be called from outside, and in no interface, which only names
 * them.
 */
function unitsIn({ symbols }: Outline): readonly CodeSymbol[] {
  const units = symbols.filter(({ kind }) => kind === 'function' || kind === 'method');
  const around = symbols.filter(
    ({ kind }) => kind === 'function' || kind === 'method' || kind === 'interface',
  );
  return units.filter(
    (unit) =>
      !around.some((other) => other !== unit && other.line <= unit.line && unit.lastLine <= other.lastLine),
  );
}

/** Added lines, and those next to what was removed. */
function touchedLines(file: FileDiff): readonly number[] {
  const touched = new Set(addedLines(file).keys());
  for (const hunk of hunksOf(file)) {
    let next = hunk.newStart;
    for (const line of hunk.lines) {
      if (line.kind === 'removed') touched.add(next);
      else next = line.new + 1;
    }
  }
  return [...touched].sort((one, other) => one - other);
}
