import type { Place } from './place.ts';

/** What hostile code tries, and from where we know that it does. */
export const classes = {
  'git runs commands': "`git status` and its like run what a checkout's own configuration names",
  'names and links':
    'names, links and submodules of a commit lead out of the tree (zip slip, CVE-2018-11235)',
  bombs: 'a commit of a few kilobytes that unpacks to gigabytes or millions of files',
  'configuration runs code':
    "a linter's configuration loaded a file of the pull request, and with it the key to a million repositories (2025)",
  'packages run code': 'installing and starting scripts of packages (the npm worms of 2025)',
  'looking for secrets': 'a tool beside the jail read /proc/self/environ, and told it in a comment (2026)',
  'taking everything': 'forks, memory, disk, output and time without end',
  'getting out': 'sockets, signals, descriptors, devices and rights that reach other processes',
  'false results': 'reports and exit codes that come from the code they judge',
} as const;

export type AttackClass = keyof typeof classes;

/** The tame form does no more than show that it acts; the full one means it. */
export type Form = 'tame' | 'full';

/** Something that must not happen outside of a jail. */
export type Harm =
  /** A file outside of the tree was made, changed or removed. */
  | 'writes'
  /** The secret was printed, sent, or put into the tree, in whatever spelling. */
  | 'reads'
  | 'connects'
  /** A process that stands for others of this machine was ended. */
  | 'signals'
  /** A process was left behind. */
  | 'lingers'
  /** A file was left that lends its owner's rights. */
  | 'lends'
  /** The attack itself says that it did what it is for. */
  | 'achieves'
  /** 200 processes, 250 MB of memory, 50 MB or 5,000 files on the disk, 50 MB of output, or no end. */
  | 'multiplies'
  | 'grows'
  | 'fills'
  | 'floods'
  | 'hangs';

export interface Attack {
  /** What the attack is, to end the sentence "is held: …". */
  readonly name: string;
  readonly class: AttackClass;
  /** What has to be there for it to run: names of `needs.ts`. */
  readonly needs: readonly string[];
  /** Makes the repository or input. */
  build(place: Place, form: Form): Promise<void>;
  /** Runs it without a jail, in its harmless form and inside an outer limit. */
  tame(place: Place): Promise<Told>;
  /** Runs it as the app would meet it, in its full form. */
  held(place: Place): Promise<Told>;
  /** All that the tame form does; the full form must do none of it. */
  readonly harm: readonly Harm[];
  /** How the full form ends, in the words of whoever met it. */
  readonly ended: string | RegExp;
}

/** What is known when an attack is over. */
export interface Told {
  readonly ended: string;
  /** Whatever came out of it. */
  readonly output: string;
  /** What it took, where that is measured. */
  readonly harm: readonly Harm[];
}
