import { z } from 'zod';
import { Run } from '../../core/run.ts';
import type { Runs, Spending, Transcripts } from '../../ports/ledger.ts';

const Spend = z
  .object({
    run: z.string(),
    prompt: z.string(),
    model: z.string(),
    tokensIn: z.int(),
    tokensCached: z.int(),
    tokensOut: z.int(),
    usd: z.number().nullable(),
    ms: z.number(),
    outcome: z.string(),
  })
  .readonly();

const Said = z
  .object({ generation: z.int(), number: z.int(), at: z.number(), entry: z.unknown() })
  .readonly();

/**
 * A run as it stands, null where there is none; what its questions to a model cost; what was said and done in it, each entry one of
 * core/transcript.ts as data; and, where there is no such run, the latest that there are.
 */
export const RunFacts = z
  .object({
    run: Run.nullable(),
    spend: z.array(Spend).readonly(),
    said: z.array(Said).readonly(),
    latest: z.array(Run).readonly(),
  })
  .readonly();
export type RunFacts = z.infer<typeof RunFacts>;

/** As much of a ledger as knows about runs. */
export interface RunLedger {
  readonly runs: Pick<Runs, 'get' | 'latest'>;
  readonly spend: Pick<Spending, 'ofRun'>;
  readonly transcripts: Pick<Transcripts, 'of'>;
}

export async function runFacts({ runs, spend, transcripts }: RunLedger, key: string): Promise<RunFacts> {
  const run = await runs.get(key);
  if (run === undefined) return { run: null, spend: [], said: [], latest: await runs.latest(mostRuns) };
  return { run, spend: await spend.ofRun(key), said: await transcripts.of(key), latest: [] };
}

const mostRuns = 50;
