import { conversationOf } from '../core/answer-to.ts';
import type { IssueRef } from '../core/pull-request.ts';
import { beginning, type Run } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Forge } from '../ports/forge.ts';
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
  readonly ledger: Pick<Ledger, 'spend' | 'outbox'>;
  readonly stationery: Stationery;
  readonly clock: Clock;
}

/** The comment as it is to be now, with what the run has spent by now. */
export async function statusOf(run: Run, { ledger, stationery, clock }: StatusParts): Promise<StatusComment> {
  const key = statusKey(run);
  const spent = await ledger.spend.total({ is: 'run', run: run.key, since: run.createdAt });
  const links = [...run.progress.refers, ...(run.pull === null ? [] : [run.pull])];
  const facts = { now: clock.now(), spent, asked: await askedIn(run, ledger) };
  const body = signed(statusText(run, facts), links, key, stationery);
  return { on: conversationOf(run.subject), key, body };
}

/** The comment that a run's question stands in; null where it asks nothing, or in none. */
async function askedIn(
  { key, generation, state }: Run,
  { outbox }: Pick<Ledger, 'outbox'>,
): Promise<number | null> {
  if (state.is !== 'asking') return null;
  const rows = (await outbox.planned(key, generation))?.rows ?? [];
  const asked = rows.flatMap(({ effect, state: made }) =>
    effect.kind === 'comment' && made.is === 'done' ? [made.id] : [],
  );
  return asked.at(-1) ?? null;
}

/** The comment in which earlier attempts of the same request were told; undefined where there is none. */
export async function earlierStatus(
  { key, subject }: Run,
  forge: Pick<Forge, 'ownComments'>,
): Promise<number | undefined> {
  const own = await forge.ownComments(conversationOf(subject).number);
  return own.find((written) => written.key.startsWith(`${key}.`) && written.key.endsWith(ending))?.id;
}

const ending = '.status';

/** The same for all generations that went on from each other: a request that is continued keeps its comment. */
function statusKey(run: Run): string {
  return `${run.key}.${beginning(run)}${ending}`;
}
