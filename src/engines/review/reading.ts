import { z } from 'zod';
import { type BudgetReason, Failure } from '../../core/failure.ts';
import type { Part } from '../../core/part.ts';
import { pooled } from '../../core/pool.ts';
import { Answer, type Claim } from './answer.ts';
import type { PlannedReading } from './effort.ts';
import type { Prompt } from '../../ports/model.ts';
import { atOnce, type ReviewParts } from './parts.ts';
import type { Unit } from './units.ts';

/** A claim, and the unit that it was made about. */
export interface UnitClaim {
  readonly claim: Claim;
  readonly unit: Unit;
}

/** What all readings together gave. */
export interface Read {
  readonly claims: readonly UnitClaim[];
  /** Of the only reading, where there is one alone. */
  readonly summary: string | null;
  /** That answered first; null where none did. */
  readonly model: string | null;
  readonly lookedAt: readonly Unit[];
  /** Units without one answer that could be read, and what was wrong with it. */
  readonly unreadable: readonly { readonly unit: Unit; readonly fault: string }[];
  /** Units that nobody was asked about any more, and the limit that was reached. */
  readonly unpaid: { readonly units: readonly Unit[]; readonly limit: BudgetReason | null };
}

const Result = z.discriminatedUnion('is', [
  z.object({ is: z.literal('read'), answer: Answer, model: z.string() }).readonly(),
  z.object({ is: z.literal('unreadable'), fault: z.string() }).readonly(),
]);
type Result = z.infer<typeof Result>;

/**
 * Asks for all readings. A limit that is reached on the way ends the asking, and what has been answered counts; before the first
 * answer it is thrown, as is every other Failure.
 */
export async function readAll(
  readings: readonly PlannedReading[],
  promptOf: (reading: PlannedReading) => Prompt<Answer>,
  { models, steps }: Pick<ReviewParts, 'models' | 'steps'>,
): Promise<Read> {
  let done = 0;
  await steps.progress('reading', 0, readings.length);
  const worked = await pooled(readings, atOnce, async (reading, index) => {
    steps.signal.throwIfAborted();
    const prompt = promptOf(reading);
    const result = await steps.once(`read ${index + 1}`, prompt.messages, Result, () =>
      ask(() => models[reading.model].ask(prompt, steps.signal)),
    );
    done += 1;
    await steps.progress('reading', done, readings.length);
    return result;
  });
  const read = readings.flatMap(({ unit }, index) => {
    const each = worked[index];
    return each?.is === 'done' ? [{ unit, result: each.result }] : [];
  });
  const limit = limitOrThrow(worked, read.length > 0);
  return gathered(readings, read, limit);
}

/** An answer that stays unreadable costs its reading, not the others. */
async function ask(
  question: () => Promise<{ readonly value: Answer; readonly model: string }>,
): Promise<Result> {
  try {
    const { value, model } = await question();
    return { is: 'read', answer: value, model };
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'user' && error.why.reason.is === 'model-unreadable')
      return { is: 'unreadable', fault: error.why.reason.fault };
    throw error;
  }
}

/** The limit that ended work early; null where none did. What failed otherwise, or before anything was done, is thrown. */
export function limitOrThrow(
  worked: readonly { readonly is: string; readonly error?: unknown }[],
  mayEndEarly: boolean,
): BudgetReason | null {
  const limits = worked.flatMap((each) => {
    if (each.is !== 'failed') return [];
    const limit = limitIn(each.error);
    if (limit === undefined || !mayEndEarly) throw each.error;
    return [limit];
  });
  return limits[0] ?? null;
}

/** A question that is too large by itself says nothing about the next one. */
function limitIn(error: unknown): BudgetReason | undefined {
  const isBudget = error instanceof Failure && error.why.kind === 'budget';
  return isBudget && error.why.reason.is !== 'too-large' ? error.why.reason : undefined;
}

function gathered(
  readings: readonly PlannedReading[],
  read: readonly { readonly unit: Unit; readonly result: Result }[],
  limit: BudgetReason | null,
): Read {
  const answers = read.flatMap(({ unit, result }) => (result.is === 'read' ? [{ unit, ...result }] : []));
  const faults = read.flatMap(({ unit, result }) =>
    result.is === 'unreadable' ? [{ unit, ...result }] : [],
  );
  const [worst] = faults;
  if (answers.length === 0 && worst !== undefined) throw unreadableFailure(worst.fault);
  const lookedAt = [...new Set(answers.map(({ unit }) => unit))];
  const asked = new Set(read.map(({ unit }) => unit));
  return {
    claims: answers.flatMap(({ unit, answer }) => answer.claims.map((claim) => ({ claim, unit }))),
    summary: answers[0]?.answer.summary ?? null,
    model: answers[0]?.model ?? null,
    lookedAt,
    unreadable: faults.filter(({ unit }) => !lookedAt.includes(unit)),
    unpaid: {
      units: [...new Set(readings.map(({ unit }) => unit))].filter((unit) => !asked.has(unit)),
      limit,
    },
  };
}

function unreadableFailure(fault: string): Failure {
  return new Failure({ kind: 'user', reason: { is: 'model-unreadable', prompt: 'review', tries: 3, fault } });
}

/** Paths that a unit shows. */
export function pathsOf(part: Part): readonly string[] {
  return [...new Set(part.map(({ file }) => file.path))];
}
