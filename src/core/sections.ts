/** A tagged section of a model's answer: the lines between `<tag>` and `</tag>`, each tag on its own line or both on one. */
export interface Section {
  readonly text: string;
  readonly isClosed: boolean;
}

/**
 * The sections of one tag, in order. Tags inside fenced code are code. Where a fence is never closed, and would swallow the
 * closing tag, fences are not counted for that section.
 */
export function sections(text: string, tag: string): readonly Section[] {
  const lines = text.split(/\r?\n/);
  const found: Section[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const opening = openingOf(lines[at] ?? '', tag);
    if (opening === undefined) continue;
    if (opening.endsWith(`</${tag}>`)) {
      found.push({ text: opening.slice(0, -tag.length - 3).trim(), isClosed: true });
      continue;
    }
    const first = opening === '' ? [] : [opening];
    const end = closingAt(lines, at + 1, tag, true) ?? closingAt(lines, at + 1, tag, false);
    found.push({ text: [...first, ...lines.slice(at + 1, end)].join('\n'), isClosed: end !== undefined });
    if (end === undefined) break;
    at = end;
  }
  return found;
}

/** The inside of the first fenced block, byte for byte; a text without one is taken as it is. */
export function unfenced(text: string): string {
  return (fencedLines(text) ?? [text]).join('\n');
}

/** The lines inside the first fenced block, as they are: none in an empty one. Undefined where the text holds no fence. */
export function fencedLines(text: string): readonly string[] | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => fenceOf(line) !== undefined);
  const fence = fenceOf(lines[start] ?? '');
  if (fence === undefined) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => closes(fence, line));
  return lines.slice(start + 1, length === -1 ? undefined : start + 1 + length);
}

/** What stands behind an opening tag on its line, trimmed; undefined where the line does not open the section. */
function openingOf(line: string, tag: string): string | undefined {
  const trimmed = line.trim();
  return trimmed.startsWith(`<${tag}>`) ? trimmed.slice(tag.length + 2).trim() : undefined;
}

function closingAt(
  lines: readonly string[],
  from: number,
  tag: string,
  countsFences: boolean,
): number | undefined {
  let open: string | undefined;
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (open === undefined && line.trim() === `</${tag}>`) return at;
    if (!countsFences) continue;
    if (open === undefined) open = fenceOf(line);
    else if (closes(open, line)) open = undefined;
  }
  return undefined;
}

function fenceOf(line: string): string | undefined {
  return /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
}

function closes(fence: string, line: string): boolean {
  const trimmed = line.trim();
  return trimmed.startsWith(fence) && trimmed.replaceAll(fence.charAt(0), '') === '';
}
