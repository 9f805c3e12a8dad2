import { type Refusal, refusalSentence } from '../../core/refusal.ts';
import type { Line, Refused, Workspace } from '../../ports/workspace.ts';
import type { Piece } from '../observation.ts';

/** A workspace for a model's tools, and how far those who wrote its files are trusted. */
export interface Desk {
  readonly workspace: Workspace;
  readonly trust: Exclude<Piece, string>['trust'];
}

/** Text of the repository: wrapped before a model reads it. Paths are such text, too. */
export function repositoryText({ trust }: Pick<Desk, 'trust'>, source: string, text: string): Piece {
  return { source, trust, form: 'code', text };
}

/** Lines with their numbers before them. */
export function numbered(lines: readonly Line[]): string {
  return lines.map(({ number, text }) => `${number}\t${text}`).join('\n');
}

/** Why a path cannot be used, and which can. */
export function refusedPieces(desk: Desk, { path, why }: Refused): readonly Piece[] {
  const paths = pathsIn(why);
  const sentence = refusalSentence(path, why);
  return paths.length === 0 ? [sentence] : [sentence, repositoryText(desk, 'paths', paths.join('\n'))];
}

function pathsIn(why: Refusal): readonly string[] {
  if (why.is === 'link') return [why.to];
  return why.is === 'absent' ? why.near : [];
}

/** A path as models write it: `./` before it means nothing. */
export function plainPath(path: string): string {
  return path.trim().replace(/^(?:\.\/)+/, '');
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
