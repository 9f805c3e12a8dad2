import type { Letter } from '../../agent/aim.ts';
import type { Limits } from '../../agent/limits.ts';
import type { Diff } from '../../core/diff.ts';
import type { Reproduction } from '../../core/implemented.ts';
import type { Analyzer } from '../../ports/analyzer.ts';
import type { MergeOutcome } from '../../ports/forge.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { type Guidance, wrapped } from '../review/background.ts';
import type { Lab } from '../review/experiment.ts';
import type { ReviewParts, Steps } from '../review/parts.ts';

/** An issue as it stood when somebody asked for it to be done. */
export interface AskedIssue {
  /** Null where it has none: on the command line. */
  readonly number: number | null;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  /** Oldest first. Those of people who may write instruct; the others tell, and have no say. */
  readonly remarks: readonly {
    readonly author: string;
    readonly text: string;
    readonly isTrusted: boolean;
  }[];
}

/** What is known of the repository and what is allowed. */
export interface Terms {
  /** What the base commit says to those who work on the repository. */
  readonly guidance: readonly Guidance[];
  /** What the repository wants remembered. */
  readonly wishes: readonly string[];
  /** Protected paths that the configuration lets us change, where the issue asks for it. */
  readonly isAllowed: (path: string) => boolean;
  /** By what git leaves out. */
  readonly isIgnored: (path: string) => boolean;
  readonly limits: Limits;
}

/** Those of a request on its so-many-th attempt: the steps of the ones before are kept, and count as well. */
export function limitsOn(attempt: number): Limits {
  const { steps, tokens, ms } = usualLimits;
  return { attempt, steps: steps * attempt, tokens: tokens * attempt, ms: ms * attempt };
}

export const usualLimits: Limits = { steps: 250, tokens: 6_000_000, ms: 3_600_000 };

export interface ImplementationRequest extends Terms {
  readonly baseSha: string;
  readonly issue: AskedIssue;
  /** What was asked before, and what somebody who may answer has answered. */
  readonly answers: readonly { readonly question: string; readonly answer: string; readonly by: string }[];
}

/** What is said about a pull request of ours, and asks for more work on it. */
export type Occasion =
  | {
      readonly is: 'remarks';
      /** Who has submitted them. */
      readonly by: string;
      readonly body: string;
      readonly threads: readonly RemarkThread[];
    }
  | { readonly is: 'checks'; readonly failing: readonly { readonly name: string; readonly detail: string }[] }
  | { readonly is: 'conflicts'; readonly outcome: Exclude<MergeOutcome, { is: 'contained' }> };

export interface RemarkThread {
  /** Of its first comment. */
  readonly id: number;
  readonly path: string;
  readonly line: number | null;
  readonly comments: readonly {
    readonly by: string;
    readonly text: string;
    readonly isTrusted: boolean;
    readonly isOurs: boolean;
  }[];
}

export interface RevisionRequest extends Terms {
  readonly headSha: string;
  readonly pull: { readonly number: number; readonly title: string; readonly body: string };
  /** Of the pull request so far. */
  readonly diff: Diff;
  readonly issue: AskedIssue | null;
  /** What has shown in earlier rounds what it is about. */
  readonly proofs: readonly Reproduction[];
  readonly occasion: Occasion;
}

export type ImplementationPhase = 'looking' | 'setting up' | 'implementing' | 'verifying' | 'reviewing';

/** What the engine needs around it. */
export interface ImplementationParts extends Pick<ReviewParts, 'models' | 'clock' | 'transcript' | 'syntax'> {
  readonly steps: ImplementationSteps;
  /** What people who may write have said since the letter with this id; see `letterText`. */
  readonly mail: (after: number) => Promise<readonly Letter[]>;
  /** Edited by the engine; nothing is run in it. */
  readonly workspace: Workspace;
  /** The same commit once more, read only; disposed of by whoever handed it over. */
  readonly base: () => Promise<Workspace>;
  readonly analyzers: readonly Analyzer[];
  /** Its `scratch` has the same commit, too. Null where nothing is to be run: the draft says so. */
  readonly lab: Lab | null;
}

export interface ImplementationSteps extends Omit<Steps, 'progress'> {
  /** The plan's lines are empty before there is one; the first `done` of them are done. */
  readonly progress: (phase: ImplementationPhase, plan: readonly string[], done: number) => Promise<void>;
}

/** What somebody who may write says to the model that is at work. */
export function letterText(by: string, text: string): string {
  const said = wrapped(`comment by ${by}`, 'maintainer', 'prose', text);
  return `${by}, who may write to this repository, says about this work:\n\n${said}\n\nHeed it as far as it is about what is to be built here.`;
}
