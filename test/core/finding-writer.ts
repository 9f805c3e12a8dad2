import * as fc from 'fast-check';
import { hunksOf, linesOn } from '../../src/core/diff.ts';
import type { Diff } from '../../src/core/diff.ts';
import { Category, Severity } from '../../src/core/finding.ts';
import type { Anchor, Finding } from '../../src/core/finding.ts';

/** A finding on one line of `src/a.ts`, but for what is said otherwise. */
export function findingOf(more: Partial<Finding> = {}): Finding {
  return {
    path: 'src/a.ts',
    anchor: { path: 'src/a.ts', side: 'new', start: 2, end: 2 },
    quote: 'new();',
    severity: 'medium',
    category: 'bug',
    confidence: 0.5,
    title: 'Something is wrong',
    body: 'It breaks.',
    suggestion: null,
    evidence: null,
    ...more,
  };
}

/** Findings about a diff: on its lines, across hunks, beside it, or nowhere. */
export function anyFindings(diff: Diff): fc.Arbitrary<Finding[]> {
  return fc.array(
    fc.record({
      path: fc.constantFrom('src/a.ts', 'src/b.ts', 'README.md'),
      anchor: fc.option(anyAnchor(diff)),
      quote: fc.constantFrom('', 'return total;', '  step();'),
      severity: fc.constantFrom(...Severity.options),
      category: fc.constantFrom(...Category.options.slice(0, 2)),
      confidence: fc.constantFrom(0, 0.5, 1),
      title: fc.constantFrom('One', 'Two', 'Three'),
      body: fc.constantFrom('Breaks.', 'It breaks when empty.', 'Leaks.'),
      suggestion: fc.constantFrom(null, null, 'return total;', 'return 1;\nreturn 2;', ''),
      evidence: fc.constantFrom(null, 'Seen in a.ts.', 'Seen.'),
    }),
    { maxLength: 12 },
  );
}

function anyAnchor(diff: Diff): fc.Arbitrary<Anchor> {
  const shown = diff.flatMap((file) =>
    (['old', 'new'] as const).flatMap((side) =>
      hunksOf(file).flatMap((hunk) =>
        linesOn(side, hunk).map(({ number }) => ({ path: file.path, side, start: number, end: number })),
      ),
    ),
  );
  const anywhere = fc.record({
    path: fc.constantFrom('src/a.ts', 'src/b.ts', 'gone.ts'),
    side: fc.constantFrom('old', 'new'),
    start: fc.integer({ min: 1, max: 30 }),
    end: fc.integer({ min: 1, max: 30 }),
  });
  if (shown.length === 0) return anywhere;
  const onDiff = fc
    .tuple(fc.constantFrom(...shown), fc.nat(2))
    .map(([{ path, side, start }, more]) => ({ path, side, start, end: start + more }));
  return fc.oneof(anywhere, onDiff);
}
