import { newIn } from '../../core/new-lines.ts';
import { type Diff, parseDiff } from '../../core/diff.ts';
import { Failure } from '../../core/failure.ts';
import type { Finding } from '../../core/finding.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Told } from '../../core/same-defect.ts';
import type { Thread, WrittenReview } from '../../ports/forge.ts';
import type { Task } from '../command.ts';

/** What was said of a pull request before, and what became of it. */
export interface Earlier {
  /** The commit whose review came to its end last, whether or not it had anything to say; null where none did, or nobody remembers. */
  readonly headSha: string | null;
  readonly isFirst: boolean;
  readonly told: readonly Told[];
  readonly fingerprints: ReadonlySet<string>;
  readonly reviews: readonly WrittenReview[];
  /** Threads that this App began, each with its finding where that is remembered. */
  readonly threads: readonly ToldThread[];
}

export interface ToldThread extends Thread {
  readonly finding: Finding | null;
}

/**
 * Reads what was said: from GitHub, where people answer and resolve it, and from the ledger, which has it word for word until it is
 * forgotten.
 */
export async function readEarlier(task: Task<unknown>, pull: PullRequest): Promise<Earlier> {
  const { number } = pull.ref;
  const [reviews, threads, effects] = await Promise.all([
    task.forge.ownReviews(number),
    task.forge.threads(number),
    task.memory.earlier(),
  ]);
  const posted = effects.flatMap((effect) => (effect.kind === 'review' ? [effect.review] : []));
  const findings = posted.flatMap(({ inline, elsewhere }) => [...inline, ...elsewhere]);
  const known = new Map(findings.map((finding) => [fingerprint(finding, null), finding]));
  const ours = threads.flatMap((thread) =>
    thread.fingerprint === null ? [] : [{ ...thread, finding: known.get(thread.fingerprint) ?? null }],
  );
  return {
    headSha: task.run.doneAt === '' ? null : task.run.doneAt,
    isFirst: reviews.length === 0 && posted.length === 0,
    told: [...findings, ...ours.flatMap((thread) => (thread.finding === null ? [toldIn(thread)] : []))],
    fingerprints: new Set([
      ...known.keys(),
      ...reviews.flatMap(({ findings: told }) => told),
      ...ours.flatMap((thread) => thread.fingerprint ?? []),
    ]),
    reviews,
    threads: ours,
  };
}

/** The title stands in the first line of the comment, after severity and category. */
function toldIn({ path, comments }: Thread): Told {
  const [line = ''] = (comments[0]?.body ?? '').split('\n');
  return { path, quote: '', title: line.replace(/^\*\*[^*]*\*\*\s*/, '') };
}

/**
 * The part of the change that the last review did not have. All of it where there was none, where a person asks for it, or where the
 * commit of the last one cannot be had any more.
 */
export async function newsOf(
  diff: Diff,
  earlier: Earlier,
  pull: PullRequest,
  task: Task<unknown>,
): Promise<Diff> {
  const { headSha } = earlier;
  if (headSha === null || headSha === pull.head.sha) return diff;
  try {
    return newIn(diff, parseDiff(await task.forge.diff(pull.base.sha, headSha, task.signal)));
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'user') return diff;
    throw error;
  }
}
