/**
 * What an edit added to a comment: its new lines, each line counted as often as it stands there. Of the old lines only those
 * remain that say whether the new ones are code or hidden: fences, and the ends of HTML comments. GitHub's texts have CRLF or LF.
 */
export function addedText(before: string, after: string): string {
  const old = counted(linesOf(before));
  const lines = linesOf(after).map((line) =>
    take(old, line) ? { isNew: false, line } : { isNew: true, line },
  );
  if (lines.every(({ isNew, line }) => !isNew || line.trim() === '')) return '';
  return lines
    .map(({ isNew, line }) => (isNew ? line : structureOf(line)))
    .join('\n')
    .trim();
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

function counted(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, line: string): boolean {
  const left = counts.get(line) ?? 0;
  if (left > 0) counts.set(line, left - 1);
  return left > 0;
}

function structureOf(line: string): string {
  if (/^ {0,3}(?:`{3,}|~{3,})/.test(line)) return line;
  return (line.match(/<!--|-->/g) ?? []).join('');
}
