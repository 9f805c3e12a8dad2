/** A stretch of a text, from one offset up to another, and what shall stand there instead. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with its stretches replaced. Of two that overlap the one that starts first is taken, then the longer one. */
export function replaced(text: string, replacements: readonly Replacement[]): string {
  let result = '';
  let at = 0;
  for (const each of replacements.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (each.start < at) continue;
    result += text.slice(at, each.start) + each.text;
    at = each.end;
  }
  return result + text.slice(at);
}
