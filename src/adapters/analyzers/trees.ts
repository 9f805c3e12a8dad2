import type { SyntaxTree } from '../../core/syntax-tree.ts';
import type { AnalyzedFiles } from '../../ports/analyzer.ts';
import type { Syntax } from '../../ports/syntax.ts';

/** A file as its language reads it; undefined where it cannot be read or its language is not known. */
export async function treeOf(
  files: AnalyzedFiles,
  path: string,
  syntax: Syntax,
): Promise<SyntaxTree | undefined> {
  const text = await textOf(files, path);
  const tree = text === undefined ? undefined : await syntax.parse(path, text);
  return tree?.is === 'parsed' ? tree : undefined;
}

/** A file's text; undefined where there is none. */
export async function textOf(files: AnalyzedFiles, path: string): Promise<string | undefined> {
  const read = await files.text(path);
  return read.is === 'text' ? read.text : undefined;
}
