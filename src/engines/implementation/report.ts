import { callLine } from '../../agent/prompt.ts';
import type { Ending, Pursued } from '../../agent/ending.ts';
import { resultsOf } from '../../agent/step.ts';
import { codeSpan } from '../../core/fence.ts';
import type { Draft, Spent, Unfinished } from '../../core/implemented.ts';
import { borneOut } from './claims.ts';
import type { Fault } from './fault.ts';
import { type Gated, gates } from './gates.ts';
import type { Handed, Submitted } from './handed.ts';
import type { Work } from './work.ts';

/** What a draft and a revision have in common. */
export type Report = Omit<Draft, 'is'>;

/** What is told where the work ended before it was described. */
export interface Stead {
  readonly title: string;
  readonly summary: string;
}

/** The files as they are, checked once more where they have not been, and what is said of them held against them. */
export async function reportOf(pursued: Pursued<Handed>, stead: Stead, work: Work): Promise<Report> {
  const { parts, notes } = work;
  const first = await gates(work);
  const refused = await undone(first.faults, work);
  const { faults, verification } = refused.length === 0 ? first : await gates(work);
  const grave = faults.filter(({ weight }) => weight === 'refuse').map(({ text }) => text);
  const told = submittedIn(pursued) ?? { ...stead, notDone: [], lookAt: [], split: null };
  const gated: Gated = { faults, verification: { ...verification, faults: grave } };
  const claims = await borneOut(told.summary, gated.verification, work);
  const ended = unfinished(pursued.ending) ?? (grave.length > 0 ? ({ is: 'not-mended' } as const) : null);
  return {
    changes: parts.workspace.changes(),
    title: told.title,
    summary: claims.text === '' ? stead.summary : claims.text,
    verification: gated.verification,
    refused: [...refused, ...claims.refused],
    notDone: told.notDone,
    lookAt: [...told.lookAt, ...faults.filter(({ weight }) => weight !== 'refuse').map(({ text }) => text)],
    split: told.split,
    incomplete: ended,
    plan: notes.plan,
    planDone: ended === null ? notes.plan.length : notes.planDone,
    tail: tailOf(pursued),
    spent: spentOn(pursued, work),
  };
}

function submittedIn({ handIn }: Pursued<Handed>): Submitted | undefined {
  return handIn?.is === 'submitted' ? handIn : undefined;
}

/** Puts files back that must not go out like this; says so, a sentence each. */
async function undone(faults: readonly Fault[], { parts: { workspace } }: Work): Promise<readonly string[]> {
  const due = faults.filter(({ weight, undo }) => weight === 'refuse' && undo !== null);
  const said: string[] = [];
  for (const path of new Set(due.flatMap(({ undo }) => undo ?? []))) {
    const change = workspace.changes().find((each) => each.path === path);
    if (change === undefined) continue;
    await workspace.read(path);
    const { before } = change;
    const result = await workspace.edit([
      before === null ? { kind: 'delete', path } : { kind: 'write', path, text: before },
    ]);
    if (result.is !== 'edited') continue;
    const why = due.filter(({ undo }) => undo === path).map(({ text }) => text.replace(remedy, ''));
    said.push(`What was changed in ${codeSpan(path)} was taken out again. ${why.join(' ')}`);
  }
  return said;
}

/** What a sentence about a fault has whoever made it do. */
const remedy = / (?:Undo|Delete|Put|Take|Do without)\b[^.]*\.$/;

/** Why the work is not whole; undefined where it came to its own end. */
export function unfinished(ending: Ending<Handed>): Unfinished | undefined {
  switch (ending.is) {
    case 'done':
      return undefined;
    case 'stuck':
      return { is: 'stuck' };
    case 'cancelled':
      return { is: 'cancelled', by: ending.by };
    case 'limit': {
      const { which } = ending;
      if (which.is === 'refused') return { is: 'budget', reason: which.reason };
      return { is: 'limit', which: which.is, most: which.limit };
    }
    case 'model-failed': {
      const { why } = ending;
      if (why.is === 'not-asked') return { is: 'model', reason: why.reason };
      return {
        is: 'model',
        reason: { is: 'model-unreadable', prompt: 'implement', tries: 3, fault: why.fault },
      };
    }
  }
}

const tailLength = 12;

function tailOf({ steps }: Pursued<Handed>): readonly string[] {
  const calls = steps.flatMap(resultsOf).slice(-tailLength);
  return calls.map(({ call, how }) => `${callLine(call)} (${how})`);
}

/** Of the conversation, and of what was asked beside it. */
export function spentOn({ steps, usage, ms }: Pursued<Handed>, { notes }: Work): Spent {
  const { tokensIn, tokensCached, tokensOut, usd } = notes.beside;
  return {
    steps: steps.length,
    tokensIn: usage.tokensIn + tokensIn,
    tokensCached: usage.tokensCached + tokensCached,
    tokensOut: usage.tokensOut + tokensOut,
    usd: usage.usd === null || usd === null ? null : usage.usd + usd,
    ms,
  };
}
