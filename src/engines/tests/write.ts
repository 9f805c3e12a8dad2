import { z } from 'zod';
import type { Aim } from '../../agent/aim.ts';
import type { Ending } from '../../agent/ending.ts';
import { pursue } from '../../agent/pursue.ts';
import { readingTools } from '../../agent/tools/read.ts';
import { searchingTools } from '../../agent/tools/search.ts';
import { noWorkplace } from '../../agent/workplace.ts';
import { readEditBlocks } from '../../core/edit-blocks.ts';
import { type BudgetReason, Failure } from '../../core/failure.ts';
import { sections } from '../../core/sections.ts';
import type { Reading } from '../../ports/model.ts';
import type { TestParts, TestRequest } from './parts.ts';
import { system } from './write-prompt.ts';

/** What a model wrote: a test with its edits still in the answer, nothing, or that its test is right as it was. */
export const Written = z.discriminatedUnion('is', [
  z
    .object({
      is: z.literal('test'),
      name: z.string(),
      checks: z.string(),
      expected: z.string(),
      answer: z.string(),
    })
    .readonly(),
  z.object({ is: z.literal('none') }).readonly(),
  z.object({ is: z.literal('stands') }).readonly(),
]);
export type Written = z.infer<typeof Written>;
export type WrittenTest = Extract<Written, { is: 'test' }>;

export type Writing =
  | Written
  /** A limit beside those of the conversation: nothing more can be asked. */
  | { readonly is: 'ended'; readonly limit: BudgetReason }
  /** Nothing usable came of it. */
  | { readonly is: 'lost' };

export interface WritingOrder {
  /** The conversation's name, of its own in the run. */
  readonly name: string;
  readonly place: number;
  readonly task: string;
  readonly limits: TestRequest['limits'];
}

/** Has one test written, or one mended, by a model that sees the files. Throws Failure as `pursue`, and where no model can be asked. */
export async function write({ name, place, task, limits }: WritingOrder, parts: TestParts): Promise<Writing> {
  const { models, steps, clock, transcript, head } = parts;
  const desk = { workspace: head, trust: 'author' } as const;
  const aim: Aim<Written> = {
    name,
    system,
    task,
    tools: [...readingTools(desk), ...searchingTools(desk)],
    value: Written,
    answer: readWritten,
    remedy: 'Write the test now, in the form you were given, or <none/>.',
    limits: { steps: limits.steps, tokens: limits.tokens, ms: mostMs },
    stops: [],
  };
  const { ending, handIn } = await pursue(aim, {
    model: models.strong,
    ...steps,
    ...transcript,
    clock,
    workplace: noWorkplace,
    mail: () => Promise.resolve([]),
    place,
  });
  steps.signal.throwIfAborted();
  return handIn ?? lostTo(ending);
}

/** Of the model's and the tools' own time. */
const mostMs = 900_000;

function lostTo(ending: Ending<Written>): Writing {
  if (ending.is === 'limit' && ending.which.is === 'refused')
    return { is: 'ended', limit: ending.which.reason };
  if (ending.is === 'model-failed' && ending.why.is === 'not-asked')
    throw new Failure({ kind: 'user', reason: ending.why.reason });
  return { is: 'lost' };
}

/** Reads a test with its edits, or what stands in its place. */
export function readWritten(text: string): Reading<Written> {
  const [section] = sections(text, 'test');
  if (section === undefined) {
    if (/<none\s*\/>/.test(text)) return { is: 'value', value: { is: 'none' } };
    if (/<stands\s*\/>/.test(text)) return { is: 'value', value: { is: 'stands' } };
    return { is: 'fault', fault: 'There is neither a <test> section nor <none/> in it.' };
  }
  const blocks = readEditBlocks(text);
  if (blocks.is === 'fault') return blocks;
  if (blocks.edits.length === 0)
    return {
      is: 'fault',
      fault: 'There is a <test> section, but no <edit> or <write> with the code of the test.',
    };
  const [name, checks, expected] = ['name', 'checks', 'expected'].map((key) => valueOf(section.text, key));
  if (name === undefined || checks === undefined)
    return { is: 'fault', fault: 'The <test> section needs a line "name: " and a line "checks: ".' };
  return { is: 'value', value: { is: 'test', name, checks, expected: expected ?? '', answer: text } };
}

function valueOf(text: string, key: string): string | undefined {
  return new RegExp(`^\\s*${key}:[ \\t]*(.+?)\\s*$`, 'm').exec(text)?.[1];
}
