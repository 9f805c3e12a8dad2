import type { Diff } from '../core/diff.ts';
import type { Finding } from '../core/finding.ts';
import type { Workspace } from './workspace.ts';

/** What analyzers need of a workspace: whole texts, read and never edited. */
export type AnalyzedFiles = Pick<Workspace, 'directory' | 'files' | 'text'>;

/** A change as analyzers look at it. */
export interface AnalyzedChange {
  readonly diff: Diff;
  /** The files as the change leaves them. */
  readonly head: AnalyzedFiles;
  /** The files that the change began from; made when first asked for, and disposed of by whoever handed it over. */
  readonly base: () => Promise<AnalyzedFiles>;
}

/** What an analyzer found, and what it could not look at. */
export interface Analysis {
  /** Only what the change introduced. `evidence` names the rule; confidence is 1 where it is a fact. */
  readonly findings: readonly Finding[];
  /** In sentences that a reader of the review understands, without repeating the analyzer's name. */
  readonly notRun: readonly string[];
}

/** Finds defects without a model: by rules, types, registries, or the project's own linters. */
export interface Analyzer {
  /** As readers know it, such as `secrets`. */
  readonly name: string;
  /** Throws only for bugs and `Failure`: what cannot be analyzed is said in `notRun`. */
  analyze(change: AnalyzedChange, signal: AbortSignal): Promise<Analysis>;
}
