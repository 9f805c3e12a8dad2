import { anchorByQuote } from '../../src/core/anchor.ts';
import { acceptsScript } from '../../src/adapters/oxc/accepts.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { type Diff, type FileDiff, type Hunk, hunksOf, parseDiff } from '../../src/core/diff.ts';
import { isTestPath } from '../../src/core/file-kind.ts';
import type { Finding } from '../../src/core/finding.ts';
import { outlineOf, symbolAround } from '../../src/core/outline.ts';
import { canonicalCode, isTelling } from '../../src/core/quoted-code.ts';
import { git } from './git.ts';
import type { Bug } from './review-cases.ts';

/** Lines of the head of an introducing change that a finding has to touch to count. */
export interface Target {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The lines that the change added and the fix removes or changes, told by what stands in them, and up to three lines round each within
 * the same function. Empty where nothing of the change is left by the time of the fix.
 */
export async function targetsOf(repo: string, bug: Bug): Promise<readonly Target[]> {
  const brought = parseDiff(await git(repo, ['diff', '-M', `${bug.introducedBy}^`, bug.introducedBy]));
  const mended = parseDiff(await git(repo, ['diff', '-M', bug.parent, bug.fix, '--', ...bug.source]));
  const targets: Target[] = [];
  for (const file of mended) {
    const wanted = hunksOf(file)
      .flatMap(mendedLines)
      .filter((line) => isTelling(canonicalCode(line)));
    for (const before of filesLike(file.path, brought)) {
      const lines = [sameLines, alikeLines].map((search) => search(before, wanted));
      const found = lines.find(({ length }) => length > 0) ?? [];
      targets.push(...(await widened(found, { repo, sha: bug.introducedBy, path: before.path })));
    }
  }
  return targets;
}

/** Added lines that are the same but for their layout. */
function sameLines(file: FileDiff, wanted: readonly string[]): readonly number[] {
  const codes = new Set(wanted.map(canonicalCode));
  return addedLines(file).flatMap(({ number, text }) => (codes.has(canonicalCode(text)) ? [number] : []));
}

/** Added lines that differ by as little as a slip of the pen, for code that was touched in between. */
function alikeLines(file: FileDiff, wanted: readonly string[]): readonly number[] {
  const added = new Set(addedLines(file).map(({ number }) => number));
  return wanted.flatMap((quote) => {
    const anchor = anchorByQuote([file], { path: file.path, quote });
    return anchor?.side === 'new' && added.has(anchor.start) ? [anchor.start] : [];
  });
}

/** Whether a finding stands on one of the lines. */
export function hits({ anchor }: Finding, targets: readonly Target[]): boolean {
  if (anchor === null || anchor.side !== 'new') return false;
  return targets.some(
    ({ path, start, end }) => path === anchor.path && anchor.start <= end && start <= anchor.end,
  );
}

/** What a fix takes away, and where it only adds, the lines that it adds to. */
function mendedLines({ lines }: Hunk): readonly string[] {
  return lines
    .filter(({ kind }, index) => {
      if (kind === 'added') return false;
      if (kind === 'removed') return true;
      const [before, after] = [lines[index - 1]?.kind, lines[index + 1]?.kind];
      return isAlone(lines, index - 1, before) || isAlone(lines, index + 1, after);
    })
    .map(({ text }) => text);
}

/** Whether a run of added lines has no removed ones beside it. */
function isAlone(
  lines: Hunk['lines'],
  index: number,
  kind: Hunk['lines'][number]['kind'] | undefined,
): boolean {
  if (kind !== 'added') return false;
  let [first, last] = [index, index];
  while (lines[first - 1]?.kind === 'added') first -= 1;
  while (lines[last + 1]?.kind === 'added') last += 1;
  return lines[first - 1]?.kind !== 'removed' && lines[last + 1]?.kind !== 'removed';
}

/** The file itself; where the change knew it by another name, those of the same name without folder and ending; else all code. */
function filesLike(path: string, diff: Diff): readonly FileDiff[] {
  const code = diff.filter((file) => !isTestPath(file.path));
  const same = code.filter((file) => file.path === path);
  const alike = code.filter((file) => stemOf(file.path) === stemOf(path));
  return [same, alike, code].find((files) => files.length > 0) ?? [];
}

function stemOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.\w+$/, '');
}

function addedLines(file: FileDiff): readonly { readonly number: number; readonly text: string }[] {
  return hunksOf(file)
    .flatMap(({ lines }) => lines)
    .flatMap((line) => (line.kind === 'added' ? [{ number: line.new, text: line.text }] : []));
}

/** Lines round a line that still count as the same place. */
const margin = 3;

const syntax = openSyntax({ clock: { now: () => 0 }, accepts: acceptsScript });

async function widened(
  lines: readonly number[],
  { repo, sha, path }: { readonly repo: string; readonly sha: string; readonly path: string },
): Promise<readonly Target[]> {
  if (lines.length === 0) return [];
  const tree = await syntax.parse(path, await git(repo, ['show', `${sha}:${path}`]));
  const outline = tree.is === 'parsed' ? outlineOf(tree) : undefined;
  return lines.map((number) => {
    const around = outline && symbolAround(outline, number);
    return {
      path,
      start: Math.max(number - margin, around?.line ?? 1),
      end: Math.min(number + margin, around?.lastLine ?? Infinity),
    };
  });
}
