/** The indices of a paragraph's lines that begin inside a code span, an HTML tag, an HTML comment or an address in `<>`. */
export function coveredLines(paragraph: readonly string[]): ReadonlySet<number> {
  if (paragraph.length < 2) return new Set();
  const spans = spansOf(paragraph.join('\n')).values();
  const covered = new Set<number>();
  let span = spans.next().value;
  let start = 0;
  for (const [index, line] of paragraph.entries()) {
    while (span !== undefined && span.end <= start) span = spans.next().value;
    if (span !== undefined && span.start < start) covered.add(index);
    start += line.length + 1;
  }
  return covered;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Spans that reach over a line's end; the one that begins first wins, as in CommonMark. */
function spansOf(text: string): readonly Span[] {
  const spans: Span[] = [];
  const token = new RegExp(tokens, 'gi');
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const end = endOf(text, match[0], match.index);
    if (text.slice(match.index, end).includes('\n')) spans.push({ start: match.index, end });
    token.lastIndex = end;
  }
  return spans;
}

const tokens =
  /\\[^]|`+|<!--|<\/?[a-z][a-z0-9-]*(?:\s(?:"[^"]*"|'[^']*'|[^"'<>]){0,1000})?\/?>|<[a-z][a-z0-9+.-]{1,31}:[^\s<>]*>/gi;

/** Where the span that the token begins ends; right behind the token where it begins none. */
function endOf(text: string, token: string, start: number): number {
  const behind = start + token.length;
  if (token.startsWith('`')) return closingRun(text, token, behind) ?? behind;
  if (token === '<!--') return after(text.indexOf('-->', behind), 3) ?? behind;
  return behind;
}

/** Behind the next run of exactly as many back-ticks. */
function closingRun(text: string, run: string, from: number): number | undefined {
  for (let at = text.indexOf(run, from); at >= 0;) {
    const length = /^`+/.exec(text.slice(at, at + maxRun))?.[0].length ?? 0;
    if (length === run.length) return at + length;
    at = text.indexOf(run, at + length);
  }
  return undefined;
}

const maxRun = 65_536;

function after(index: number, length: number): number | undefined {
  return index < 0 ? undefined : index + length;
}
