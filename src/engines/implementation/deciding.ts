import { z } from 'zod';
import type { Piece } from '../../agent/observation.ts';
import { type Tool, tool } from '../../agent/tool.ts';
import { counted, repositoryText } from '../../agent/tools/pieces.ts';
import type { Declined } from '../../core/implemented.ts';
import { commandText } from '../../project/command-line.ts';
import type { Project } from '../../project/project.ts';
import type { Handed } from './handed.ts';
import { desk } from './desk.ts';
import { type Before, beforeIn, tell, type Work } from './work.ts';

/** Tools that decide how it goes on: `plan` begins the work, `ask` and `decline` end it before anything was changed. */
export function decidingTools(work: Work): readonly Tool<Handed>[] {
  return [planTool(work), askTool(work), declineTool(work)];
}

const Step = z.object({
  text: z.string().min(1).max(200).describe('What is done, in a few words.'),
  verify: z.string().min(1).max(300).describe('How it will be seen that it is done and right.'),
});

/** The first call prepares the project and tells how it stands; others only bring the checklist up to date. */
export function planTool(work: Work): Tool<never> {
  return tool({
    name: 'plan',
    description:
      'Decides to go on: names what kind of work it is and the steps. The project is then installed and its tests are run as they are. Call it again to change the checklist or to mark steps as done.',
    changes: true,
    input: z.object({
      kind: z.enum(['bug', 'feature', 'other']).describe('other: documents, settings, or code moved about.'),
      steps: z.array(Step).min(1).max(15),
      done: z.int().min(0).default(0).describe('How many of the steps are done, from the first on.'),
    }),
    run: async ({ kind, steps, done }) => {
      const { notes } = work;
      const isFirst = notes.kind === null;
      Object.assign(notes, { kind, plan: steps, planDone: Math.min(done, steps.length) });
      if (!isFirst) {
        await tell(work, 'implementing');
        return { is: 'seen', pieces: ['The checklist is up to date.'] };
      }
      await tell(work, 'setting up');
      const pieces = await standing(work);
      await tell(work, 'implementing');
      return { is: 'seen', pieces };
    },
  });
}

/** What can be run, and what came of it before anything was changed. */
async function standing(work: Work): Promise<readonly Piece[]> {
  const opened = await work.workshop();
  if (opened.is === 'closed')
    return [
      `${opened.because} You can read and edit, and nothing you do is verified by running it: say so in what you hand in.`,
    ];
  const { workshop } = opened;
  const { projects, notes } = workshop;
  const main = projects.find(({ runners }) => runners.length > 0) ?? projects[0];
  const before = main && (await beforeIn(main, main.runners[0], workshop, work));
  return [
    'The project is ready. Commands run without a network.',
    ...notes,
    repositoryText(
      desk(work),
      'commands of the project',
      projects.slice(0, mostShown).map(commandsOf).join('\n'),
    ),
    ...(before === undefined ? [] : beforePieces(before, work)),
  ];
}

const mostShown = 8;

function commandsOf({ folder, runners, build, lint, types }: Project): string {
  const commands = [
    ...runners.slice(0, 1).map(({ words }) => `test: ${commandText(words)}`),
    ...Object.entries({ build, lint, types }).flatMap(([name, command]) =>
      command === null ? [] : [`${name}: ${commandText(command.argv)}`],
    ),
  ];
  const where = folder === '' ? 'root' : folder;
  return `${where}: ${commands.length === 0 ? 'none' : commands.join('; ')}`;
}

const mostFailing = 30;

function beforePieces({ suite, checks }: Before, work: Work): readonly Piece[] {
  const said = checks.map(
    ({ command, messages, because }) =>
      `Before any change, \`${command}\` ${because === null ? `says ${counted(messages.length, 'thing')}` : `came to nothing: ${because.replace(/\.$/, '')}`}.`,
  );
  if (suite === null) return ['No test runner is set up here.', ...said];
  const { passed, failed, because } = suite.run;
  const built = suite.build === null ? '' : ` after \`${commandText(suite.build.command.argv)}\``;
  const problem = because === null ? '' : ` ${because}`;
  return [
    `Before any change: ${counted(passed, 'test')} passed, ${failed.length} failed${built}.${problem}`,
    ...(failed.length === 0
      ? []
      : [repositoryText(desk(work), 'tests that fail already', failed.slice(0, mostFailing).join('\n'))]),
    ...said,
  ];
}

const tooLate = {
  is: 'failed',
  pieces: [
    'You have begun to work already: it is too late for that. Finish what can be done, and say in "not_done" what is left open.',
  ],
} as const;

function askTool({ notes }: Work): Tool<Handed> {
  return tool({
    name: 'ask',
    description:
      'Asks the people of the issue one question and ends the work until they answer. Only where the issue leaves a decision open that neither the code nor its documents answer, and where choosing wrongly would make the work useless.',
    changes: true,
    input: z.object({
      question: z.string().min(1).max(600).describe('One question, with the choices that you see.'),
      because: z
        .string()
        .min(1)
        .max(600)
        .describe('What in the code leaves it open: name files and functions that you have read.'),
    }),
    run: async ({ question, because }) =>
      notes.kind === null
        ? { is: 'done', pieces: ['It is asked.'], value: { is: 'question', question, because } }
        : tooLate,
  });
}

const reasons = [
  'unrelated-things',
  'too-large',
  'asks-for-secrets',
  'changes-own-limits',
  'already-done',
  'not-possible',
] as const;

function declineTool({ notes }: Work): Tool<Handed> {
  return tool({
    name: 'decline',
    description:
      'Ends the work because it cannot or should not be done. unrelated-things: the issue asks for several things that have nothing to do with each other (name each in "parts"). too-large: it is one thing that takes several pull requests (name them in "parts"). asks-for-secrets: it wants passwords, keys or the environment told. changes-own-limits: it wants a change to what you yourself are allowed to do. already-done: the code does it (say where). not-possible: no change to these files would do it.',
    changes: true,
    input: z.object({
      reason: z.enum(reasons),
      why: z.string().max(600).default('').describe('In one or two sentences.'),
      parts: z.array(z.string().max(300)).max(10).default([]),
    }),
    run: async ({ reason, why, parts }) => {
      if (notes.kind !== null) return tooLate;
      const because = declinedFor(reason, why, parts);
      if (because === undefined)
        return { is: 'failed', pieces: ['Not done: this reason needs "parts", at least two of them.'] };
      return { is: 'done', pieces: ['It is declined.'], value: { is: 'declined', because } };
    },
  });
}

function declinedFor(
  reason: (typeof reasons)[number],
  why: string,
  parts: readonly string[],
): Declined | undefined {
  switch (reason) {
    case 'unrelated-things':
      return parts.length < 2 ? undefined : { is: reason, things: parts };
    case 'too-large':
      return parts.length < 2 ? undefined : { is: reason, parts };
    case 'asks-for-secrets':
    case 'changes-own-limits':
      return { is: reason, what: why };
    case 'already-done':
      return { is: reason, where: why };
    case 'not-possible':
      return { is: reason, why };
  }
}
