import { z } from 'zod';
import { Change } from './change.ts';
import type { BudgetReason, Canceller, UserReason } from './failure.ts';
import { SuiteRun } from './generated-tests.ts';

/** Why nothing is implemented. Texts in it are the model's words. */
export const Declined = z.discriminatedUnion('is', [
  /** Title and text say nothing that could be done. */
  z.object({ is: z.literal('no-instruction') }).readonly(),
  /** Several things that have nothing to do with each other: an issue for each of them would be looked at. */
  z.object({ is: z.literal('unrelated-things'), things: z.array(z.string()).readonly() }).readonly(),
  /** One thing that is more than a pull request should hold, in parts that could be done one by one. */
  z.object({ is: z.literal('too-large'), parts: z.array(z.string()).readonly() }).readonly(),
  z.object({ is: z.literal('asks-for-secrets'), what: z.string() }).readonly(),
  /** It wants a change to what this App may do. */
  z.object({ is: z.literal('changes-own-limits'), what: z.string() }).readonly(),
  /** The code does it already, and where that is to be seen. */
  z.object({ is: z.literal('already-done'), where: z.string() }).readonly(),
  /** No change to the files of this repository would do it. */
  z.object({ is: z.literal('not-possible'), why: z.string() }).readonly(),
]);
export type Declined = z.infer<typeof Declined>;

/** What ended the work before it was done. */
export const Unfinished = z.discriminatedUnion('is', [
  /** Of this request: milliseconds where it is time. */
  z
    .object({ is: z.literal('limit'), which: z.enum(['steps', 'tokens', 'time']), most: z.number() })
    .readonly(),
  /** A limit outside: the money of the day, say. */
  z
    .object({
      is: z.literal('budget'),
      reason: z.custom<BudgetReason>((value) => typeof value === 'object'),
    })
    .readonly(),
  z.object({ is: z.literal('stuck') }).readonly(),
  z
    .object({ is: z.literal('cancelled'), by: z.custom<Canceller>((value) => typeof value === 'object') })
    .readonly(),
  /** The model could not be asked. */
  z
    .object({ is: z.literal('model'), reason: z.custom<UserReason>((value) => typeof value === 'object') })
    .readonly(),
  /** It was handed in several times, and what was found wrong is still wrong: `refused` says what. */
  z.object({ is: z.literal('not-mended') }).readonly(),
]);
export type Unfinished = z.infer<typeof Unfinished>;

/** What it took. Milliseconds are those in which models spoke or tools worked; dollars are null where a price is not known. */
export const Spent = z
  .object({
    steps: z.int(),
    tokensIn: z.number(),
    tokensCached: z.number(),
    tokensOut: z.number(),
    usd: z.number().nullable(),
    ms: z.number(),
  })
  .readonly();
export type Spent = z.infer<typeof Spent>;

/** A step of the plan, and how it is to be seen that it is done. */
export const PlanStep = z.object({ text: z.string(), verify: z.string() }).readonly();
export type PlanStep = z.infer<typeof PlanStep>;

export const TestName = z.object({ path: z.string(), name: z.string() }).readonly();
export type TestName = z.infer<typeof TestName>;

const red = {
  /** A bug's tests show it; those of a feature state what is wanted. */
  of: z.enum(['bug', 'feature']),
  tests: z.array(TestName).readonly(),
  command: z.string(),
  /** How the first of them fails on the base. */
  before: z.string(),
  /** Why that is what the issue is about: a sentence of the model's. */
  because: z.string(),
};

/** Tests that fail without the change, for the reason that the issue gives. */
export const Red = z.object(red).readonly();
export type Red = z.infer<typeof Red>;

/** The same, and what became of them with the change. */
export const Reproduction = z.object({ ...red, after: z.enum(['passed', 'failed', 'not run']) }).readonly();
export type Reproduction = z.infer<typeof Reproduction>;

/** The whole suite before the change and with it. `broken` names tests that passed before and do not any more. */
export const SuiteChange = z
  .object({ before: SuiteRun, after: SuiteRun.nullable(), broken: z.array(TestName).readonly() })
  .readonly();
export type SuiteChange = z.infer<typeof SuiteChange>;

/** A type check or a linter of the project. Numbers count what it says; null where it came to no result, and `because` says why. */
export const ProjectCheck = z
  .object({
    task: z.enum(['types', 'lint']),
    command: z.string(),
    before: z.int().nullable(),
    after: z.int().nullable(),
    /** What it says now and did not say before, a line each. */
    fresh: z.array(z.string()).readonly(),
    because: z.string().nullable(),
  })
  .readonly();
