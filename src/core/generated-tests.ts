import { z } from 'zod';
import { Change } from './change.ts';
import type { BudgetReason } from './failure.ts';
import { Finding } from './finding.ts';

/** What became of a test on the files from before the change. `not run`: it could not be, since what it calls was not there. */
export const OnBase = z.enum(['passes', 'fails', 'not run']);
export type OnBase = z.infer<typeof OnBase>;

/** What was measured of one test. Lines and branches are of changed code that no test ran before. */
export const Figures = z
  .object({
    /** How often it passed on the head, of as many runs. */
    runs: z.int(),
    lines: z.array(z.int()).readonly(),
    branches: z.int(),
    /** Whether lines and branches could be measured at all. */
    isMeasured: z.boolean(),
    /** Small faults put into the lines under test one at a time, and how many of them it noticed. */
    mutants: z.object({ seeded: z.int(), killed: z.int() }).readonly(),
    onBase: OnBase,
  })
  .readonly();
export type Figures = z.infer<typeof Figures>;

const Verdict = z.discriminatedUnion('is', [
  z.object({ is: z.literal('verified'), figures: Figures }).readonly(),
  /** It is right and the code is not: a defect, and how the test fails. `stated` quotes who says so; null where only the base does. */
  z
    .object({
      is: z.literal('catches'),
      finding: Finding,
      command: z.string(),
      message: z.string(),
      onBase: OnBase,
      stated: z.string().nullable(),
    })
    .readonly(),
  z.object({ is: z.literal('unverified'), because: z.string() }).readonly(),
]);

/** One test and what came of it. */
export const JudgedTest = z
  .object({
    name: z.string(),
    path: z.string(),
    /** The test alone, as it stands in its file. */
    code: z.string(),
    /** What it checks, in the model's words. */
    checks: z.string(),
    target: z.object({ path: z.string(), symbol: z.string() }).readonly(),
    verdict: Verdict,
  })
  .readonly();
export type JudgedTest = z.infer<typeof JudgedTest>;

/** A run of the whole suite. `because` says what is wrong with the run itself, where it came to no result. */
export const SuiteRun = z
  .object({
    command: z.string(),
    passed: z.int(),
    failed: z.array(z.string()).readonly(),
    because: z.string().nullable(),
  })
  .readonly();
export type SuiteRun = z.infer<typeof SuiteRun>;

/** What came of a request for tests. All of it can be kept as JSON. */
export const Generated = z.discriminatedUnion('is', [
  z.object({ is: z.literal('nothing-to-test'), because: z.string() }).readonly(),
  z
    .object({
      is: z.literal('unknown-target'),
      unknown: z.array(z.string()).readonly(),
      there: z.array(z.string()).readonly(),
    })
    .readonly(),
  z
    .object({
      is: z.literal('unknown-framework'),
      name: z.string(),
      known: z.array(z.string()).readonly(),
    })
    .readonly(),
  z
    .object({
      is: z.literal('generated'),
      tests: z.array(JudgedTest).readonly(),
      /** Ready to be committed: verified tests, and nothing else. */
      changes: z.array(Change).readonly(),
      runner: z.string().nullable(),
      /** Why nothing could be run; null where it could. */
      unverified: z.string().nullable(),
      before: SuiteRun.nullable(),
      after: SuiteRun.nullable(),
      /** In sentences. */
      assumed: z.array(z.string()).readonly(),
      notDone: z.array(z.string()).readonly(),
      /** Tests that are not told of, by the reason: the end of `2 ...`. */
      dropped: z.array(z.object({ because: z.string(), count: z.int() }).readonly()).readonly(),
      /** The limit that ended the work early. */
      ended: z.custom<BudgetReason>((value) => typeof value === 'object').nullable(),
    })
    .readonly(),
]);
export type Generated = Readonly<z.infer<typeof Generated>>;
