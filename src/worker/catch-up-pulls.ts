import type { AnyHead } from '../core/command.ts';
import type { Cause, Event } from '../core/event.ts';
import { Failure } from '../core/failure.ts';
import { type HearJob, jobId } from '../core/job.ts';
import type { RepositoryRef } from '../core/pull-request.ts';
import type { AppForge, OpenPull } from '../ports/app-forge.ts';
import type { Clock } from '../ports/clock.ts';
import type { OpenForge } from '../ports/forge.ts';
import type { Queue } from '../ports/queue.ts';
import type { Round } from './upkeep.ts';

export interface PullRoundParts {
  readonly appForge: AppForge;
  readonly openForge: OpenForge;
  readonly queue: Pick<Queue, 'add'>;
  /** The job that an event makes. */
  readonly plan: (event: Event, cause: Cause, heads: readonly AnyHead[]) => HearJob | undefined;
  readonly heads: readonly AnyHead[];
  readonly clock: Clock;
  /** What happened to a pull request so recently may be under way. */
  readonly graceMs: number;
}

/** Below this share of its hour's requests an installation is left to what people wait for. */
const leastAllowance = 0.2;

/**
 * Finds open pull requests without a check of ours on their head, whose webhooks were lost for good, and has them heard as if they
 * had just been opened.
 */
export function pullRound(everyMs: number, parts: PullRoundParts): Round {
  return {
    name: 'pull requests without a check',
    everyMs,
    run: async (signal) => {
      let found = 0;
      for (const installation of await parts.appForge.installations()) {
        found += await unlessGone(() => lookThrough(installation, signal, parts));
      }
      return { found };
    },
  };
}

async function lookThrough(
  installation: number,
  signal: AbortSignal,
  parts: PullRoundParts,
): Promise<number> {
  let found = 0;
  for (const repository of await parts.appForge.repositories(installation)) {
    if (parts.appForge.allowance(installation) < leastAllowance) break;
    found += await unlessGone(() => lookInto(repository, installation, signal, parts));
  }
  return found;
}

async function lookInto(
  repository: RepositoryRef,
  installation: number,
  signal: AbortSignal,
  parts: PullRoundParts,
): Promise<number> {
  const settledAt = parts.clock.now() - parts.graceMs;
  let found = 0;
  for (const pull of await parts.appForge.openPulls(installation, repository)) {
    signal.throwIfAborted();
    if (pull.updatedAt > settledAt || (await hasCheck(pull, installation, parts))) continue;
    const job = jobFor(pull, installation, parts);
    if (job !== undefined) await parts.queue.add(job);
    found += 1;
  }
  return found;
}

async function hasCheck(pull: OpenPull, installation: number, parts: PullRoundParts): Promise<boolean> {
  const checks = await parts.openForge(installation, pull.ref).ownChecks(pull.headSha);
  return checks.length > 0;
}

/** The same job for the same head each time: found twice, it is heard once. */
function jobFor(
  { ref, headSha }: OpenPull,
  installation: number,
  parts: PullRoundParts,
): HearJob | undefined {
  const id = jobId('unreviewed', ref.id, ref.number, headSha);
  const event: Event = { kind: 'pull-opened', ref, headSha };
  return parts.plan(event, { kind: 'schedule', id, installation }, parts.heads);
}

/** Somebody may uninstall the App, or close its eyes to a repository, at any moment. */
async function unlessGone(look: () => Promise<number>): Promise<number> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'user' && error.why.reason.is === 'gone') return 0;
    throw error;
  }
}
