import type { Change, Taken } from '../../core/change.ts';
import { Failure } from '../../core/failure.ts';
import { pathFault } from '../../core/tree-path.ts';
import type { MergeOutcome } from '../../ports/forge.ts';
import { readBlobs } from './blobs.ts';
import type { Git } from './run.ts';
import type { TreeEntry } from './tree-entries.ts';
import type { TreeLimits } from './tree-limits.ts';

/** A bare repository whose every setting is ours. */
export interface MergeRoom {
  readonly git: Git;
  readonly gitDirectory: string;
  readonly limits: TreeLimits;
  readonly signal: AbortSignal;
}

/** What git made of a merge. */
export interface MergedTrees {
  readonly into: readonly TreeEntry[];
  readonly from: readonly TreeEntry[];
  /** With markers where git could not merge texts, and one of the versions where it could not merge anything. */
  readonly merged: readonly TreeEntry[];
  readonly conflicts: readonly Conflict[];
  /** What git calls the two in its markers, and the commits that stands for. */
  readonly labels: readonly (readonly [string, string])[];
}

/** One version of a path in conflict: of the merge base (1), of what is merged into (2), of what is merged in (3). */
export interface Conflict {
  readonly path: string;
  readonly stage: number;
  readonly mode: string;
}

/** What comes of a merge: as changes where it is text, else by what is taken over. Throws Failure `budget` where that is too much. */
export async function outcomeOf(at: MergeRoom, trees: MergedTrees): Promise<MergeOutcome> {
  const stages = Map.groupBy(trees.conflicts, ({ path }) => path);
  const differing = differences(trees);
  const texts = await readTexts(at, differing);
  const found = differing.map((one) => resultOf(one, stages.get(one.path), texts, trees.labels));
  const changes = found.flatMap((one) => ('change' in one ? [one.change] : []));
  const taken = found.flatMap((one) => ('taken' in one ? [one.taken] : []));
  if (trees.conflicts.length === 0 && found.every((one) => one.is !== 'beyond'))
    return { is: 'clean', changes, taken };
  const paths = found.filter(({ is }) => is === 'marked').map(({ path }) => path);
  const left = [...stages.keys(), ...found.filter(({ is }) => is === 'beyond').map(({ path }) => path)];
  const beyond = [...new Set(left)].filter((path) => !paths.includes(path));
  return { is: 'conflicts', changes, taken, paths, beyond };
}

/** A path that the merge makes another one than it is in the commit that is merged into. */
interface Difference {
  readonly path: string;
  readonly before: TreeEntry | undefined;
  readonly after: TreeEntry | undefined;
  /** In the commit that is merged in. */
  readonly theirs: TreeEntry | undefined;
}

function differences({ into, from, merged }: MergedTrees): readonly Difference[] {
  const [before, theirs, after] = [into, from, merged].map(byPath);
  const paths = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...paths]
    .map((path) => ({ path, before: before?.get(path), after: after?.get(path), theirs: theirs?.get(path) }))
    .filter((one) => !isSame(one.before, one.after));
}

function byPath(entries: readonly TreeEntry[]): ReadonlyMap<string, TreeEntry> {
  return new Map(entries.map((entry) => [entry.path, entry]));
}

function isSame(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  return one?.id === other?.id && one?.kind === other?.kind;
}

/** In bytes. A larger text is taken over whole, or cannot be merged here. */
const largestText = 2_000_000;
const mostText = 32_000_000;

/** The contents that are text, by their ids. */
async function readTexts(
  { git, gitDirectory, signal }: MergeRoom,
  differing: readonly Difference[],
): Promise<ReadonlyMap<string, string>> {
  const entries = differing
    .flatMap(({ before, after }) => [before, after])
    .filter((entry) => isSmallFile(entry));
  const wanted = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
  if (wanted.reduce((sum, { size }) => sum + size, 0) > mostText) throw tooMuch();
  const texts = new Map<string, string>();
  await readBlobs(git, { gitDirectory, signal }, wanted, async ({ id }, content) => {
    const text = textIn(content);
    if (text !== undefined) texts.set(id, text);
  });
  return texts;
}

function isSmallFile(entry: TreeEntry | undefined): entry is TreeEntry {
  return (entry?.kind === 'plain' || entry?.kind === 'executable') && entry.size <= largestText;
}

function tooMuch(): Failure {
  const limit = `${mostText / 1_000_000} MB`;
  return new Failure({ kind: 'budget', reason: { is: 'too-large', what: 'what a merge changes', limit } });
}

function textIn(content: Buffer): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

type Result = { readonly path: string } & (
  | { readonly is: 'change' | 'marked'; readonly change: Change }
  | { readonly is: 'taken'; readonly taken: Taken }
  /** Left as it is in the commit that is merged into. */
  | { readonly is: 'beyond' }
);

function resultOf(
  one: Difference,
  stages: readonly Conflict[] | undefined,
  texts: ReadonlyMap<string, string>,
  labels: MergedTrees['labels'],
): Result {
  const { path } = one;
  const change = pathFault(path) === undefined ? changeOf(one, texts) : undefined;
  if (stages !== undefined) {
    if (change === undefined || !isMarked(change, stages, labels)) return { path, is: 'beyond' };
    return { path, is: 'marked', change: { ...change, after: relabelled(change.after ?? '', labels) } };
  }
  if (change !== undefined) return { path, is: 'change', change };
  const taken = takenOf(one);
  return taken === undefined ? { path, is: 'beyond' } : { path, is: 'taken', taken };
}

/** Undefined where one of the versions is no text. */
function changeOf(
  { path, before, after }: Difference,
  texts: ReadonlyMap<string, string>,
): Change | undefined {
  const [old, text] = [before, after].map((entry) => (entry === undefined ? null : texts.get(entry.id)));
  if (old === undefined || text === undefined) return undefined;
  const kind = (after ?? before)?.kind;
  return { path, before: old, after: text, mode: kind === 'executable' ? 'executable' : 'plain' };
}

const modes = { plain: '100644', executable: '100755', link: '120000', submodule: '160000' } as const;

/** Undefined where it is not as the commit that is merged in has it, or nobody may write there. */
function takenOf({ path, after, theirs }: Difference): Taken | undefined {
  if (pathFault(path) !== undefined || !isSame(after, theirs)) return undefined;
  return { path, entry: after === undefined ? null : { mode: modes[after.kind], id: after.id } };
}

/** Whether all that stands in the way is text in markers: both sides have a file there, of one mode. */
function isMarked({ after }: Change, stages: readonly Conflict[], labels: MergedTrees['labels']): boolean {
  const [ours, theirs] = [2, 3].map((wanted) => stages.find(({ stage }) => stage === wanted)?.mode);
  return (
    ours !== undefined &&
    ours === theirs &&
    markers.every((marker, index) => after?.includes(`${marker} ${labels[index]?.[0] ?? ''}`) === true)
  );
}

const markers = ['<<<<<<<', '>>>>>>>'] as const;

/** Names the commits by their own ids in the lines of markers. */
function relabelled(text: string, labels: MergedTrees['labels']): string {
  return labels.reduce((named, [label, sha]) => named.replaceAll(label, sha), text);
}
