import type { Ledger } from '../../ports/ledger.ts';
import { openErasure } from './erasure.ts';
import { openMailbox } from './mailbox.ts';
import { openOutbox } from './outbox.ts';
import { openDeliveries, openOutcomes, openSpending } from './records.ts';
import { openRuns } from './runs.ts';
import { openSignals } from './signals.ts';
import { openSteps } from './steps.ts';
import type { Tables } from './tables.ts';

export function openLedger(tables: Tables): Ledger {
  return {
    runs: openRuns(tables),
    steps: openSteps(tables),
    outbox: openOutbox(tables),
    signals: openSignals(tables),
    mailbox: openMailbox(tables),
    deliveries: openDeliveries(tables),
    outcomes: openOutcomes(tables),
    spend: openSpending(tables),
    erasure: openErasure(tables),
  };
}
