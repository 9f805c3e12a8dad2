import type { Change } from '../core/change.ts';
import type { SyntaxTree } from '../core/syntax-tree.ts';
import type { Syntax } from '../ports/syntax.ts';

/** A change with both texts as their language reads them; undefined where there is no text, or no language that is read. */
export interface ChangedFile extends Change {
  readonly trees: { readonly before: SyntaxTree | undefined; readonly after: SyntaxTree | undefined };
}

/** Reads what was changed, in the order of the paths. */
export async function changedFiles(
  changes: readonly Change[],
  syntax: Pick<Syntax, 'parse'>,
): Promise<readonly ChangedFile[]> {
  async function treeOf(path: string, text: string | null): Promise<SyntaxTree | undefined> {
    const parsed = text === null ? undefined : await syntax.parse(path, text);
    return parsed?.is === 'parsed' ? parsed : undefined;
  }
  return Promise.all(
    changes
      .toSorted((one, other) => (one.path < other.path ? -1 : 1))
      .map(async (change) => {
        const { path } = change;
        const [before, after] = [await treeOf(path, change.before), await treeOf(path, change.after)];
        return { ...change, trees: { before, after } };
      }),
  );
}
