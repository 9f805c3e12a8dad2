import { z } from 'zod';
import { answerTo } from '../../core/answer-to.ts';
import { parseDiff } from '../../core/diff.ts';
import type { Effect, Reply } from '../../core/effect.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Subject } from '../../core/subject.ts';
import { notFixed, whichOne } from '../../text/fix.ts';
import type { Command, Task } from '../command.ts';
import { fixEffects, summaryOf } from './effects.ts';
import { type OpenFinding, openFindings } from './open-findings.ts';
import { planFixes } from './plan.ts';
import { chosen, type Wish, wishIn } from './wish.ts';

export const fix: Command<Wish> = {
  head: {
    name: 'fix',
    summary:
      'Commits the suggestion of an open finding, or a small fix that is written for it, to the branch of the pull request. ' +
      'In its thread the finding need not be named; elsewhere a number or words of its title do. ' +
      'By itself it takes all that bring a suggestion.',
    usage: '/fix [finding | all]',
    subjects: ['thread', 'pull'],
    lane: 'long',
    args: z.array(z.string()).readonly().transform(wishIn),
    on: [{ on: 'commented', needs: 'write', again: true, waits: false }],
    endsOn: ['pull-closed'],
    shows: 'answer',
  },
  wants: ({ pull }) => ({ is: pull === undefined ? 'silent' : 'yes' }),
  run,
};

/** What an attempt came to on one head. */
interface Attempt {
  readonly headSha: string;
  readonly effects: readonly Effect[];
}

/** A head that moved while the fixes were prepared is worked on once more; one that goes on moving is left alone. */
async function run(task: Task<Wish>): Promise<Reply> {
  for (let attempts = 0; attempts < 2; attempts += 1) {
    const { headSha, effects } = await attempt(task);
    const { head } = await task.forge.pull(pullOf(task.subject).number);
    if (head.sha === headSha) return { effects, next: { kind: 'done', note: '' } };
  }
  return { effects: [answerTo(task.subject, notFixed.moving)], next: { kind: 'done', note: '' } };
}

async function attempt(task: Task<Wish>): Promise<Attempt> {
  const pull = await task.forge.pull(pullOf(task.subject).number);
  return { headSha: pull.head.sha, effects: await effectsFor(pull, task) };
}

async function effectsFor(pull: PullRequest, task: Task<Wish>): Promise<readonly Effect[]> {
  if (pull.state !== 'open') return [answerTo(task.subject, notFixed.closed)];
  if (pull.isFork) return [answerTo(task.subject, notFixed.fork)];
  const open = openFindings(await task.forge.threads(pull.ref.number));
  if (open.length === 0) return [answerTo(task.subject, notFixed.nothing)];
  const choice = chosen(task.args, open, threadOf(task.subject));
  switch (choice.is) {
    case 'unclear':
      return [answerTo(task.subject, whichOne(choice.among))];
    case 'no-thread-of-ours':
      return [answerTo(task.subject, notFixed.noThread)];
    case 'chosen':
      return fixed(choice.findings, pull, task);
  }
}

async function fixed(
  findings: readonly OpenFinding[],
  pull: PullRequest,
  task: Task<Wish>,
): Promise<readonly Effect[]> {
  const diff = parseDiff(await task.forge.diff(pull.base.sha, pull.head.sha, task.signal));
  await using workspace = await task.forge.workspace(pull.head.sha, task.signal);
  const plan = await planFixes(findings, { task, diff, workspace });
  const effects = await fixEffects(plan, { pull, diff, workspace, cause: task.cause });
  const thread = threadOf(task.subject);
  const isAnswered = findings.some(({ rootCommentId }) => rootCommentId === thread);
  return isAnswered ? effects : [...effects, answerTo(task.subject, summaryOf(plan, pull))];
}

function threadOf(subject: Subject): number | null {
  return subject.kind === 'thread' ? subject.rootCommentId : null;
}

function pullOf(subject: Subject) {
  if (subject.kind === 'pull' || subject.kind === 'thread') return subject.ref;
  throw new TypeError(`fix was given a ${subject.kind}; its head admits pull requests and threads only`);
}
