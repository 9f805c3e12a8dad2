import { z } from 'zod';
import { refFault } from '../core/branch-name.ts';
import { Globs } from './patterns.ts';

/** What GitHub takes as a login. */
const Login = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, { error: 'must be a login' });

const Branch = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((name) => refFault(name) === undefined, { error: 'is no name of a branch' });

/** A pattern is filled in with the number and words of the issue, so it is looked at as it would be with some. */
const BranchPattern = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((pattern) => pattern.includes('{number}'), { error: 'must hold `{number}`' })
  .refine((pattern) => refFault(branchNameOf(pattern, { number: 1, slug: 'words' })) === undefined, {
    error: 'makes no name of a branch',
  });

/** The branch's name by the pattern; `slug` is empty where the title has no letters for one. */
export function branchNameOf(
  pattern: string,
  { number, slug }: { readonly number: number; readonly slug: string },
): string {
  const name = pattern.replaceAll('{number}', String(number)).replaceAll('{slug}', slug);
  return name.replace(/[-_.]+(?=\/|$)/g, '');
}

/** What a repository says about the issues that Patchwright implements. Every key has a default and a description. */
export const ImplementConfig = z
  .strictObject({
    label: z
      .string()
      .trim()
      .min(1)
      .max(50)
      .default('patchwright')
      .describe('The label that has an issue implemented; taking it off again stops the work.'),
    assignee: Login.nullable()
      .default(null)
      .describe(
        'The login of an account of yours that stands for Patchwright: an issue that is assigned to it is implemented, and taking it off ' +
          'again stops the work. GitHub lets no app be assigned itself.',
      ),
    permission: z
      .enum(['write', 'maintain', 'admin'])
      .default('write')
      .describe('What somebody must be allowed to have an issue implemented.'),
    branch: BranchPattern.default('patchwright/issue-{number}-{slug}').describe(
      "The branch's name: `{number}` stands for the issue's number, `{slug}` for words of its title. A name that is taken gets a number.",
    ),
    base: Branch.nullable()
      .default(null)
      .describe('The branch that the work begins at and is proposed for; the default branch without it.'),
    allow: Globs.default([]).describe(
      'Protected files that may be changed where the issue asks for it, as patterns like those of `review.ignore`: workflows, lockfiles, ' +
        'CODEOWNERS, instructions for agents and the like.',
    ),
    reviewer: z
      .boolean()
      .default(true)
      .describe('Whether whoever asked is asked to review the pull request.'),
    coAuthor: z
      .boolean()
      .default(true)
      .describe('Whether whoever asked is named as co-author of the commit.'),
    followUp: z
      .boolean()
      .default(true)
      .describe(
        'Whether the pull requests that come of it are looked after: reviews by people who may write are heeded, failing checks mended, and ' +
          'conflicts resolved. `/revise` does it in any case.',
      ),
    attempts: z
      .int()
      .min(0)
      .max(10)
      .default(3)
      .describe('How often failing checks are mended in a row before that is left to people.'),
  })
  .readonly()
  .prefault({});
export type ImplementConfig = z.infer<typeof ImplementConfig>;
