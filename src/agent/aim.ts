import type { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { Model, Reading } from '../ports/model.ts';
import type { Limits } from './limits.ts';
import type { ScribeParts } from './scribe.ts';
import type { Stop } from './stops.ts';
import type { Tool } from './tool.ts';
import type { Workplace } from './workplace.ts';

/** What a model is to achieve with tools. */
export interface Aim<Done> {
  /** The conversation's name in ledgers and recordings, such as `verify`; one of its own for each in a run. */
  readonly name: string;
  readonly system: string;
  readonly task: string;
  readonly tools: readonly Tool<Done>[];
  /** JSON as it is: what is handed in is kept with its step. */
  readonly value: z.ZodType<Done>;
  /** Reads words without calls. Where only a tool hands in, every text is a fault that says so. */
  readonly answer: (text: string) => Reading<Done>;
  /** What to do when the end is near, for the model: how to hand in. */
  readonly remedy: string;
  readonly limits: Limits;
  /** Beside being done, being stuck, unusable turns and the limits. */
  readonly stops: readonly Stop<Done>[];
}

/** What somebody said to the run: `text` is the turn that the model reads, wrapped by whoever knows how far its author is trusted. */
export interface Letter {
  /** Grows from letter to letter. */
  readonly id: number;
  readonly by: string;
  readonly text: string;
}

export interface Parts extends ScribeParts {
  readonly model: Model;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Does the work once for these inputs, however often the run is taken up again. */
  readonly once: <T>(
    name: string,
    inputs: unknown,
    schema: z.ZodType<T>,
    work: () => Promise<T>,
  ) => Promise<T>;
  /** What came after the letter with this id, oldest first; zero is before all. */
  readonly mail: (after: number) => Promise<readonly Letter[]>;
  readonly workplace: Workplace;
}
