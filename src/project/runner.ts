import type { EnvironmentName } from '../ports/sandbox.ts';
import type { CoverageFormat } from './measured/coverage.ts';
import type { ReportFormat } from './report.ts';

export type Ecosystem = 'node' | 'python' | 'go' | 'rust' | 'java' | 'ruby' | 'php';

/**
 * Words of a command. What stands in braces is filled in: `{files}` becomes a word for each file; all else stays one word. Of what is
 * run: `{file}`, its `{stem}` and the `{stems}` of several, the `{name}` of a test, its `{last}` part, its parts with `{colons}`
 * between, a `{pattern}` that fits the whole name, the same as `{anchored}` parts for Go. Of us: the `{folder}` where reports go, the
 * `{report}` and the `{helper}` in it.
 */
export type Words = readonly string[];

/** How a test runner is recognised, called and understood. */
export interface Runner {
  readonly ecosystem: Ecosystem;
  /** Programs that must be there. */
  readonly tools: readonly string[];
  readonly recognised: Recognition;
  /** The command where no script of the repository says another. */
  readonly start: readonly [string, ...string[]];
  /** What of a script's command is kept: all from its program on, what follows the program, or nothing. */
  readonly script: 'all' | 'rest' | 'nothing';
  /** Options that take the next word. */
  readonly valued: readonly string[];
  /** Options of a script that would change what is reported, or never end. */
  readonly dropped: RegExp;
  /** Paths of files that hold its tests, by its own rules. */
  readonly tests: RegExp;
  readonly env: Readonly<Partial<Record<EnvironmentName, string>>>;
  readonly report: ReportRow;
  /** What follows the command for some files, and for one test. Results of other tests are left out afterwards. */
  readonly files: Words;
  readonly named: Words;
  /** The ways to measure; the first is taken whose needs are met. */
  readonly coverage: readonly CoverageRow[];
  /** Whether our tests run it, or check it on what it once printed. */
  readonly checked: 'by running' | 'on recorded output';
}

export interface Recognition {
  /** The word of a script that is the program. */
  readonly program: RegExp;
  /** What must follow it. */
  readonly followedBy?: RegExp;
  /** Its package by the name that the manifest has. */
  readonly packages: readonly string[];
  /** A file that is its alone, or one where a text is. */
  readonly signs: readonly Sign[];
}

export interface Sign {
  readonly path: RegExp;
  readonly text?: RegExp;
}

export interface ReportRow {
  readonly format: ReportFormat;
  /** `folder`: many files in it, whatever their names; `file or output`: older releases print it instead. */
  readonly from: 'file' | 'file or output' | 'folder' | 'output' | 'both outputs';
  readonly words: Words;
  /** Stands before the command, as it is with measuring. */
  readonly before?: Words;
  /** A program of ours that the runner needs, written beside the report. */
  readonly helper?: { readonly name: string; readonly text: string };
}

/** One way to measure lines and branches. */
export interface CoverageRow {
  readonly format: CoverageFormat;
  /** Stands before the command, in place of so many of its words. */
  readonly before: Words;
  readonly replaced: 0 | 1;
  readonly words: Words;
  /** Run afterwards, to write the report. */
  readonly after: Words;
  readonly file: string;
  /** Ends with 0 where what is needed is there. */
  readonly probe: Words;
  readonly needs: string;
}

/** What a command is filled in with. */
export type Filling = Readonly<Record<string, string>> & { readonly files?: never };

/** The words with all in braces filled in. */
export function filledWords(
  words: Words,
  filling: Filling,
  files: readonly string[] = [],
): readonly string[] {
  return words.flatMap((word) => {
    if (word === '{files}') return files;
    return [word.replaceAll(/\{(\w+)\}/g, (whole, name) => filling[String(name)] ?? whole)];
  });
}
