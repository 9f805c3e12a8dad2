import { z } from 'zod';
import type { Workplace } from '../../agent/workplace.ts';
import { Change } from '../../core/change.ts';
import { PlanStep, Red } from '../../core/implemented.ts';
import type { Workspace } from '../../ports/workspace.ts';

const RanCommand = z
  .object({
    command: z.string(),
    isPassed: z.boolean(),
    /** Null where it ran none, or did not say how many. */
    tests: z.object({ passed: z.int(), failed: z.int() }).readonly().nullable(),
  })
  .readonly();

const known = {
  /** Null before it was decided to go on. */
  kind: z.enum(['bug', 'feature', 'other']).nullable(),
  plan: z.array(PlanStep).readonly(),
  planDone: z.int(),
  /** Tests that were seen to fail on the base, for the right reason. */
  reproduction: Red.nullable(),
  noReproduction: z.string().nullable(),
  /** All that the model had run. */
  commands: z.array(RanCommand).readonly(),
  /** How often it was handed in, and how often it was given back for what was found. */
  submits: z.int(),
  rounds: z.int(),
  /** States of the files, by a hash, in which tests failed when they were handed in: those are tested anew when they come again. */
  doubted: z.array(z.string()).readonly(),
  /** Sentences that the model was told and did not have to heed. */
  told: z.array(z.string()).readonly(),
  /** Whether its own review has read it. */
  isReviewed: z.boolean(),
  /** Files that were read, and may be edited. */
  read: z.array(z.string()).readonly(),
  /** What was asked of models beside the conversation. */
  beside: z.object({
    tokensIn: z.number(),
    tokensCached: z.number(),
    tokensOut: z.number(),
    usd: z.number().nullable(),
  }),
};

const Known = z.object(known);

/** What is known of the work beside the files, as far as the tools have come. */
export type Notes = z.infer<typeof Known>;

export function openNotes(): Notes {
  return {
    kind: null,
    plan: [],
    planDone: 0,
    reproduction: null,
    noReproduction: null,
    commands: [],
    submits: 0,
    rounds: 0,
    doubted: [],
    told: [],
    isReviewed: false,
    read: [],
    beside: { tokensIn: 0, tokensCached: 0, tokensOut: 0, usd: 0 },
  };
}

const Saved = z.object({ changes: z.array(Change), notes: Known });

/** The edits and the notes, kept beside the steps of the conversation. */
export function keptWork(workspace: Workspace, notes: Notes): Workplace {
  return {
    save: () => Promise.resolve(JSON.stringify({ changes: workspace.changes(), notes })),
    restore: async (saved) => {
      if (saved === '') return;
      const { changes, notes: before } = Saved.parse(JSON.parse(saved));
      Object.assign(notes, before);
      await workspace.apply(workspace.changes().map(undoing));
      const result = await workspace.apply(changes);
      if (result.is === 'unapplied')
        throw new Error(`the work that was kept does not fit ${workspace.sha}: ${JSON.stringify(result)}`);
      for (const path of before.read) await workspace.read(path);
    },
  };
}

function undoing({ before, after, ...rest }: Change): Change {
  return { ...rest, before: after, after: before };
}
