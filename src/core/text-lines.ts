/** A text as lines, and what a file has besides: a byte order mark, and what each line ends with (the last one perhaps nothing). */
export interface TextLines {
  readonly mark: '' | '\uFEFF';
  readonly lines: readonly string[];
  readonly endings: readonly string[];
}

/** Joined again by `textOf`, any text is the same byte for byte. A carriage return alone ends no line. */
export function linesOfText(text: string): TextLines {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const lines: string[] = [];
  const endings: string[] = [];
  for (const [whole, line = '', ending = ''] of text.slice(mark.length).matchAll(/([^\n]*?)(\r?\n|$)/gy)) {
    if (whole === '') break;
    lines.push(line);
    endings.push(ending);
  }
  return { mark, lines, endings };
}

export function textOf({ mark, lines, endings }: TextLines): string {
  return mark + lines.map((line, index) => line + (endings[index] ?? '')).join('');
}

/** Lines in the place of `count` others from `start` on: they end as those did, and a file without a last line break stays without. */
export function withLines(
  text: TextLines,
  start: number,
  count: number,
  lines: readonly string[],
): TextLines {
  const usual = usualEnding(text, start);
  const replaced = text.endings.slice(start, start + count);
  const endings = lines.map((_, index) => replaced[index] ?? usual).map((ending) => ending || usual);
  return closed(text, {
    mark: text.mark,
    lines: [...text.lines.slice(0, start), ...lines, ...text.lines.slice(start + count)],
    endings: [...text.endings.slice(0, start), ...endings, ...text.endings.slice(start + count)],
  });
}

/** A whole new text for a file: with its mark, its line endings, and a last line break where it had one. */
export function rewritten(before: TextLines, text: string): TextLines {
  return withLines({ ...before, endings: uniform(before) }, 0, before.lines.length, linesOfText(text).lines);
}

function uniform(text: TextLines): readonly string[] {
  const usual = usualEnding(text, 0);
  return text.endings.map((ending) => ending && usual);
}

/** The ending of the line before, or of the first line; a text of one line has none to go by. */
function usualEnding({ endings }: TextLines, start: number): string {
  return endings[start] || endings[Math.max(0, start - 1)] || endings[0] || '\n';
}

/** Only the last line may go without an ending, and does if the last line did before. */
function closed(before: TextLines, after: TextLines): TextLines {
  const last = after.lines.length - 1;
  const wasOpen = before.endings.at(-1) === '';
  const usual = usualEnding(before, 0);
  return {
    ...after,
    endings: after.endings.map((ending, index) => (index === last && wasOpen ? '' : ending || usual)),
  };
}
