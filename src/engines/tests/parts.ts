import type { Diff } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Guidance, Intent } from '../review/background.ts';
import type { Lab } from '../review/experiment.ts';
import type { ReviewParts, Steps } from '../review/parts.ts';

/** What tests are wanted for, and what is known of the change. */
export interface TestRequest {
  readonly headSha: string;
  /** From the base to the head. */
  readonly diff: Diff;
  /** Paths or symbols of the change; empty for all of it. */
  readonly wanted: readonly string[];
  /** A test runner by its name; null to find out. */
  readonly framework: string | null;
  readonly intent: Intent;
  /** What the base commit says to those who work on the repository. */
  readonly guidance: readonly Guidance[];
  readonly openFindings: readonly Finding[];
  readonly limits: TestLimits;
}

export interface TestLimits {
  /** Tests to be written in all, those that are dropped included. */
  readonly tests: number;
  /** Faults seeded in the lines of one target. */
  readonly mutants: number;
  /** Of one conversation in which a test is written. */
  readonly steps: number;
  readonly tokens: number;
}

export const usualLimits: TestLimits = { tests: 12, mutants: 8, steps: 12, tokens: 120_000 };

export type TestPhase = 'setting up' | 'running the suite' | 'writing' | 'judging' | 'finished';

/** What the writing of tests needs around it. */
export interface TestParts extends Pick<ReviewParts, 'models' | 'clock' | 'transcript' | 'syntax'> {
  readonly steps: TestSteps;
  /** Read, and never edited or run in. */
  readonly head: Workspace;
  /** Null where nothing is to be run: no test is verified then. */
  readonly lab: Lab | null;
}

export interface TestSteps extends Omit<Steps, 'progress'> {
  readonly progress: (phase: TestPhase, done: number, of: number) => Promise<void>;
}
