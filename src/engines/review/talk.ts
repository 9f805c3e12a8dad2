import type { Aim } from '../../agent/aim.ts';
import type { Ending } from '../../agent/ending.ts';
import { pursue } from '../../agent/pursue.ts';
import type { Step } from '../../agent/step.ts';
import { readingTools } from '../../agent/tools/read.ts';
import { searchingTools } from '../../agent/tools/search.ts';
import { noWorkplace } from '../../agent/workplace.ts';
import type { Diff } from '../../core/diff.ts';
import { Failure } from '../../core/failure.ts';
import { canonicalCode } from '../../core/quoted-code.ts';
import { checkLimits } from './effort.ts';
import type { ReviewParts } from './parts.ts';
import { readTalk, Talk, type TalkReply } from './talk-answer.ts';
import { letterOf, type Remark, system, taskFor, type Topic } from './talk-prompt.ts';
import { codeAround } from './talk-code.ts';
import type { Proof } from './verdict.ts';
import { standingProofs } from './verify.ts';

/** What an answer needs around it. */
export interface TalkParts extends Omit<ReviewParts, 'lab'> {
  readonly diff: Diff;
  /** The whole thread as it stands now, without the comment that began it. */
  readonly listen: () => Promise<readonly Remark[]>;
}

/** What is to be said in a thread; `proofs` stand in the code. */
export type Talked =
  | { readonly is: 'silent' }
  | (TalkReply & { readonly is: 'reply'; readonly remarks: readonly Remark[] })
  /** Nobody knows: a limit of the conversation was reached, or no answer held. */
  | { readonly is: 'open' };

/** How often an answer is thought over, because somebody spoke meanwhile or because it did not hold. */
const mostRounds = 5;
const mostObjections = 2;

/**
 * Has a model that sees the code answer what people said in a thread of ours, and looks whether the answer holds: its quotes have to
 * stand in the code, a decision has to be a maintainer's, and nothing is said twice. Whatever is said meanwhile is heard before there is
 * an answer. Throws Failure as `pursue`, and where the model cannot be had.
 */
export async function talk(topic: Topic, parts: TalkParts): Promise<Talked> {
  const code = await codeAround(topic, parts);
  const objections: string[] = [];
  for (let round = 1; round <= mostRounds; round += 1) {
    const remarks = await parts.listen();
    const { ending, handIn, steps } = await ask({ topic, code, remarks, objections, round }, parts);
    if (handIn === null) return unanswered(ending);
    const now = await parts.listen();
    if (now.some((remark) => !isHeard(remark, remarks, steps))) continue;
    if (handIn.is === 'silent') return handIn;
    const proofs = await standingProofs(handIn.proofs, parts.diff, parts.workspace);
    const objection = objectionTo(handIn, { proofs, remarks: now });
    if (objection === undefined) return { ...handIn, remarks: now };
    objections.push(objection);
    if (objections.length > mostObjections) break;
  }
  return { is: 'open' };
}

interface Asking {
  readonly topic: Topic;
  readonly code: string;
  readonly remarks: readonly Remark[];
  readonly objections: readonly string[];
  readonly round: number;
}

function ask(asking: Asking, parts: TalkParts) {
  const { models, steps, clock, transcript, listen } = parts;
  const last = Math.max(0, ...asking.remarks.map(({ id }) => id));
  return pursue(aimOf(asking, parts), {
    model: models.strong,
    ...steps,
    ...transcript,
    clock,
    workplace: noWorkplace,
    mail: async (after) => (await listen()).filter(({ id }) => id > Math.max(last, after)).map(letterOf),
    place: asking.round,
  });
}

function aimOf({ round, ...asked }: Asking, { workspace }: TalkParts): Aim<Talk> {
  const desk = workspace && ({ workspace, trust: 'author' } as const);
  return {
    name: `answer ${round}`,
    system,
    task: taskFor(asked),
    tools: desk === null ? [] : [...readingTools(desk), ...searchingTools(desk)],
    value: Talk,
    answer: readTalk,
    remedy: 'Write the answer now, in the form you were given, with what you know.',
    limits: checkLimits.standard,
    stops: [],
  };
}

/** Comments of ours need not be heard. */
function isHeard({ id, by }: Remark, shown: readonly Remark[], steps: readonly Step[]): boolean {
  return (
    by.is === 'us' ||
    shown.some((remark) => remark.id === id) ||
    steps.some(({ heard }) => heard.some((one) => one.is === 'mail' && one.id === id))
  );
}

/** Why an answer is not taken, for whoever gave it. */
function objectionTo(
  { stand, text, proofs }: TalkReply,
  found: { readonly proofs: readonly Proof[]; readonly remarks: readonly Remark[] },
): string | undefined {
  if (found.proofs.length < proofs.length) {
    const missing = proofs.filter((proof) => !found.proofs.includes(proof));
    return `This code does not stand in the files as you quoted it:\n${missing.map(({ path, quote }) => `${path}:\n${quote}`).join('\n\n')}`;
  }
  if (stand === 'settled' && !found.remarks.some(({ by }) => by.is === 'maintainer'))
    return 'You wrote "settled", but nobody with write permission has decided anything. Look at the code: keep, or withdraw with a proof.';
  const said = found.remarks.filter(({ by }) => by.is === 'us');
  return said.some((remark) => repeats(text, remark.text))
    ? 'You have said this in this thread already. Be silent, or say what has not been said.'
    : undefined;
}

function repeats(text: string, earlier: string): boolean {
  return canonicalCode(earlier).toLowerCase().includes(canonicalCode(text).toLowerCase());
}

/** A limit from outside is told like any other; what the conversation ran into by itself leaves the question open. */
function unanswered(ending: Ending<Talk>): Talked {
  if (ending.is === 'limit' && ending.which.is === 'refused')
    throw new Failure({ kind: 'budget', reason: ending.which.reason });
  if (ending.is === 'model-failed' && ending.why.is === 'not-asked')
    throw new Failure({ kind: 'user', reason: ending.why.reason });
  if (ending.is === 'cancelled') throw new Failure({ kind: 'cancelled', by: ending.by });
  return { is: 'open' };
}
