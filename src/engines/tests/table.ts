import type { ImportableFiles } from '../../core/imported-files.ts';
import type { Bench } from './bench.ts';
import type { Covered } from './gain.ts';
import type { JudgedTest } from '../../core/generated-tests.ts';
import type { DropReason } from './drop-reason.ts';
import type { Home } from './home.ts';
import type { TestParts, TestRequest } from './parts.ts';
import type { Suite } from './suite.ts';
import type { Target } from './targets.ts';
import type { Candidate } from './candidate.ts';

/** What the work stands on. */
export interface Ground {
  readonly request: TestRequest;
  readonly parts: TestParts;
  /** Null where nothing can be run. */
  readonly bench: Bench | null;
  readonly home: Home;
  /** All that is worked on. */
  readonly targets: readonly Target[];
  /** Null as `bench`. */
  readonly suite: Suite | null;
  readonly importable: ImportableFiles;
  readonly isDeclared: (name: string) => boolean;
}

/** A test that is kept so far, with what it gives and what it was written as. */
export interface Kept {
  readonly test: JudgedTest;
  readonly candidate: Candidate;
  readonly answer: string;
  readonly names: readonly string[];
  /** Lines, ways and faults, by names of the single things. */
  readonly gives: readonly string[];
}

/** How far the work has come. */
export interface Table extends Ground {
  readonly kept: Kept[];
  /** Those that are told and not committed. */
  readonly told: JudgedTest[];
  readonly dropped: DropReason[];
  readonly notDone: string[];
  /** Test files as they have become. */
  files: ReadonlyMap<string, string | null>;
  /** What is covered by now, by path. */
  readonly covered: Map<string, Covered>;
  /** Tests that were asked for; names their conversations. */
  written: number;
}

export function openTable(ground: Ground): Table {
  return {
    ...ground,
    kept: [],
    told: [],
    dropped: [],
    notDone: [],
    files: new Map(),
    covered: new Map(Object.entries(ground.suite?.covered ?? {})),
    written: 0,
  };
}
