import { z } from 'zod';
import { parseJson } from '../reports/text.ts';
import type { BranchCoverage, LineCoverage, ReportedCoverage } from './coverage.ts';

const Place = z.object({ start: z.object({ line: z.number() }) });

const File = z.object({
  path: z.string(),
  statementMap: z.record(z.string(), Place),
  s: z.record(z.string(), z.number()),
  branchMap: z.record(z.string(), z.object({ loc: Place, locations: z.array(z.unknown()) })),
  b: z.record(z.string(), z.array(z.number())),
});
type File = z.infer<typeof File>;

/** `coverage-final.json` of Istanbul: a line ran as often as the most frequent statement that begins on it. */
export function istanbulFiles(text: string): readonly ReportedCoverage[] | undefined {
  const read = z.record(z.string(), z.unknown()).safeParse(parseJson(text));
  if (!read.success) return undefined;
  const files = Object.values(read.data).map((entry) => File.safeParse(entry));
  return files.flatMap(({ data }) =>
    data === undefined ? [] : [{ path: data.path, lines: linesOf(data), branches: branchesOf(data) }],
  );
}

function linesOf({ statementMap, s }: File): readonly LineCoverage[] {
  const lines = new Map<number, number>();
  for (const [id, { start }] of Object.entries(statementMap))
    lines.set(start.line, Math.max(lines.get(start.line) ?? 0, s[id] ?? 0));
  return Array.from(lines, ([line, hits]) => ({ line, hits }));
}

function branchesOf({ branchMap, b }: File): readonly BranchCoverage[] {
  return Object.entries(branchMap).flatMap(([id, { loc }]) =>
    (b[id] ?? []).map((hits, way) => ({ line: loc.start.line, way: `${id},${way}`, hits })),
  );
}
