import { matchesGlob } from 'node:path/posix';
import { linesOfText } from '../../core/text-lines.ts';
import type { Hit, SearchQuery } from '../../ports/workspace.ts';
import { readPlain } from './inside.ts';
import type { SearchAnswer, SearchOrder } from './search.ts';

/** Searches files line by line, for as long as it takes. Files that are no text are passed over. */
export function searchFiles({ root, paths, query, mostInFile = Infinity }: SearchOrder): SearchAnswer {
  const expression = expressionOf(query);
  if (typeof expression === 'string') return { is: 'bad-expression', fault: expression };
  const chosen = paths.filter((path) => isChosen(path, query.glob));
  const hits: Hit[] = [];
  for (const path of chosen) {
    const read = readPlain(root, path);
    if (read.is !== 'text' || !mayHold(read.text, query)) continue;
    hits.push(...hitsIn(path, read.text, expression, Math.min(mostInFile, query.most + 1 - hits.length)));
    if (hits.length > query.most) break;
  }
  const isMore = hits.length > query.most;
  return { is: 'found', hits: hits.slice(0, query.most), isMore, searched: chosen.length };
}

function isChosen(path: string, glob: string | null): boolean {
  if (glob === null) return true;
  const pattern = glob.replace(/^\.?\//, '').replace(/\/$/, '/**');
  return matchesGlob(path, pattern.includes('/') ? pattern : `**/${pattern}`);
}

/** The fault where it is none. Unicode's rules first; older ones allow what people escape without need. */
function expressionOf({ text, as, ignoreCase }: SearchQuery): RegExp | string {
  const flags = ignoreCase ? 'i' : '';
  const source = as === 'regex' ? text : plainSource(text, as);
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    try {
      return new RegExp(source, flags);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function plainSource(text: string, as: 'text' | 'word'): string {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return as === 'text' ? escaped : `(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`;
}

/** Characters of a line that are searched, and that are shown. */
const longestSearched = 10_000;
const longestShown = 300;

/** Spares most files from being taken apart. */
function mayHold(text: string, { text: wanted, as, ignoreCase }: SearchQuery): boolean {
  return as === 'regex' || ignoreCase || text.includes(wanted);
}

function hitsIn(path: string, text: string, expression: RegExp, most: number): readonly Hit[] {
  const hits: Hit[] = [];
  for (const [index, line] of linesOfText(text).lines.entries()) {
    if (!expression.test(line.slice(0, longestSearched))) continue;
    hits.push({ path, line: index + 1, text: line.slice(0, longestShown) });
    if (hits.length >= most) break;
  }
  return hits;
}
