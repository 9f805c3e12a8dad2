import assert from 'node:assert/strict';
import type { Effect } from '../../src/core/effect.ts';
import type { Event } from '../../src/core/event.ts';
import { begun } from '../../src/core/request.ts';
import { type Run } from '../../src/core/run.ts';
import type { Subject } from '../../src/core/subject.ts';
import type { Runs } from '../../src/ports/ledger.ts';

let pulls = 0;
let installations = 0;

/** A pull request that no other test knows: its number is this process's own. */
export function newPull(): Extract<Subject, { kind: 'pull' }> {
  pulls += 1;
  const ref = { id: 3_000_000_000 + process.pid, owner: 'octo', repo: 'demo', number: pulls };
  return { kind: 'pull', ref, headSha: 'a'.repeat(40) };
}

/** An installation that no other test knows. */
export function newInstallation(): number {
  installations += 1;
  return 5_000_000_000 + process.pid * 1_000 + installations;
}

export function newRun(subject: Subject = newPull(), command = 'review', now = 1_000): Run {
  const cause = {
    kind: 'delivery',
    id: 'd-1',
    sender: { id: 7, login: 'ada', isBot: false },
    installation: 4_000_000_001,
  } as const;
  const run = begun(
    undefined,
    {
      command,
      args: [],
      subject,
      cause,
      shows: 'check',
      insists: false,
      asked: false,
      outdates: false,
      state: { is: 'queued' },
    },
    now,
  );
  assert(run);
  return run;
}

export async function begin(
  runs: Runs,
  subject: Subject = newPull(),
  command = 'review',
  now = 1_000,
): Promise<Run> {
  const run = newRun(subject, command, now);
  await runs.update(run.key, now, () => run);
  return run;
}

export async function end(runs: Runs, run: Run, now = 2_000): Promise<void> {
  const state = { is: 'ended', how: 'done', reason: '' } as const;
  await runs.update(run.key, now, (current) => current && { ...current, state });
}

export function counted(run: Run): Run {
  const changes = (run.progress.counts['changes'] ?? 0) + 1;
  return { ...run, progress: { ...run.progress, counts: { changes } } };
}

export function byKey(runs: readonly Run[]): readonly Run[] {
  return runs.toSorted((a, b) => a.key.localeCompare(b.key));
}

export function comment(body: string): Effect {
  return { kind: 'comment', on: newPullRef, body, closes: [] };
}

const newPullRef = { id: 1, owner: 'octo', repo: 'demo', number: 1 };

export function stopSignal(run: string): Effect {
  return { kind: 'signal', run, signal: 'stop', by: '@ada', text: '' };
}

export function commented(added: string): Event {
  return { kind: 'commented', ref: newPullRef, isPull: true, commentId: 1, threadRootId: null, added };
}
