import { z } from 'zod';
import { type Matches, readGlob } from './glob.ts';

const Glob = z.string().superRefine((glob, context) => {
  const read = readGlob(bare(glob));
  if (read.is === 'fault') context.addIssue({ code: 'custom', message: read.fault });
});

/** Patterns of files, of which the last one that fits counts; one that begins with `!` takes out what others took in. */
export const Globs = z.array(Glob).max(200).readonly();
export type Globs = z.infer<typeof Globs>;

/** What a list says about a path: in, out again, or nothing. */
export function standing(globs: Globs, path: string): 'in' | 'out' | 'unnamed' {
  return patternsOf(globs).findLast(({ matches }) => matches(path))?.says ?? 'unnamed';
}

/** Patterns of branches start at the beginning of the name; a branch that fits, and none of the `!`. */
export function isBranchAmong(globs: Globs, branch: string): boolean {
  return standing(rooted(globs), branch) === 'in';
}

interface Pattern {
  readonly says: 'in' | 'out';
  readonly matches: Matches;
}

/** A review asks for thousands of paths: the patterns of a list are read once. */
const known = new WeakMap<Globs, readonly Pattern[]>();

function patternsOf(globs: Globs): readonly Pattern[] {
  const patterns = known.get(globs) ?? globs.map(patternOf);
  known.set(globs, patterns);
  return patterns;
}

function patternOf(glob: string): Pattern {
  const read = readGlob(bare(glob));
  return {
    says: glob.startsWith('!') ? 'out' : 'in',
    matches: read.is === 'glob' ? read.matches : () => false,
  };
}

function rooted(globs: Globs): Globs {
  return globs.map((glob) => (glob.startsWith('!') ? `!/${bare(glob)}` : `/${glob}`));
}

function bare(glob: string): string {
  return glob.replace(/^!/, '');
}
