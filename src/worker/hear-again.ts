import type { RegisteredCommand } from '../commands/command.ts';
import { type Job, jobId } from '../core/job.ts';
import { installationOf, isStillWanted, type Run } from '../core/run.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Queue } from '../ports/queue.ts';

export interface HearAgainParts {
  readonly ledger: Pick<Ledger, 'runs' | 'outbox'>;
  readonly queue: Pick<Queue, 'add'>;
  readonly commands: readonly RegisteredCommand[];
}

/**
 * Has a pull request heard once more where an event was left to an attempt that then ended without having looked: closed and
 * reopened, say, before the attempt had stopped. Where its command gathers what comes meanwhile, also after a commit: our own pushes
 * are no news, and GitHub runs no checks on what conflicts with its base. Once for each attempt, however often it is called.
 */
export async function hearAgain({ key, generation }: Run, parts: HearAgainParts): Promise<void> {
  const run = await parts.ledger.runs.get(key);
  if (run?.generation !== generation) return;
  const kind = (await isToBeRevisited(run, parts))
    ? 'pull-revisited'
    : isStillWanted(run)
      ? 'pull-reopened'
      : undefined;
  const job = kind && jobFor(run, kind);
  if (job !== undefined) await parts.queue.add(job);
}

async function isToBeRevisited(run: Run, { ledger, commands }: HearAgainParts): Promise<boolean> {
  const head = commands.find(({ head: { name } }) => name === run.command)?.head;
  if (head?.gathers !== true || run.state.is !== 'ended') return false;
  if (run.joined > 0) return true;
  // What was done in part is somebody's to continue, and stays the last that was done.
  if (run.state.how !== 'done') return false;
  const planned = await ledger.outbox.planned(run.key, run.generation);
  return planned?.rows.some(({ effect, state }) => effect.kind === 'commits' && state.is === 'done') ?? false;
}

function jobFor(
  { key, generation, cause, subject }: Run,
  kind: 'pull-revisited' | 'pull-reopened',
): Job | undefined {
  const installation = installationOf(cause);
  if (installation === undefined || subject.kind !== 'pull') return undefined;
  const id = jobId('again', key, generation);
  const { ref, headSha } = subject;
  return {
    version: 1,
    id,
    kind: 'hear',
    event: { kind, ref, headSha },
    cause: { kind: 'schedule', id, installation },
  };
}
