import { outlineOf, symbolAround } from '../../core/outline.ts';
import type { Subject } from '../../core/subject.ts';
import type { Thread } from '../../ports/forge.ts';
import type { Syntax } from '../../ports/syntax.ts';
import type { Workspace } from '../../ports/workspace.ts';

interface Ground {
  readonly threads: readonly Thread[];
  readonly head: Workspace;
  readonly syntax: Syntax;
}

/** What a comment on a line means where it names nothing: the function round that line, or else its file. */
export async function targetsHere(
  subject: Subject,
  { threads, head, syntax }: Ground,
): Promise<readonly string[]> {
  if (subject.kind !== 'thread') return [];
  const thread = threads.find(({ rootCommentId }) => rootCommentId === subject.rootCommentId);
  if (thread === undefined) return [];
  const { path, line } = thread;
  const read = await head.text(path);
  if (line === null || read.is !== 'text') return [path];
  const tree = await syntax.parse(path, read.text);
  if (tree.is !== 'parsed') return [path];
  return [symbolAround(outlineOf(tree), line)?.name ?? path];
}
