import { linesOf } from '../reports/text.ts';
import type { BranchCoverage, LineCoverage, ReportedCoverage } from './coverage.ts';

/** An LCOV trace file (man 1 geninfo): `SF:` a path, `DA:` a line's hits, `BRDA:` a branch's. What else it says is not needed. */
export function lcovFiles(text: string): Iterable<ReportedCoverage> | undefined {
  return text.trim() === '' || /^SF:/m.test(text) ? filesIn(text) : undefined;
}

interface Section {
  path: string;
  lines: LineCoverage[];
  branches: BranchCoverage[];
}

function* filesIn(text: string): Generator<ReportedCoverage, undefined> {
  let section: Section = { path: '', lines: [], branches: [] };
  for (const line of linesOf(text)) {
    if (line.startsWith('SF:')) section = { path: line.slice(3), lines: [], branches: [] };
    else if (line === 'end_of_record') yield section;
    else readLine(line, section);
  }
  return undefined;
}

function readLine(text: string, { lines, branches }: Section): void {
  const [, line, hits] = /^DA:(\d{1,9}),(\d{1,15})(?:,|$)/.exec(text) ?? [];
  if (line !== undefined) lines.push({ line: Number(line), hits: Number(hits) });
  const [, at, way, taken] = /^BRDA:(\d{1,9}),(\S{1,100}),(\d{1,15}|-)$/.exec(text) ?? [];
  /** `-`: the branching itself was never reached. */
  if (at !== undefined && way !== undefined)
    branches.push({ line: Number(at), way, hits: taken === '-' ? 0 : Number(taken) });
}
