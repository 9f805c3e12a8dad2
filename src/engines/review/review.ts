import { z } from 'zod';
import { anchorByQuote } from '../../core/anchor.ts';
import type { Diff, FileDiff } from '../../core/diff.ts';
import { type BudgetReason, Failure } from '../../core/failure.ts';
import type { Finding } from '../../core/finding.ts';
import { place, type Review } from '../../core/review.ts';
import { type Part, render } from '../../core/part.ts';
import { split } from '../../core/split.ts';
import type { Model, Prompt } from '../../ports/model.ts';
import { type Claim, ReviewAnswer } from './answer.ts';
import { type Intent, reviewPrompt } from './prompt.ts';

/** What a review is made from; the same for GitHub's pull requests and for a range of a local repository. */
export interface ReviewInput {
  readonly headSha: string;
  readonly diff: Diff;
  readonly intent: Intent;
  readonly ignored: (path: string) => boolean;
  /** At most so many prompts; what does not fit is named as not looked at. */
  readonly maxPrompts: number;
}

/** What the review needs around it: a model, steps that are kept, and somebody to tell how far it is. */
export interface ReviewTools {
  readonly model: Model;
  readonly signal: AbortSignal;
  readonly once: <T>(
    name: string,
    inputs: unknown,
    schema: z.ZodType<T>,
    work: () => Promise<T>,
  ) => Promise<T>;
  readonly progress: (done: number, of: number) => Promise<void>;
}

const PartReview = z.discriminatedUnion('is', [
  z.object({ is: z.literal('read'), answer: ReviewAnswer, model: z.string() }).readonly(),
  z.object({ is: z.literal('unreadable'), fault: z.string() }).readonly(),
]);
type PartReview = z.infer<typeof PartReview>;

/** Answer and instructions leave this much of the model's window to the diff. */
const answerTokens = 8_000;

/** A plan of the questions to ask, and what cannot be asked about: no model is needed to know it but its window. */
export function reviewPrompts(input: ReviewInput, model: Pick<Model, 'window' | 'count'>): ReviewPlan {
  const bare = reviewPrompt(input.intent, { text: '', note: '' });
  const overhead = bare.messages.reduce((sum, message) => sum + model.count(message.content), answerTokens);
  const { parts, left } = split(input.diff, {
    limit: model.window,
    overhead,
    maxParts: input.maxPrompts,
    count: (text) => model.count(text),
    ignored: (path) => (input.ignored(path) ? 'the configuration leaves it out' : undefined),
  });
  const prompts = parts.map((part, index) => ({
    part,
    prompt: reviewPrompt(input.intent, { text: render(part), note: noteOf(index, parts.length) }),
  }));
  return { prompts, left };
}

export interface ReviewPlan {
  readonly prompts: readonly { readonly part: Part; readonly prompt: Prompt<ReviewAnswer> }[];
  readonly left: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Reviews a change: asks the model about each part of the diff, anchors each claim by the code it quotes, and gives each finding
 * its place. Throws Failure `user` when there is nothing to look at or when no answer at all could be read.
 */
export async function review(input: ReviewInput, tools: ReviewTools): Promise<Reviewed> {
  const plan = reviewPrompts(input, tools.model);
  const { answers, unpaid } = await askAll(plan, tools);
  const read = answers.flatMap(({ result }) => (result.is === 'read' ? [result] : []));
  const unreadable = answers.flatMap(({ part, result }) =>
    result.is === 'unreadable' ? [{ part, result }] : [],
  );
  const [worst] = unreadable;
  if (read.length === 0 && worst !== undefined) throw unreadableFailure(worst.result.fault);
  const findings = read.flatMap(({ answer }) => answer.claims.map((claim) => findingOf(claim, input.diff)));
  return {
    headSha: input.headSha,
    model: read[0]?.model ?? tools.model.name,
    summary: read.map(({ answer }) => answer.summary).join('\n\n'),
    ...place(findings, input.diff),
    lookedAt: lookedAt(answers),
    notLookedAt: [
      ...plan.left,
      ...unreadable.flatMap(({ part }) => pathsOf(part).map((path) => ({ path, reason: unread }))),
      ...unpaid.parts.flatMap((part) =>
        pathsOf(part).map((path) => ({ path, reason: usedUp(unpaid.limit) })),
      ),
    ],
    limit: unpaid.limit,
  };
}

/** A review without what the app itself has to say, and the limit that ended it early; null where all was asked. */
export interface Reviewed extends Omit<Review, 'notes'> {
  readonly limit: BudgetReason | null;
}

const unread = "the model's answer about it could not be read";

function usedUp(limit: BudgetReason | null): string {
  return limit?.is === 'job-limit' ? 'the budget of this request was used up' : 'the budget was used up';
}

interface Asked {
  readonly answers: readonly { readonly part: Part; readonly result: PartReview }[];
  /** What was not asked about any more, since a limit was reached. */
  readonly unpaid: { readonly parts: readonly Part[]; readonly limit: BudgetReason | null };
}

/** A limit that is reached ends the asking; what has been answered until then counts. Before the first answer it is thrown. */
async function askAll({ prompts }: ReviewPlan, tools: ReviewTools): Promise<Asked> {
  const answers = [];
  for (const [index, { part, prompt }] of prompts.entries()) {
    await tools.progress(index, prompts.length);
    tools.signal.throwIfAborted();
    try {
      const result = await tools.once(`review ${index + 1}`, prompt.messages, PartReview, () =>
        askOne(prompt, tools),
      );
      answers.push({ part, result });
    } catch (error) {
      const limit = limitIn(error);
      if (limit === undefined || answers.length === 0) throw error;
      return { answers, unpaid: { parts: prompts.slice(index).map(({ part: rest }) => rest), limit } };
    }
  }
  return { answers, unpaid: { parts: [], limit: null } };
}

function limitIn(error: unknown): BudgetReason | undefined {
  const isBudget = error instanceof Failure && error.why.kind === 'budget';
  return isBudget && error.why.reason.is !== 'too-large' ? error.why.reason : undefined;
}

/** An answer that stays unreadable costs its part of the review, not the others. */
async function askOne(prompt: Prompt<ReviewAnswer>, tools: ReviewTools): Promise<PartReview> {
  try {
    const answer = await tools.model.ask(prompt, tools.signal);
    return { is: 'read', answer: answer.value, model: answer.model };
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'user' && error.why.reason.is === 'model-unreadable') {
      return { is: 'unreadable', fault: error.why.reason.fault };
    }
    throw error;
  }
}

function findingOf(claim: Claim, diff: Diff): Finding {
  const anchor = anchorByQuote(diff, claim) ?? null;
  return { ...claim, path: anchor?.path ?? claim.path, anchor, evidence: null };
}

function lookedAt(answers: readonly { part: Part; result: PartReview }[]): readonly string[] {
  const paths = answers.flatMap(({ part, result }) => (result.is === 'read' ? pathsOf(part) : []));
  return [...new Set(paths)];
}

function pathsOf(part: Part): readonly string[] {
  return [...new Set(part.map(({ file }) => file.path))];
}

function unreadableFailure(fault: string): Failure {
  return new Failure({ kind: 'user', reason: { is: 'model-unreadable', prompt: 'review', tries: 3, fault } });
}

function noteOf(index: number, count: number): string {
  return count === 1
    ? ''
    : `This is part ${index + 1} of ${count} of the change; the other parts are reviewed apart.`;
}

/** Whether the diff holds any text to review at all. */
export function isReviewable(diff: readonly FileDiff[]): boolean {
  return diff.some((file) => file.content.kind === 'text' && file.content.hunks.length > 0);
}
