import type { Ledger } from '../../ports/ledger.ts';
import { openErasure } from './erasure.ts';
import { openLessons } from './lessons.ts';
import { openMailbox } from './mailbox.ts';
import { openOutbox } from './outbox.ts';
import { openPace } from './pace.ts';
import { openRedeliveries, openOutcomes } from './records.ts';
import { openRuns } from './runs.ts';
import { openSignals } from './signals.ts';
import { openSpending } from './spending.ts';
import { openSteps } from './steps.ts';
import type { Tables } from './tables.ts';
import { openTranscripts } from './transcripts.ts';

export function openLedger(tables: Tables): Ledger {
  return {
    runs: openRuns(tables),
    steps: openSteps(tables),
    outbox: openOutbox(tables),
    signals: openSignals(tables),
    mailbox: openMailbox(tables),
    redeliveries: openRedeliveries(tables),
    outcomes: openOutcomes(tables),
    spend: openSpending(tables),
    transcripts: openTranscripts(tables),
    pace: openPace(tables),
    lessons: openLessons(tables),
    erasure: openErasure(tables),
  };
}
