/** Why a path can be no file's of a tree: before anything is looked up. */
export type PathFault = 'empty' | 'absolute' | 'climbs' | 'git-folder' | 'unprintable' | 'too-long';

/** In bytes: what file systems take of one name, and little enough of a whole path to leave room for the folder of the tree. */
const longestName = 255;
const longestPath = 2_048;

/** Judges a path from the root of a tree, names parted by `/`. Undefined where nothing is wrong with it. */
export function pathFault(path: string): PathFault | undefined {
  const names = path.split('/');
  if (path === '') return 'empty';
  if (path.startsWith('/')) return 'absolute';
  if (names.some((name) => name === '' || name === '.' || name === '..')) return 'climbs';
  if (/[\p{Cc}\p{Cs}\uFFFD]/u.test(path)) return 'unprintable';
  if (path.split(/[/\\]/).some(isGitFolder)) return 'git-folder';
  const isLong = Buffer.byteLength(path) > longestPath;
  return isLong || names.some((name) => Buffer.byteLength(name) > longestName) ? 'too-long' : undefined;
}

/**
 * Whether some file system takes a name for `.git`: those of macOS fold case and drop ignorable characters, those of Windows
 * fold case, drop dots and blanks at the end, know `git~1`, and part off a stream with a colon. As git's own checks have it.
 */
function isGitFolder(name: string): boolean {
  const plain = name
    .replace(/[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g, '')
    .toLowerCase()
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '');
  return plain === '.git' || plain === 'git~1';
}

/** Where a path leads once every link on its way is followed, without ever leaving the tree. */
export type Led =
  | { readonly is: 'inside'; readonly path: string }
  /** `link` is the one that leads out, or one of those that lead in a circle. */
  | { readonly is: 'outside' | 'circle'; readonly link: string };

const mostLinks = 40;

/**
 * Follows a path of a tree, name by name. `linkAt` gives what a link there says, and undefined where no link is. What does not exist
 * is taken for a folder: whether it is there is another question. The root itself is the empty path.
 */
export function follow(path: string, linkAt: (path: string) => string | undefined): Led {
  const ahead = path.split('/').toReversed();
  const reached: string[] = [];
  let latest = path;
  let links = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (reached.pop() === undefined) return { is: 'outside', link: latest };
      continue;
    }
    const here = [...reached, name].join('/');
    const target = linkAt(here);
    if (target === undefined) {
      reached.push(name);
      continue;
    }
    latest = here;
    links += 1;
    if (target.startsWith('/')) return { is: 'outside', link: latest };
    if (links > mostLinks) return { is: 'circle', link: latest };
    ahead.push(...target.split('/').toReversed());
  }
  return { is: 'inside', path: reached.join('/') };
}
