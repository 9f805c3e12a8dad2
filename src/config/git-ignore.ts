import { type Matches, readGlob } from './glob.ts';

/** A `.gitignore` and the folder that it stands in; the root is empty. */
export interface IgnoreFile {
  readonly folder: string;
  readonly text: string;
}

/** Whether git would leave a path out of a tree of these paths, by what its `.gitignore` files say. */
export async function readIgnored(
  paths: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<(path: string) => boolean> {
  const ignoring = paths.filter((path) => /(?:^|\/)\.gitignore$/.test(path));
  const texts = await Promise.all(ignoring.map(read));
  return readGitIgnore(
    ignoring.map((path, index) => ({
      folder: path.replace(/\/?\.gitignore$/, ''),
      text: texts[index] ?? '',
    })),
  );
}

/** The same of the files themselves. Of all patterns that fit, the last counts; those of a deeper folder come after. */
export function readGitIgnore(files: readonly IgnoreFile[]): (path: string) => boolean {
  const ordered = files.toSorted((one, other) => depth(one) - depth(other));
  const rules = ordered.flatMap(({ folder, text }) =>
    text.split(/\r?\n/).flatMap((line) => ruleOf(folder, line)),
  );
  return (path) => rules.findLast(({ matches }) => matches(path))?.isIgnored ?? false;
}

interface Rule {
  readonly matches: Matches;
  readonly isIgnored: boolean;
}

function depth({ folder }: IgnoreFile): number {
  return folder === '' ? 0 : folder.split('/').length;
}

function ruleOf(folder: string, line: string): readonly Rule[] {
  const text = line.replace(/(?<!\\)[ \t]+$/, '');
  if (text === '' || text.startsWith('#')) return [];
  const isIgnored = !text.startsWith('!');
  const read = readGlob(isIgnored ? text : text.slice(1));
  if (read.is === 'fault') return [];
  const start = folder === '' ? '' : `${folder}/`;
  return [{ isIgnored, matches: (path) => path.startsWith(start) && read.matches(path.slice(start.length)) }];
}
