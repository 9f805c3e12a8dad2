import { treePath, type ReportPlace } from '../reported-path.ts';
import { coberturaFiles } from './cobertura.ts';
import { istanbulFiles } from './istanbul.ts';
import { lcovFiles } from './lcov.ts';

export interface LineCoverage {
  readonly line: number;
  readonly hits: number;
}

/** One way out of a branching line. `way` tells those of a line apart and says no more. */
export interface BranchCoverage {
  readonly line: number;
  readonly way: string;
  readonly hits: number;
}

/** What ran of a file, by its full path from the root of the tree. */
export interface FileCoverage {
  readonly path: string;
  /** In the order of their numbers; lines without code are missing. */
  readonly lines: readonly LineCoverage[];
  readonly branches: readonly BranchCoverage[];
}

/** The same as a report has it. One file may come in several parts. */
export interface ReportedCoverage {
  readonly path: string;
  readonly lines: readonly LineCoverage[];
  readonly branches: readonly BranchCoverage[];
}

const parsers = {
  lcov: lcovFiles,
  istanbul: istanbulFiles,
  cobertura: coberturaFiles,
} as const satisfies Readonly<Record<string, (text: string) => Iterable<ReportedCoverage> | undefined>>;

export type CoverageFormat = keyof typeof parsers;

export type CoverageReport =
  | { readonly is: 'coverage'; readonly files: readonly FileCoverage[]; readonly leftOut: readonly string[] }
  | { readonly is: 'unreadable' };

export const mostFiles = 20_000;
export const mostLines = 2_000_000;

/** Reads what a runner measured. Files outside of the tree are left out; hits of a file that comes twice are added up. */
export function readCoverage(format: CoverageFormat, text: string, place: ReportPlace): CoverageReport {
  const reported = parsers[format](text);
  if (reported === undefined) return { is: 'unreadable' };
  const files = new Map<string, Merged>();
  const counts = { outside: 0, lines: 0, isFull: false };
  for (const part of reported) {
    const path = treePath(part.path, place);
    if (path === undefined) counts.outside += 1;
    else {
      counts.lines += part.lines.length + part.branches.length;
      counts.isFull = counts.lines > mostLines || (files.size >= mostFiles && !files.has(path));
      if (counts.isFull) break;
      merge(part, path, files);
    }
  }
  return { is: 'coverage', files: [...files].sort(byPath).map(fileOf), leftOut: saying(counts) };
}

interface Merged {
  readonly lines: Map<number, number>;
  readonly branches: Map<string, BranchCoverage>;
}

function merge(part: ReportedCoverage, path: string, files: Map<string, Merged>): void {
  const file = files.get(path) ?? { lines: new Map(), branches: new Map() };
  files.set(path, file);
  for (const { line, hits } of part.lines.filter(isPlausible))
    file.lines.set(line, (file.lines.get(line) ?? 0) + hits);
  for (const branch of part.branches.filter(isPlausible)) {
    const key = `${branch.line} ${branch.way}`;
    file.branches.set(key, { ...branch, hits: branch.hits + (file.branches.get(key)?.hits ?? 0) });
  }
}

function isPlausible({ line, hits }: LineCoverage): boolean {
  return Number.isSafeInteger(line) && line > 0 && Number.isSafeInteger(hits) && hits >= 0;
}

function byPath([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

function fileOf([path, { lines, branches }]: readonly [string, Merged]): FileCoverage {
  return {
    path,
    lines: Array.from(lines, ([line, hits]) => ({ line, hits })).sort((one, other) => one.line - other.line),
    branches: [...branches.values()].sort((one, other) => one.line - other.line),
  };
}

function saying({ outside, isFull }: { readonly outside: number; readonly isFull: boolean }) {
  return [
    ...(outside > 0 ? [`The coverage of ${outside} files outside of the repository is left out.`] : []),
    ...(isFull ? ['The coverage report is too large; what lies behind its limit is left out.'] : []),
  ];
}
