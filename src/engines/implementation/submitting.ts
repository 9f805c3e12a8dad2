import { z } from 'zod';
import { type Observation, type Tool, tool } from '../../agent/tool.ts';
import { repositoryText } from '../../agent/tools/pieces.ts';
import { tooLarge } from '../../checks/change-size.ts';
import { changeFaultSentence } from '../../checks/change-sentence.ts';
import { changeDiff, diffText } from '../../core/change-diff.ts';
import { desk } from './desk.ts';
import type { Fault } from './fault.ts';
import { doubt, type Gated, gates } from './gates.ts';
import type { Handed, Submitted } from './handed.ts';
import { ownReview } from './own-review.ts';
import { ownChanges, tell, type Work } from './work.ts';

/** How often the work is given back for what was found in it. */
const mostRounds = 3;

const Sentence = z.string().min(1).max(400);

const Submission = z.object({
  title: z
    .string()
    .min(1)
    .max(72)
    .regex(/^[^\r\n]*$/)
    .describe('Of the pull request and its commit: in the imperative, as the history of the project has it.'),
  summary: z
    .string()
    .min(1)
    .max(4_000)
    .describe('What the change does and why, for a reviewer: plain Markdown, nothing that was not done.'),
  not_done: z
    .array(Sentence)
    .max(20)
    .default([])
    .describe('What the issue asks for and this does not do, and what you have left open.'),
  look_at: z
    .array(Sentence)
    .max(20)
    .default([])
    .describe(
      'Where a reviewer should look closely: decisions, risks, and why anything is right that was remarked on.',
    ),
  split: z
    .string()
    .max(2_000)
    .optional()
    .describe('Where the change is very large: which pull requests it could be parted into.'),
});

const Answers = z
  .array(z.object({ thread: z.int(), text: z.string().min(1).max(2_000) }))
  .max(100)
  .default([])
  .describe('An answer for each thread: what was done, or why nothing was.');

/** Hands the work in. The first time it shows the change, to be held against what was asked for; what is found wrong is given back. */
export function submitTool(work: Work, threads: readonly number[] | null): Tool<Handed> {
  const description =
    'Hands the work in. It is checked: the tests, the linter and the type check are run, and the change is held against rules. You are shown what was found and the whole change; mend what is wrong, and submit again.';
  if (threads === null)
    return tool({
      name: 'submit',
      description,
      changes: true,
      input: Submission,
      run: (input) => submitted({ ...input, answers: [] }, work),
    });
  return tool({
    name: 'submit',
    description,
    changes: true,
    input: Submission.extend({ answers: Answers }),
    run: async (input) => {
      const missing = threads.filter((id) => !input.answers.some(({ thread }) => thread === id));
      if (missing.length > 0)
        return failed(`Not done: there is no answer for the threads ${missing.join(', ')}.`);
      if (threads.length === 0 && work.parts.workspace.changes().length === 0) return leftAlone(input);
      return submitted(input, work);
    },
  });
}

/** Nothing has to be changed for what people did not ask for; whoever leaves it alone says why. */
function leftAlone(input: Input): Observation<Handed> {
  if (input.not_done.length + input.look_at.length === 0)
    return failed('Not done: nothing is changed. Where nothing should be, say why in "look_at".');
  return { is: 'done', pieces: ['It is handed in.'], value: handed(input) };
}

type Input = z.infer<typeof Submission> & { readonly answers: z.infer<typeof Answers> };

async function submitted(input: Input, work: Work): Promise<Observation<Handed>> {
  const { notes, parts } = work;
  const value = handed(input);
  if (parts.workspace.changes().length === 0) return withoutChange(value);
  if (notes.kind === null) return failed('Not done: decide first, with plan.');
  await tell(work, 'verifying');
  const gated = await gates(work);
  const { faults, verification } = gated;
  doubt(work, gated);
  const open = openFaults([...faults, ...sizeFaults(input, work)], work);
  notes.submits += 1;
  const isFirst = notes.submits === 1;
  if (open.length > 0 && notes.rounds < mostRounds) {
    notes.rounds += 1;
    notes.told = [
      ...notes.told,
      ...open.filter(({ weight }) => weight === 'justify').map(({ text }) => text),
    ];
    return { is: 'handed-in', pieces: givenBack(open, isFirst, work), value };
  }
  if (isFirst) return { is: 'handed-in', pieces: shownFirst(verification, work), value };
  return (await reviewed(value, work)) ?? { is: 'done', pieces: ['It is handed in.'], value };
}

