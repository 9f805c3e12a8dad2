import type { RegisteredCommand } from '../commands/command.ts';
import { type Job, jobId } from '../core/job.ts';
import { installationOf, isOpen, isStillWanted, type Run } from '../core/run.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Queue } from '../ports/queue.ts';

export interface HearAgainParts {
  readonly ledger: Pick<Ledger, 'runs'>;
  readonly queue: Pick<Queue, 'add'>;
  readonly commands: readonly RegisteredCommand[];
}

/**
 * Has a pull request heard once more where an event was left to an attempt that then ended without having looked: closed and
 * reopened, say, before the attempt had stopped; or where its command gathers what comes meanwhile. Once for each attempt, however
 * often it is called.
 */
export async function hearAgain(
  { key, generation }: Run,
  { ledger, queue, commands }: HearAgainParts,
): Promise<void> {
  const run = await ledger.runs.get(key);
  if (run?.generation !== generation || !(isStillWanted(run) || hasGathered(run, commands))) return;
  const job = jobFor(run);
  if (job !== undefined) await queue.add(job);
}

function hasGathered(run: Run, commands: HearAgainParts['commands']): boolean {
  const head = commands.find(({ head: { name } }) => name === run.command)?.head;
  return head?.gathers === true && run.joined > 0 && !isOpen(run);
}

function jobFor({ key, generation, cause, subject }: Run): Job | undefined {
  const installation = installationOf(cause);
  if (installation === undefined || subject.kind !== 'pull') return undefined;
  const id = jobId('again', key, generation);
  const { ref, headSha } = subject;
  return {
    version: 1,
    id,
    kind: 'hear',
    event: { kind: 'pull-reopened', ref, headSha },
    cause: { kind: 'schedule', id, installation },
  };
}
