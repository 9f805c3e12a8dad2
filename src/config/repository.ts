import { z } from 'zod';
import type { ConfigFault } from '../core/config-fault.ts';
import { type Matches, readGlob } from './glob.ts';
import { salvage } from './salvage.ts';

const Glob = z.string().superRefine((glob, context) => {
  const read = readGlob(glob.replace(/^!/, ''));
  if (read.is === 'fault') context.addIssue({ code: 'custom', message: read.fault });
});

/** What a repository may set in `.github/patchwright.yml` of its default branch. Every key has a default. */
export const RepositoryConfig = z
  .strictObject({
    review: z
      .strictObject({
        enabled: z.boolean().default(true).describe('Whether pull requests are reviewed by themselves.'),
        drafts: z.boolean().default(false).describe('Whether draft pull requests are reviewed, too.'),
        bots: z.boolean().default(false).describe('Whether pull requests opened by bots are reviewed, too.'),
        ignore: z
          .array(Glob)
          .max(200)
          .readonly()
          .default([])
          .describe(
            'Files that a review leaves out, as patterns like those of `.gitignore`. ' +
              'The last one that fits a file counts; one that begins with `!` takes the file in again.',
          ),
      })
      .readonly()
      .prefault({}),
  })
  .readonly();
export type RepositoryConfig = z.infer<typeof RepositoryConfig>;

export type { ConfigFault };

const largest = 64 * 1024;

export interface ReadConfig {
  readonly config: RepositoryConfig;
  /** In the order of their lines. */
  readonly faults: readonly ConfigFault[];
}

/** Reads the file's text; a repository without the file has the defaults. What is at fault falls back, the rest counts. */
export function readRepositoryConfig(text: string | undefined): ReadConfig {
  const defaults = RepositoryConfig.parse({});
  if (text === undefined) return { config: defaults, faults: [] };
  if (Buffer.byteLength(text) > largest) {
    return {
      config: defaults,
      faults: [{ line: 1, key: '', message: 'is larger than 64 KB', nearest: null }],
    };
  }
  const { value, faults } = salvage(text, RepositoryConfig);
  return { config: value, faults };
}

/** Whether the repository wants the path left out of reviews. */
export function isIgnored(config: RepositoryConfig, path: string): boolean {
  return patternsOf(config.review.ignore).findLast(({ matches }) => matches(path))?.takesIn === false;
}

interface Pattern {
  readonly takesIn: boolean;
  readonly matches: Matches;
}

/** A review asks for thousands of paths: the patterns of a list are read once. */
const known = new WeakMap<readonly string[], readonly Pattern[]>();

function patternsOf(globs: readonly string[]): readonly Pattern[] {
  const patterns = known.get(globs) ?? globs.map(patternOf);
  known.set(globs, patterns);
  return patterns;
}

function patternOf(glob: string): Pattern {
  const read = readGlob(glob.replace(/^!/, ''));
  return { takesIn: glob.startsWith('!'), matches: read.is === 'glob' ? read.matches : () => false };
}
