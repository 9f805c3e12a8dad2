import { z } from 'zod';
import { answerTo } from '../../core/answer-to.ts';
import { type Diff, parseDiff } from '../../core/diff.ts';
import type { Effect, Reply } from '../../core/effect.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Subject } from '../../core/subject.ts';
import { talk, type TalkParts, type Talked } from '../../engines/review/talk.ts';
import type { Thread } from '../../ports/forge.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { failureSentence } from '../../text/failures.ts';
import { talkReply, undecided } from '../../text/talk.ts';
import type { Command, Task } from '../command.ts';
import { listener } from './listen.ts';

type Args = readonly string[];

/** Answers what people say, without a command, in threads that this App began. */
export const answer: Command<Args> = {
  head: {
    name: 'answer',
    summary:
      'Answers in the thread of a finding, after looking at the code again. ' +
      'What is shown to be wrong is withdrawn, and what people with write permission decide is accepted.',
    usage: 'a reply in a thread',
    subjects: ['thread'],
    lane: 'long',
    args: z.array(z.string()).readonly(),
    on: [{ on: 'replied', needs: 'read', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: ({ pull, config }) => ({
    is: pull?.state === 'open' && config.review.enabled ? 'yes' : 'silent',
  }),
  run,
};

async function run(task: Task<Args>): Promise<Reply> {
  return { effects: await effectsFor(task), next: { kind: 'done', note: '' } };
}

async function effectsFor(task: Task<Args>): Promise<readonly Effect[]> {
  const { ref, rootCommentId } = threadSubject(task.subject);
  const pull = await task.forge.pull(ref.number);
  const listen = listener(task, { number: ref.number, rootCommentId, author: pull.author });
  const { thread } = await listen();
  if (thread === undefined || pull.state !== 'open') return [];
  if (!task.hasModel) return saidOnce(task, thread, noModel);
  const diff = parseDiff(await task.forge.diff(pull.base.sha, pull.head.sha, task.signal));
  await using workspace = await task.forge.workspace(pull.head.sha, task.signal);
  const talked = await talk(await topicOf(thread, task), {
    ...partsOf(task, diff, workspace),
    listen: async () => (await listen()).remarks,
  });
  return talkEffects(talked, thread, { task, pull });
}

const noModel = failureSentence({ kind: 'user', reason: { is: 'no-model' } });

/** What is the same for every reply need not be said to each. */
function saidOnce(task: Task<Args>, { comments }: Thread, text: string): readonly Effect[] {
  const isSaid = comments.some(({ isOurs, body }) => isOurs && body.startsWith(text));
  return isSaid ? [] : [answerTo(task.subject, text)];
}

async function topicOf({ path, line, comments, isResolved, resolvedBy }: Thread, { memory }: Task<Args>) {
  const lessons = await memory.lessons();
  return {
    path,
    line,
    told: comments[0]?.body ?? '',
    closedBy: isResolved ? (resolvedBy ?? 'somebody') : null,
    lessons: lessons.map(({ text }) => text),
  };
}

function partsOf(task: Task<Args>, diff: Diff, workspace: Workspace): Omit<TalkParts, 'listen'> {
  const { models, clock, transcript, signal, syntax } = task;
  return {
    models,
    clock,
    transcript,
    syntax,
    workspace,
    diff,
    steps: {
      signal,
      once: (name, inputs, schema, work) => task.once(name, inputs, schema, work),
      progress: (phase) => task.progress(phase),
    },
  };
}

/** A thread is closed by whoever could close it on GitHub: a stranger who is right is told so, and that is all. */
function talkEffects(
  talked: Talked,
  thread: Thread,
  { task, pull }: { readonly task: Task<Args>; readonly pull: PullRequest },
): readonly Effect[] {
  if (talked.is === 'silent') return [];
  if (talked.is === 'open') return saidOnce(task, thread, undecided);
  const reply = answerTo(task.subject, talkReply(talked));
  const mayClose = talked.remarks.some(({ by }) => by.is === 'maintainer' || by.is === 'author');
  if (talked.stand !== 'withdraw' || thread.isResolved || !mayClose) return [reply];
  return [reply, { kind: 'thread-state', pull: pull.ref, threadId: thread.id, isResolved: true }];
}

function threadSubject(subject: Subject): Extract<Subject, { kind: 'thread' }> {
  if (subject.kind === 'thread') return subject;
  throw new TypeError(`answer was given a ${subject.kind}; its head admits threads only`);
}