function handed({ title, summary, not_done, look_at, split, answers }: Input): Submitted {
  return {
    is: 'submitted',
    title: title.trim(),
    summary: summary.trim(),
    notDone: not_done,
    lookAt: look_at,
    split: split ?? null,
    answers,
  };
}

/** Where something is only to be answered, answers are all there is. */
function withoutChange(value: Submitted): Observation<Handed> {
  if (value.answers.length > 0) return { is: 'done', pieces: ['It is handed in.'], value };
  return failed('Not done: nothing is changed yet.');
}

function sizeFaults({ split }: Input, work: Work): readonly Fault[] {
  const fault = split === undefined ? tooLarge(ownChanges(work)) : undefined;
  return fault === undefined
    ? []
    : [{ text: `${changeFaultSentence(fault)} Say in "split" how.`, weight: 'justify', undo: null }];
}

/** What is to be mended, and what the model has not heard of yet. */
function openFaults(faults: readonly Fault[], { notes }: Work): readonly Fault[] {
  return faults.filter(
    ({ weight, text }) => weight === 'refuse' || (weight === 'justify' && !notes.told.includes(text)),
  );
}

function givenBack(open: readonly Fault[], isFirst: boolean, work: Work): Observation<Handed>['pieces'] {
  const refused = open.filter(({ weight }) => weight === 'refuse').map(({ text }) => text);
  const justified = open.filter(({ weight }) => weight === 'justify').map(({ text }) => text);
  return [
    ...section('It is not taken like this. Mend:', refused, work),
    ...section('Mend these, too, or say in "look_at" why they are right:', justified, work),
    ...(isFirst ? changePieces(work) : []),
    'Then submit again.',
  ];
}

/** What was found quotes the repository and what its code printed. */
function section(head: string, sentences: readonly string[], work: Work): Observation<Handed>['pieces'] {
  if (sentences.length === 0) return [];
  return [
    head,
    repositoryText(desk(work), 'what was found', sentences.map((each) => `- ${each}`).join('\n')),
  ];
}

function shownFirst({ notRun }: Gated['verification'], work: Work): Observation<Handed>['pieces'] {
  const found = notRun === null ? 'The checks found nothing.' : `${notRun} The other checks found nothing.`;
  return [
    found,
    ...changePieces(work),
    'Before it is taken: go through the issue point by point, and hold the change against each. Does it do all of it, and nothing else? Is every case that the issue names tested, and those beside it that could break? Is anything left in that was only for trying? Then mend what is not right, and submit again.',
  ];
}

const mostShown = 30_000;

function changePieces(work: Work): Observation<Handed>['pieces'] {
  const text = diffText(changeDiff(ownChanges(work)));
  return ['This is the whole change:', repositoryText(desk(work), 'the change', text.slice(0, mostShown))];
}

/** The change as a reviewer sees it, once; undefined where nothing was found. */
async function reviewed(value: Submitted, work: Work): Promise<Observation<Handed> | undefined> {
  const { notes } = work;
  if (notes.isReviewed || notes.rounds >= mostRounds) return undefined;
  notes.isReviewed = true;
  await tell(work, 'reviewing');
  const found = await ownReview(value, work);
  if (found.length === 0) return undefined;
  notes.rounds += 1;
  const pieces = section(
    'A review of the change has found this, and shown that it is so. Mend it:',
    found,
    work,
  );
  return { is: 'handed-in', pieces: [...pieces, 'Then submit again.'], value };
}

function failed(text: string): Observation<never> {
  return { is: 'failed', pieces: [text] };
}
