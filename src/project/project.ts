import type { EnvironmentName } from '../ports/sandbox.ts';
import type { ManagerName } from './managers.ts';
import type { Ecosystem } from './runner.ts';
import type { RunnerName } from './runners.ts';

/** One thing in a repository that is installed and tested by itself: the whole of it, or a part of a monorepo. */
export interface Project {
  /** From the root of the repository; empty for the root. */
  readonly folder: string;
  readonly ecosystem: Ecosystem;
  readonly manager: ManagerName;
  /** Programs that its commands need. */
  readonly tools: readonly string[];
  /** What runs a script of its manifest; empty where there are none. */
  readonly script: readonly string[];
  /** Files whose content decides what is installed. */
  readonly locked: readonly string[];
  readonly install: Command | null;
  /** The first is the one that its `test` script names, where there is one. */
  readonly runners: readonly ProjectRunner[];
  readonly build: Command | null;
  readonly lint: Command | null;
  readonly types: Command | null;
  readonly assumed: readonly Assumption[];
}

/** What was taken for granted of a project, in a sentence. Settings that name its command leave nothing to assume of that. */
export interface Assumption {
  readonly of: 'install' | 'test';
  readonly text: string;
}

export function assumptions(of: Assumption['of'], sentences: readonly string[]): readonly Assumption[] {
  return sentences.map((text) => ({ of, text }));
}

/** A command, the folder it runs in, and where it comes from in words: `package.json, scripts.lint`. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly folder: string;
  readonly from: string;
}

/** A test runner as this project uses it. */
export interface ProjectRunner {
  readonly name: RunnerName;
  readonly folder: string;
  /** The command up to what we add. The first `fixed` words are the program; of the others, patterns for files may go. */
  readonly words: readonly string[];
  readonly fixed: number;
  readonly env: Readonly<Partial<Record<EnvironmentName, string>>>;
  readonly from: string;
}

/** What `.github/patchwright.yml` of the default branch says of it; null where it says nothing. */
export interface ProjectSettings {
  readonly commands: {
    readonly install: string | null;
    readonly build: string | null;
    readonly test: string | null;
    readonly lint: string | null;
    readonly types: string | null;
  };
  readonly setup: {
    /** Whether scripts of packages and of the repository may run while it is installed. */
    readonly scripts: boolean;
  };
}

export const noSettings: ProjectSettings = {
  commands: { install: null, build: null, test: null, lint: null, types: null },
  setup: { scripts: false },
};
