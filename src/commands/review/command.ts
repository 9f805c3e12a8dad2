import { z } from 'zod';
import { type Diff, parseDiff } from '../../core/diff.ts';
import type { Reply } from '../../core/effect.ts';
import { Failure } from '../../core/failure.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Subject } from '../../core/subject.ts';
import type { ReviewParts } from '../../engines/review/parts.ts';
import {
  isReviewable,
  review as reviewChange,
  reviewByTools,
  type Reviewed,
  type ReviewInput,
} from '../../engines/review/review.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { configNotes, guidanceNotes } from '../../text/config.ts';
import { nothingToReview } from '../../text/review.ts';
import type { Command, Task } from '../command.ts';
import { analyzePull, nothingAnalyzed } from './analyze.ts';
import { newsOf, readEarlier } from './earlier.ts';
import { filesAt } from './files.ts';
import { type Change, inputOf, type Wishes } from './input.ts';
import { settleThreads } from './open-threads.ts';
import { doneWith, replyOf } from './reply.ts';
import { wants } from './wants.ts';

/** `full` reads all of the change again, and not only what is new. */
type Args = readonly 'full'[];

export const review: Command<Args> = {
  head: {
    name: 'review',
    summary: 'Reviews the pull request as it stands now.',
    usage: '/review [full]',
    subjects: ['pull'],
    lane: 'long',
    args: z
      .array(z.literal('full', "it takes the word 'full' or nothing"))
      .max(1, "it takes the word 'full' or nothing")
      .readonly(),
    on: [
      { on: 'pull-opened', needs: 'none', again: false, waits: false },
      { on: 'pull-reopened', needs: 'none', again: false, waits: false },
      { on: 'pull-ready', needs: 'none', again: false, waits: false },
      { on: 'pull-base-changed', needs: 'none', again: true, waits: false },
      { on: 'pull-pushed', needs: 'none', again: false, waits: true },
      { on: 'labeled', needs: 'none', again: false, waits: false },
      { on: 'unlabeled', needs: 'none', again: false, waits: false },
      { on: 'check-rerequested', needs: 'read', again: true, waits: false },
      { on: 'commented', needs: 'author', again: true, waits: false },
    ],
    endsOn: ['pull-closed', 'pull-drafted'],
    shows: 'check',
  },
  wants,
  run,
};

async function run(task: Task<Args>): Promise<Reply> {
  const pull = await openPull(task);
  const diff = parseDiff(await task.forge.diff(pull.base.sha, pull.head.sha, task.signal));
  if (!isReviewable(diff)) return { effects: [], next: doneWith(nothingToReview(diff)) };
  await task.progress('reading');
  const files = await filesAt(pull.head.sha, task);
  await using workspace = files.is === 'files' ? files.workspace : null;
  const earlier = await readEarlier(task, pull);
  const news = task.args.includes('full') ? diff : await newsOf(diff, earlier, pull, task);
  const analyzed =
    workspace === null ? nothingAnalyzed : await analyzePull(diff, { pull, head: workspace }, task);
  const input = await inputOf(await changeOf(task, pull, diff, workspace), await wishesOf(task), {
    ...earlier,
    isFollowUp: !earlier.isFirst,
    news,
    analyzed: analyzed.findings,
  });
  const parts = partsOf(task, pull.head.sha, workspace);
  const reviewed = isReviewable(news) ? await readBy(task, input, parts) : null;
  const settled = await settleThreads(earlier, pull, { task, parts });
  const notes = [...(files.is === 'none' ? [files.because] : []), ...configNotes(task.configFaults)];
  const asides = [...analyzed.notRun, ...guidanceNotes(input.background.guidance)];
  const { asked } = task.run;
  return replyOf({ asked, pull, earlier, reviewed, settled, notes, asides }, task.config.review);
}

/** Tools alone make a review, too, and it says that no model looked. */
function readBy({ hasModel }: Task<Args>, input: ReviewInput, parts: ReviewParts): Promise<Reviewed> {
  return hasModel ? reviewChange(input, parts) : reviewByTools(input);
}

async function changeOf(
  { forge }: Task<Args>,
  pull: PullRequest,
  diff: Diff,
  workspace: Workspace | null,
): Promise<Change> {
  const { title, body, author, head, base, ref } = pull;
  const issues = await forge.linkedIssues(ref.number);
  return {
    headSha: head.sha,
    diff,
    intent: { title, body, author: author.login, issues },
    workspace,
    readBase: (path) => forge.file(path, base.sha),
  };
}

async function wishesOf({ config, memory, limits }: Task<Args>): Promise<Wishes> {
  const lessons = await memory.lessons();
  return { config, lessons: lessons.map(({ text }) => text), maxPrompts: limits.maxPrompts };
}

function partsOf(task: Task<Args>, headSha: string, workspace: Workspace | null): ReviewParts {
  const { models, clock, transcript, signal, syntax, sandbox, config } = task;
  return {
    models,
    clock,
    transcript,
    workspace,
    syntax,
    lab: { sandbox, settings: config, scratch: () => task.forge.workspace(headSha, signal) },
    steps: {
      signal,
      once: (name, inputs, schema, work) => task.once(name, inputs, schema, work),
      progress: (phase, done, of) => task.progress(phase, { counts: { done, of } }),
    },
  };
}

/** The pull request at the head this run is for; anything else is work for a newer run, or for none. */
async function openPull(task: Task<Args>): Promise<PullRequest> {
  const subject = pullSubject(task.subject);
  const pull = await task.forge.pull(subject.ref.number);
  if (pull.state !== 'open') throw new Failure({ kind: 'cancelled', by: { is: 'closed' } });
  if (pull.head.sha !== subject.headSha) throw new Failure({ kind: 'stale' });
  return pull;
}

function pullSubject(subject: Subject): Extract<Subject, { kind: 'pull' }> {
  if (subject.kind === 'pull') return subject;
  throw new TypeError(`review was given a ${subject.kind}; its head admits pull requests only`);
}
