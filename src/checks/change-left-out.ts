import type { Change } from '../core/change.ts';
import { fileKind } from '../core/file-kind.ts';
import { type ChangeFault, shown } from './change-fault.ts';
import { type LineAt, linesAdded, linesRemoved } from './changed-lines.ts';

/**
 * Marks that a change put on tests so that they, or all others, do not count. What depends on the machine may be right, and so may a new
 * test that shows what is not mended yet; one mark in place of another changes nothing.
 */
export function leftOutTests(changes: readonly Change[]): readonly ChangeFault[] {
  const removed = linesRemoved(changes);
  return linesAdded(changes)
    .filter(({ path, text }) => fileKind(path) === 'test' && !/^\s*(?:\/\/|#(?!\[)|\*)/.test(text))
    .flatMap((line) => markOn(line, removed.filter(isOfTitle(line.text))) ?? []);
}

/** Lines with the title that a line has, if it has any. */
function isOfTitle(text: string): (line: LineAt) => boolean {
  const [, , title] = titled.exec(text) ?? [];
  return (line) => title !== undefined && line.text.includes(title);
}

/** A call with a text of some length as its first argument: as a test has its title. */
const titled = /\(\s*(['"`])((?:\\.|(?!\1).){3,})\1/;

/** Whether a test that stands in code like this is left out by a mark of its own. */
export function isLeftOut(code: string): boolean {
  return leftOut.some((mark) => mark.test(code));
}

function markOn({ path, line, text }: LineAt, before: readonly LineAt[]): ChangeFault | undefined {
  const where = { path, line, what: shown(text) };
  if (singledOut.test(text)) return { is: 'test-singled-out', ...where, weight: 'refuse' };
  if (conditional.test(text)) return { is: 'test-left-out', ...where, weight: 'justify' };
  if (!isLeftOut(text) || before.some((line) => isLeftOut(line.text))) return undefined;
  const isNew = titled.test(text) && before.length === 0;
  return { is: 'test-left-out', ...where, weight: isNew ? 'justify' : 'refuse' };
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