export type ProjectCheck = z.infer<typeof ProjectCheck>;

/** How a change was verified: everything in it was run by us, and none of it is a model's word. */
export const Verification = z
  .object({
    /** Why nothing could be run; null where it could. */
    notRun: z.string().nullable(),
    /** Null where there are no tests of its own, and `noReproduction` says why. */
    reproduction: Reproduction.nullable(),
    noReproduction: z.string().nullable(),
    /** What showed it in earlier rounds, and what becomes of it now: tests that are gone are not in it. */
    earlier: z.array(Reproduction).readonly().default([]),
    /** Of each project of the repository that the change touches. */
    suites: z.array(SuiteChange).readonly(),
    checks: z.array(ProjectCheck).readonly(),
    /** In sentences: what was found in the change and neither mended nor taken out. */
    faults: z.array(z.string()).readonly(),
  })
  .readonly();
export type Verification = z.infer<typeof Verification>;

/** What later descriptions of a pull request go on telling. */
export const History = z
  .object({
    /** What showed what it is about, the oldest first. */
    proofs: z.array(Reproduction).readonly(),
    /** Why no test shows it; null where one does, or nobody said. */
    noProof: z.string().nullable(),
    /** What was done since it was opened, a line for each round. */
    rounds: z.array(z.string()).readonly(),
    /** In sentences: what rounds before the last left open, or for a reviewer to look at. */
    open: z.array(z.string()).readonly(),
    /** The description that it was opened with, where that tells of something else than an issue's work: of generated tests, say. */
    opened: z.string().nullable().default(null),
  })
  .readonly();
export type History = z.infer<typeof History>;

const work = {
  /** To the base, or to the head of the pull request that is revised. */
  changes: z.array(Change).readonly(),
  /** Of the pull request, and of the commit: one line. */
  title: z.string(),
  /** What was done and why, as Markdown by the model: every sentence was held against the change and the runs. */
  summary: z.string(),
  verification: Verification,
  /** In sentences: what the gates took out or would not let through. */
  refused: z.array(z.string()).readonly(),
  /** In sentences: what the issue asks for and this does not do. */
  notDone: z.array(z.string()).readonly(),
  /** In sentences: what a reviewer should look at. */
  lookAt: z.array(z.string()).readonly(),
  /** What else could be a pull request of its own, where the whole is too large for one; null where it is not. */
  split: z.string().nullable(),
  /** Null where it is done. */
  incomplete: Unfinished.nullable(),
  plan: z.array(PlanStep).readonly(),
  /** How many steps of the plan are done, from the first on. */
  planDone: z.int(),
  /** What was done last, a line each. */
  tail: z.array(z.string()).readonly(),
  spent: Spent,
};

/** What came of an issue. All of it can be kept as JSON. */
export const Implemented = z.discriminatedUnion('is', [
  /** Something is left open that the code does not answer; `because` names what in the code leaves it open. */
  z.object({ is: z.literal('question'), question: z.string(), because: z.string(), spent: Spent }).readonly(),
  z.object({ is: z.literal('declined'), because: Declined, spent: Spent }).readonly(),
  z.object({ is: z.literal('draft'), ...work }).readonly(),
  /** The work ended before anything was changed. */
  z.object({ is: z.literal('nothing'), ended: Unfinished, spent: Spent }).readonly(),
]);
export type Implemented = Readonly<z.infer<typeof Implemented>>;
export type Draft = Extract<Implemented, { is: 'draft' }>;

/** An answer to a review thread, by the id of its first comment. */
export const ThreadAnswer = z.object({ thread: z.int(), text: z.string() }).readonly();
export type ThreadAnswer = z.infer<typeof ThreadAnswer>;

/** What came of what was said about a pull request of ours. */
export const Revised = z.discriminatedUnion('is', [
  /** `changes` is empty where answers are all that was called for; title and summary describe the whole pull request anew. */
  z.object({ is: z.literal('revised'), answers: z.array(ThreadAnswer).readonly(), ...work }).readonly(),
  z.object({ is: z.literal('nothing'), ended: Unfinished, spent: Spent }).readonly(),
]);
export type Revised = Readonly<z.infer<typeof Revised>>;
