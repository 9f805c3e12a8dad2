import { conversationOf } from '../core/answer-to.ts';
import type { IssueRef } from '../core/pull-request.ts';
import { beginning, type Run } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import { statusText } from '../text/status.ts';
import { signed, type Stationery } from './post.ts';

/** The comment that tells how a run stands, as it is posted. */
export interface StatusComment {
  readonly on: IssueRef;
  /** Finds it again. */
  readonly key: string;
  readonly body: string;
}

export interface StatusParts {
  readonly ledger: Pick<Ledger, 'spend'>;
  readonly stationery: Stationery;
  readonly clock: Clock;
}

/** The comment as it is to be now, with what the run has spent by now. */
export async function statusOf(run: Run, { ledger, stationery, clock }: StatusParts): Promise<StatusComment> {
  const key = statusKey(run);
  const spent = await ledger.spend.total({ is: 'run', run: run.key, since: run.createdAt });
  const links = [...run.progress.refers, ...(run.pull === null ? [] : [run.pull])];
  const body = signed(statusText(run, { now: clock.now(), spent }), links, key, stationery);
  return { on: conversationOf(run.subject), key, body };
}

/** The same for all generations that went on from each other: a request that is continued keeps its comment. */
function statusKey(run: Run): string {
  return `${run.key}.${beginning(run)}.status`;
}
