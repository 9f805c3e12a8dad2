import type { Change } from '../core/change.ts';
import { fileKind } from '../core/file-kind.ts';
import { type ChangeFault, shown } from './change-fault.ts';
import { type LineAt, linesAdded } from './changed-lines.ts';

/** Marks that a change put on tests so that they, or all others, do not count. What depends on the machine may be right. */
export function leftOutTests(changes: readonly Change[]): readonly ChangeFault[] {
  return linesAdded(changes)
    .filter(({ path, text }) => fileKind(path) === 'test' && !/^\s*(?:\/\/|#(?!\[)|\*)/.test(text))
    .flatMap((line) => markOn(line) ?? []);
}

function markOn({ path, line, text }: LineAt): ChangeFault | undefined {
  const where = { path, line, what: shown(text) };
  if (singledOut.test(text)) return { is: 'test-singled-out', ...where, weight: 'refuse' };
  if (conditional.test(text)) return { is: 'test-left-out', ...where, weight: 'justify' };
  return leftOut.some((mark) => mark.test(text))
    ? { is: 'test-left-out', ...where, weight: 'refuse' }
    : undefined;
}

const group = '(?:describe|suite|context|test|it|specify|t)';
const singledOut = new RegExp(
  `\\b${group}\\.(?:\\w+\\.)*only\\b|\\bf(?:it|describe|context)\\(\\s*['"\`]|[{,]\\s*only\\s*:\\s*true|\\bfocus:\\s*true`,
);

const conditional =
  /\b(?:skipIf|runIf|skipUnless|skip_unless|skipif|importorskip)\b|\?[^:]*\.(?:skip|failing|fails|todo)\b|:\s*\w+\.(?:skip|failing|fails|todo)\s*;|[{,]\s*(?:skip|todo)\s*:(?!\s*(?:true|['"`]))/;

const leftOut: readonly RegExp[] = [
  new RegExp(`\\b${group}\\.(?:\\w+\\.)*(?:skip|todo|fails|failing|fixme)\\b`),
  /\bx(?:it|test|describe|specify|context)\(\s*['"`]/,
  /[{,]\s*(?:skip|todo)\s*(?::\s*(?:true|['"`])|[,}])/,
  /\b(?:this|self|ctx|context|t|pytest|b)\.(?:skip|Skip|SkipNow|Skipf|skipTest|xfail|pending)\(/,
  /@(?:unittest\.|pytest\.|mark\.)*(?:skip|xfail|expectedFailure)\b|\bpytestmark\s*=.*\b(?:skip|xfail)\b|\braise\s+(?:unittest\.)?SkipTest\b/,
  /#\[ignore\b|@(?:Disabled|Ignore)\b|\[(?:Ignore|Skip)\b|\bSkip\s*=\s*"/,
  /\bmarkTest(?:Skipped|Incomplete)\(/,
];
