import type { PathFault } from './tree-path.ts';

/** Why something in a tree is not read or written. */
export type Refusal =
  | { readonly is: PlainRefusal }
  /** `near` are paths that may have been meant. */
  | { readonly is: 'absent'; readonly near: readonly string[] }
  /** `to` is where the link leads. */
  | { readonly is: 'link'; readonly to: string }
  | { readonly is: 'too-large'; readonly bytes: number; readonly limit: number }
  | { readonly is: 'left-out'; readonly left: LeftReason }
  /** Its language is not known, or it is too long or too tangled to be parsed. */
  | { readonly is: 'unparsed'; readonly because: 'language' | 'size' | 'time' };

type PlainRefusal =
  | PathFault
  | 'folder'
  | 'no-folder'
  | 'no-file'
  | 'leads-out'
  | 'circle'
  | 'swapped'
  | 'no-access'
  | 'binary'
  | 'not-utf8';

/** Why an entry of a commit is not in the tree that was made of it. */
export type LeftReason =
  | PathFault
  | 'submodule'
  | 'link-leads-out'
  | 'link-in-circle'
  | 'link-unreadable'
  | 'taken';

/** What to tell whoever asked for a path. Where it ends in a colon, the refusal's own paths follow: others have written them. */
export function refusalSentence(path: string, refusal: Refusal): string {
  return `${JSON.stringify(path)} ${clause(refusal)}`;
}

/** What to tell about an entry that the commit has and the tree has not. */
export function leftSentence(path: string, left: LeftReason): string {
  return `${JSON.stringify(path)} was left out: ${leftClauses[left]}.`;
}

function clause(refusal: Refusal): string {
  if ('near' in refusal)
    return refusal.near.length === 0
      ? 'is not there. List the files, or search for what you need.'
      : 'is not there. These paths are, and look like it:';
  if ('to' in refusal) return 'is a link. Change the file that it leads to:';
  if ('bytes' in refusal)
    return `has ${size(refusal.bytes)}; more than ${size(refusal.limit)} are not read as one file. Search it for what you need.`;
  if ('left' in refusal) return `is not here: ${leftClauses[refusal.left]}.`;
  if ('because' in refusal)
    return refusal.because === 'language'
      ? 'is written in a language that is not understood here. Read it instead.'
      : 'is too long or too tangled to be understood as code. Read the lines that you need instead.';
  return plainClauses[refusal.is];
}

const plainClauses: Readonly<Record<PlainRefusal, string>> = {
  empty: 'names nothing. Give a path from the root of the repository, such as src/main.ts.',
  absolute:
    'begins at the root of the machine. Only files of the repository can be used: give the path from its root, without a slash before it.',
  climbs: 'has a step in it that is empty, `.` or `..`. Give the plain path from the root of the repository.',
  'git-folder': "belongs to git's own folder, which is not here.",
  unprintable: 'holds characters that cannot be printed.',
  'too-long': 'is longer than a path may be.',
  folder: 'is a folder. List it, and name one of its files.',
  'no-folder': 'is no folder, or lies below what is none.',
  'no-file': 'is no plain file but a device, a pipe or a socket, and is not opened.',
  'leads-out': 'is or lies behind a link that leads out of the repository, and is not followed.',
  circle: 'is or lies behind a link that leads to itself.',
  swapped: 'changed while it was being opened. Ask again.',
  'no-access': 'cannot be opened: the right to do so has been taken away.',
  binary: 'is a binary file. There is no text in it to read or change.',
  'not-utf8': 'is not written in UTF-8, and cannot be read or changed as text.',
};

const outOfTheRepository = 'its name would lead out of the repository';

const leftClauses: Readonly<Record<LeftReason, string>> = {
  empty: outOfTheRepository,
  absolute: outOfTheRepository,
  climbs: outOfTheRepository,
  'git-folder': "its name is that of git's own folder on some machine",
  unprintable: 'its name is not readable text',
  'too-long': 'its name is too long',
  submodule: 'it is a submodule, another repository',
  'link-leads-out': 'it is a link that leads out of the repository',
  'link-in-circle': 'it is a link that leads to itself',
  'link-unreadable': 'it is a link that says no path',
  taken: 'another entry has the same name here',
};

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
