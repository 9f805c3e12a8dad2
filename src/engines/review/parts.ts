import type { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { NumberedEntry } from '../../ports/ledger.ts';
import type { Models } from '../../ports/model.ts';
import type { Syntax } from '../../ports/syntax.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Lab } from './experiment.ts';

/** What a review needs around it. */
export interface ReviewParts {
  readonly models: Models;
  readonly steps: Steps;
  readonly clock: Clock;
  /** Where conversations are written down, without anything secret. */
  readonly transcript: {
    readonly redact: (text: string) => string;
    readonly record: (entries: readonly NumberedEntry[]) => Promise<void>;
  };
  /** The files at the head; null where they cannot be had. */
  readonly workspace: Workspace | null;
  readonly syntax: Syntax;
  /** Where code of the change may be run; null where it is not to be. */
  readonly lab: Lab | null;
}

/** Steps that are kept, and somebody to tell how far it is. */
export interface Steps {
  readonly signal: AbortSignal;
  /** Does the work once for these inputs, however often the run is taken up again. */
  readonly once: <T>(
    name: string,
    inputs: unknown,
    schema: z.ZodType<T>,
    work: () => Promise<T>,
  ) => Promise<T>;
  readonly progress: (phase: 'reading' | 'checking', done: number, of: number) => Promise<void>;
}

/** How many questions are under way at once: servers of one's own have few slots. */
export const atOnce = 4;
