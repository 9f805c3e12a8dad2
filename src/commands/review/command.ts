import { z } from 'zod';
import { isIgnored } from '../../config/repository.ts';
import { parseDiff } from '../../core/diff.ts';
import type { Reply } from '../../core/effect.ts';
import { Failure } from '../../core/failure.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Subject } from '../../core/subject.ts';
import { isReviewable, type Reviewed, review as reviewChange } from '../../engines/review/review.ts';
import { configNotes } from '../../text/config.ts';
import { failureSentence } from '../../text/failures.ts';
import { lookedAtNote, nothingToReview, skipped } from '../../text/review.ts';
import type { Command, Facts, Task, Wanted } from '../command.ts';

type Args = readonly string[];

export const review: Command<Args> = {
  head: {
    name: 'review',
    summary: 'Reviews the pull request as it stands now.',
    usage: '/review',
    subjects: ['pull'],
    lane: 'long',
    args: z.array(z.string()).max(0, 'it takes no arguments').readonly(),
    on: [
      { on: 'pull-opened', needs: 'none', again: false, waits: false },
      { on: 'pull-reopened', needs: 'none', again: false, waits: false },
      { on: 'pull-ready', needs: 'none', again: false, waits: false },
      { on: 'pull-base-changed', needs: 'none', again: true, waits: false },
      { on: 'pull-pushed', needs: 'none', again: false, waits: true },
      { on: 'check-rerequested', needs: 'read', again: true, waits: false },
      { on: 'commented', needs: 'author', again: true, waits: false },
    ],
    endsOn: ['pull-closed', 'pull-drafted'],
    shows: 'check',
  },
  wants,
  run,
};

/** What happens by itself can be switched off; what a person asks for on an open pull request is done. */
function wants({ pull, config, asked }: Facts): Wanted {
  if (pull === undefined || pull.state !== 'open') return { is: 'silent' };
  if (asked) return { is: 'yes' };
  if (!config.review.enabled) return { is: 'silent' };
  if (pull.isDraft && !config.review.drafts) return { is: 'no', reason: skipped.draft };
  if (pull.author.isBot && !config.review.bots) return { is: 'no', reason: skipped.bot };
  return { is: 'yes' };
}

async function run(task: Task<Args>): Promise<Reply> {
  const pull = await openPull(task);
  const diff = parseDiff(await task.forge.diff(pull.base.sha, pull.head.sha, task.signal));
  if (!isReviewable(diff)) return { effects: [], next: { kind: 'done', note: nothingToReview(diff) } };
  await task.progress('reading');
  const result = await reviewChange(
    {
      headSha: pull.head.sha,
      diff,
      intent: {
        title: pull.title,
        body: pull.body,
        author: pull.author.login,
        issues: await task.forge.linkedIssues(pull.ref.number),
      },
      ignored: (path) => isIgnored(task.config, path),
      maxPrompts: task.limits.maxPrompts,
    },
    {
      model: task.models.strong,
      signal: task.signal,
      once: (name, inputs, schema, work) => task.once(name, inputs, schema, work),
      progress: (done, of) => task.progress('reviewing', { counts: { done, of } }),
    },
  );
  return posted(pull, result, configNotes(task.configFaults));
}

/** A limit that was reached on the way is said in both: those who read the review need not look at the check. */
function posted(pull: PullRequest, { limit, ...result }: Reviewed, notes: readonly string[]): Reply {
  const ending = limit && failureSentence({ kind: 'budget', reason: limit });
  const note = lookedAtNote(result, ending);
  const said = ending === null ? notes : [ending, ...notes];
  return {
    effects: [{ kind: 'review', pull: pull.ref, review: { ...result, notes: said } }],
    next: ending === null ? { kind: 'done', note } : { kind: 'partial', left: note },
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
