import { pathFault } from '../core/tree-path.ts';
import type { ReviewConfig } from './review.ts';

/** A file that tells how people want this repository's code. Those who may push have written it: trust `repository`. */
export interface Guidance {
  readonly path: string;
  /** As much of it as there is room for; empty where there was none, or where the configuration names a file that is not there. */
  readonly text: string;
  /** How many characters of it had no room. */
  readonly cut: number;
}

/** Reads a file's text; undefined where there is none. It has to read the base: what a change says of itself guides nobody. */
export type ReadBase = (path: string) => Promise<string | undefined>;

/** The guidance for a change of these paths, what matters most first, in at most so many characters in all. */
export async function readGuidance(
  read: ReadBase,
  { guidance }: Pick<ReviewConfig, 'guidance'>,
  changed: readonly string[],
): Promise<readonly Guidance[]> {
  const paths = guidancePaths(guidance, changed);
  const texts = await Promise.all(paths.map(read));
  const files = paths.map((path, index) => ({ path, text: texts[index]?.trim() ?? '' }));
  const there = files.filter(({ path, text }) => text !== '' || guidance.includes(path));
  return fitted(there.filter((file, index) => !isCopy(file.text, there.slice(0, index))));
}

/** Many a repository has one text under several names, often by a link. */
function isCopy(text: string, before: readonly { readonly text: string }[]): boolean {
  return text !== '' && before.some((file) => file.text === text);
}

const atRoot = [
  'REVIEW.md',
  'AGENTS.md',
  'CLAUDE.md',
  '.github/copilot-instructions.md',
  '.gemini/styleguide.md',
  '.cursor/BUGBOT.md',
];
const nested = ['AGENTS.md', 'CLAUDE.md', '.cursor/BUGBOT.md'];

/** Mostly about how to take part, so it comes last; written in any of three places that GitHub knows. */
const contributing = ['CONTRIBUTING.md', '.github/CONTRIBUTING.md', 'docs/CONTRIBUTING.md'];

/** Each costs a request for each name. */
const mostFolders = 8;

/** Where guidance may stand: the repository's own list, the known names, and those of the folders that change most. */
export function guidancePaths(listed: readonly string[], changed: readonly string[]): readonly string[] {
  const below = foldersOf(changed).flatMap((folder) => nested.map((name) => `${folder}/${name}`));
  const paths = new Set([...listed, ...atRoot, ...below, ...contributing]);
  return [...paths].filter((path) => pathFault(path) === undefined);
}

/** The folders around the paths, the one with most changed files first, and of as many the inner one. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = Map.groupBy(paths.flatMap(ancestors), (folder) => folder);
  return Array.from(folders, ([folder, { length }]) => ({ folder, length }))
    .toSorted((one, other) => other.length - one.length || other.folder.length - one.folder.length)
    .slice(0, mostFolders)
    .map(({ folder }) => folder);
}

function ancestors(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

const mostOfOne = 12_000;
const mostOfAll = 30_000;

function fitted(files: readonly { readonly path: string; readonly text: string }[]): readonly Guidance[] {
  let room = mostOfAll;
  return files.map(({ path, text }) => {
    const kept = upToLine(text, Math.min(mostOfOne, room));
    room -= kept.length;
    return { path, text: kept, cut: text.length - kept.length };
  });
}

/** The text up to a length, without a line that does not end within it. */
function upToLine(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, Math.max(0, text.lastIndexOf('\n', length)));
}
