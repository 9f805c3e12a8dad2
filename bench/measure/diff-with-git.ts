import { isDeepStrictEqual } from 'node:util';
import { hunksOf, parseDiff } from '../../src/core/diff.ts';
import type { Diff, FileDiff } from '../../src/core/diff.ts';
import { openBlobs } from './blobs.ts';
import type { Blobs } from './blobs.ts';
import { git } from './git.ts';
import type { Pair } from './git.ts';

/** One change as `git diff --raw` and `--numstat` tell it; counts are null for what git calls binary. */
interface Told extends Raw {
  readonly counts: { readonly added: number; readonly removed: number } | null;
}

interface Raw {
  readonly letter: string;
  readonly path: string;
  readonly oldPath: string;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly oldBlob: string;
  readonly newBlob: string;
}

/** Reads the diff of every pair and compares each file's facts, and each line's number and text, with git. */
export async function compareWithGit(directory: string, pairs: readonly Pair[]) {
  const total = { files: 0, lines: 0, kinds: new Map<string, number>(), faults: [] as string[] };
  using blobs = openBlobs(directory);
  for (const { base, head } of pairs) {
    const [diff, told] = [await readDiff(directory, base, head), await readTold(directory, base, head)];
    const faults = typeof diff === 'string' ? [diff] : await compareChange(diff, told, blobs);
    total.faults.push(...faults.map((fault) => `${head.slice(0, 10)}: ${fault}`));
    for (const file of typeof diff === 'string' ? [] : diff) {
      total.files += 1;
      total.lines += hunksOf(file).reduce((sum, hunk) => sum + hunk.lines.length, 0);
      const kind = file.content.kind === 'text' ? file.status : `${file.status} ${file.content.kind}`;
      total.kinds.set(kind, (total.kinds.get(kind) ?? 0) + 1);
    }
  }
  return total;
}

async function compareChange(diff: Diff, told: readonly Told[], blobs: Blobs): Promise<string[]> {
  if (diff.length !== told.length) return [`${diff.length} files read, git has ${told.length}`];
  const faults: string[] = [];
  for (const [index, file] of diff.entries()) {
    faults.push(...compareFile(file, told[index]!), ...(await compareLines(file, told[index]!, blobs)));
  }
  return faults;
}

async function readDiff(directory: string, base: string, head: string) {
  try {
    return parseDiff(await git(directory, ['diff', '-C', base, head]));
  } catch (error) {
    return String(error);
  }
}

async function readTold(directory: string, base: string, head: string): Promise<Told[]> {
  const argv = ['diff', '-C', '--raw', '--numstat', '-z', '--no-abbrev', base, head];
  const fields = (await git(directory, argv)).split('\0').slice(0, -1);
  const raws: Raw[] = [];
  const counts: Told['counts'][] = [];
  while (fields.length > 0) {
    const first = fields.shift()!;
    if (first.startsWith(':')) raws.push(rawOf(first, fields));
    else counts.push(countsOf(first, fields));
  }
  return raws.map((raw, index) => Object.assign(raw, { counts: counts[index] ?? null }));
}

function rawOf(first: string, rest: string[]): Raw {
  const [oldMode, newMode, oldBlob, newBlob, status] = first.slice(1).split(' ') as [
    string,
    string,
    string,
    string,
    string,
  ];
  const letter = status.charAt(0);
  const oldPath = rest.shift()!;
  const path = letter === 'R' || letter === 'C' ? rest.shift()! : oldPath;
  return { letter, path, oldPath, oldMode: modeOf(oldMode), newMode: modeOf(newMode), oldBlob, newBlob };
}

function modeOf(text: string): string | null {
  return text === '000000' ? null : text;
}

function countsOf(first: string, rest: string[]): Told['counts'] {
  const [added, removed, path] = first.split('\t');
  if (path === '') rest.splice(0, 2);
  return added === '-' ? null : { added: Number(added), removed: Number(removed) };
}

const statuses: Readonly<Record<string, FileDiff['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'type-changed',
};

function compareFile(file: FileDiff, told: Told): string[] {
  const wanted = factsTold(told);
  // Of a file that only moved, the diff shows neither the mode nor whether it is binary.
  const isSilent = told.oldBlob === told.newBlob && file.oldMode === null && file.newMode === null;
  const read = {
    path: file.path,
    oldPath: file.oldPath,
    status: file.status,
    isBinary: isSilent ? told.counts === null : file.content.kind === 'binary',
    added: file.added,
    removed: file.removed,
    oldMode: isSilent ? told.oldMode : file.oldMode,
    newMode: isSilent ? told.newMode : file.newMode,
  };
  if (isDeepStrictEqual(read, wanted)) return [];
  return [`read ${JSON.stringify(read)}, git says ${JSON.stringify(wanted)}`];
}

function factsTold({ letter, counts, ...told }: Told) {
  const isModeOnly = letter === 'M' && told.oldBlob === told.newBlob;
  return {
    path: told.path,
    oldPath: told.oldPath,
    status: isModeOnly ? 'mode-changed' : statuses[letter]!,
    isBinary: counts === null,
    added: counts?.added ?? 0,
    removed: counts?.removed ?? 0,
    oldMode: told.oldMode,
    newMode: told.newMode,
  };
}

/** Every line read must stand at its number in the file that git keeps. */
async function compareLines(file: FileDiff, told: Told, blobs: Blobs): Promise<string[]> {
  if (hunksOf(file).length === 0) return [];
  const old = await linesOf(told.oldMode, told.oldBlob, blobs);
  const head = await linesOf(told.newMode, told.newBlob, blobs);
  return hunksOf(file)
    .flatMap((hunk) => hunk.lines)
    .filter(
      (line) =>
        (line.kind !== 'added' && old[line.old - 1] !== line.text) ||
        (line.kind !== 'removed' && head[line.new - 1] !== line.text),
    )
    .map((line) => `${told.path}: not a line of the file: ${JSON.stringify(line)}`);
}

/** The lines of a file as git keeps it; a submodule is shown like a file of one line. */
async function linesOf(mode: string | null, sha: string, blobs: Blobs): Promise<string[]> {
  if (mode === null) return [];
  if (mode === '160000') return [`Subproject commit ${sha}`];
  return (await blobs.text(sha)).split('\n');
}
