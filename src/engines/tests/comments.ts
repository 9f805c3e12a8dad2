import { languageOf } from '../../core/languages.ts';
import { nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../../core/syntax-tree.ts';

/** A comment with its lines, from 1; of lines that follow one another, all are one. */
export interface Comment {
  readonly line: number;
  readonly lastLine: number;
  readonly text: string;
}

/** The comments of a file, and Python's strings that stand alone: its documentation. */
export function commentsIn(tree: SyntaxTree): readonly Comment[] {
  const lines = tree.text.split('\n');
  const found: Comment[] = [];
  for (const node of [...nodesOf(tree.root)].filter((each) => isComment(each, tree))) {
    const { line, lastLine } = node;
    const text = textAt(tree, node);
    const before = found.at(-1);
    const continues = before?.lastLine === line - 1 && isAlone(lines, line) && isAlone(lines, before.line);
    if (before === undefined || !continues) found.push({ line, lastLine, text });
    else found[found.length - 1] = { line: before.line, lastLine, text: `${before.text}\n${text}` };
  }
  return found;
}

function isComment({ kind, children }: SyntaxNode, { language }: SyntaxTree): boolean {
  if (languageOf(language).comments.includes(kind)) return true;
  return language === 'python' && kind === 'expression_statement' && children[0]?.kind === 'string';
}

/** Nothing else begins its line. */
function isAlone(lines: readonly string[], line: number): boolean {
  return /^\s*(?:\/[/*]|\*|#|"|'|--)/.test(lines[line - 1] ?? '');
}

/** The comments that belong to a piece of code: those inside, and the one before it. */
export function commentsOf(
  { line, lastLine }: { readonly line: number; readonly lastLine: number },
  tree: SyntaxTree,
): readonly Comment[] {
  const lines = tree.text.split('\n');
  const above = lines.slice(0, line - 1).findLastIndex((each) => !/^\s*(?:@.*|#\[.*)?$/.test(each)) + 1;
  return commentsIn(tree).filter(
    (comment) =>
      (comment.lastLine === above && isAlone(lines, comment.line)) ||
      (line <= comment.line && comment.lastLine <= lastLine),
  );
}
