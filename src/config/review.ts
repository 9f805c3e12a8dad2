import { z } from 'zod';
import { Severity } from '../core/finding.ts';
import { pathFault } from '../core/tree-path.ts';
import { Globs } from './patterns.ts';

/** Somewhat above even: models rate themselves too high, and what was proved stands far above it. */
const leastConfidence = 0.6;

/** GitHub slows down apps that post more at once, and nobody reads more. */
const mostComments = 30;

const TreePath = z
  .string()
  .refine((path) => pathFault(path) === undefined, { error: 'is no path from the root of the repository' });

/** Letters, and what stands between them in names of languages: it becomes part of what a model is told. */
const Language = word(40).regex(/^[\p{L}\p{M}][\p{L}\p{M}\d ()-]*$/u, {
  error: 'must be a language, such as German or pt-BR',
});

/** What a repository says about its reviews. Every key has a default and a description, which documents and editors show. */
export const ReviewConfig = z
  .strictObject({
    enabled: flag(true, 'Whether pull requests are reviewed by themselves.'),
    on: z
      .strictObject({
        open: flag(true, 'Whether a review begins when a pull request is opened or reopened.'),
        push: flag(true, 'Whether a review begins after a push, or when the base branch is changed.'),
        ready: flag(true, 'Whether a review begins when a draft is marked as ready.'),
      })
      .readonly()
      .prefault({}),
    drafts: flag(false, 'Whether draft pull requests are reviewed, too.'),
    bots: flag(false, 'Whether pull requests opened by bots are reviewed, too.'),
    only: word(100)
      .nullable()
      .default(null)
      .describe('A label that a pull request has to have. Adding it begins a review.'),
    skip: z
      .strictObject({
        authors: words(100, 'Logins: pull requests by one of them are not reviewed by themselves.'),
        labels: words(
          100,
          'Labels: pull requests with one of them are not reviewed by themselves. Taking it off begins a review.',
        ),
        titles: words(
          100,
          'Words: pull requests with one of them in the title are not reviewed by themselves. ' +
            'They do not count where a `gate` is set, since whoever opens a pull request chooses its title.',
        ),
        branches: Globs.default([]).describe(
          'Branches, as patterns from their beginning: pull requests into one of them are not reviewed by themselves.',
        ),
      })
      .readonly()
      .prefault({}),
    ignore: Globs.default([]).describe(
      'Files that a review leaves out, as patterns like those of `.gitignore`. ' +
        'The last one that fits a file counts; one that begins with `!` takes the file in again, even one that was generated.',
    ),
    effort: z
      .enum(['auto', 'quick', 'standard', 'thorough'])
      .default('auto')
      .describe('How closely a change is read; `auto` goes by its size and its risk.'),
    // What was verified is worth a line: models judge severity little better than chance does.
    severity: Severity.default('low').describe(
      'The least severity that is told. What is below it is only counted.',
    ),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .default(leastConfidence)
      .describe('The least confidence, from 0 to 1, with which a finding is told.'),
    comments: z
      .int()
      .min(0)
      .max(mostComments)
      .default(10)
      .describe(
        `How many findings are told on their lines, at most ${mostComments}. The others stand in the summary.`,
      ),
    suggestions: flag(true, 'Whether findings bring suggestions that can be committed.'),
    resolve: flag(true, 'Whether a thread is resolved when its code has been mended.'),
    instructions: z
      .array(
        z
          .strictObject({
            paths: Globs.default(['**']).describe(
              'The files that it is about, as patterns like those of `ignore`.',
            ),
            text: word(2_000).describe('What to look for in them, or to leave alone.'),
          })
          .readonly(),
      )
      .max(50)
      .readonly()
      .default([])
      .describe('What a review has to know of some files, at most 50 texts of at most 2,000 characters.'),
    guidance: z
      .array(TreePath)
      .max(20)
      .readonly()
      .default([])
      .describe('Files to be read as guidance besides those that are read anyway, by their paths.'),
    tone: word(200)
      .nullable()
      .default(null)
      .describe('How a review speaks, in a few words, such as `brief and dry`.'),
    language: Language.nullable()
      .default(null)
      .describe('The language that a review is written in, such as `German` or `pt-BR`; English without it.'),
    requestChanges: z
      .enum(['never', 'critical', 'high'])
      .default('never')
      .describe(
        'The least severity for which a review requests changes. It lifts that itself when the cause is gone.',
      ),
    gate: z
      .enum(['never', ...Severity.options])
      .default('never')
      .describe('The least severity of an open finding with which the check fails; otherwise it is neutral.'),
    analyzers: z
      .strictObject({
        secrets: flag(true, 'Whether keys and passwords in the change are looked for.'),
        weaknesses: flag(true, 'Whether common weaknesses are looked for by rules.'),
        syntax: flag(true, 'Whether errors of syntax are looked for.'),
        names: flag(true, 'Whether calls to names that exist nowhere are looked for.'),
        dependencies: flag(true, 'Whether new dependencies are looked up.'),
        types: flag(true, "Whether the project's own type checker is run, in the sandbox."),
        linters: flag(true, "Whether the project's own linters are run, in the sandbox."),
      })
      .readonly()
      .prefault({}),
  })
  .readonly()
  .prefault({});
export type ReviewConfig = z.infer<typeof ReviewConfig>;

function flag(preset: boolean, what: string) {
  return z.boolean().default(preset).describe(what);
}

function word(longest: number) {
  return z.string().trim().min(1).max(longest);
}

function words(longest: number, what: string) {
  return z.array(word(longest)).max(200).readonly().default([]).describe(what);
}
