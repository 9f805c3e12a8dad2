import { type Patch, patched } from '../../checks/suggestion-patch.ts';
import { Failure } from '../../core/failure.ts';
import { outlineOf, symbolAround } from '../../core/outline.ts';
import { linesOfText } from '../../core/text-lines.ts';
import { syntaxFaultsBrought } from '../../engines/review/suggestions.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { failureSentence } from '../../text/failures.ts';
import { unfixed } from '../../text/fix.ts';
import type { Task } from '../command.ts';
import type { OpenFinding } from './open-findings.ts';
import { type ShownFile, SmallFix, smallFixPrompt } from './prompt.ts';

export type WrittenFix =
  | { readonly is: 'patches'; readonly patches: readonly Patch[] }
  /** `why` is a sentence. */
  | { readonly is: 'none'; readonly why: string };

/** Has the strong model write a small fix, and looks whether the file is still understood with it. */
export async function smallFix(
  finding: OpenFinding,
  workspace: Pick<Workspace, 'text'>,
  task: Task<unknown>,
): Promise<WrittenFix> {
  const there = await workspace.text(finding.path);
  if (there.is === 'refused') return { is: 'none', why: unfixed.unreadable };
  const fix = await askFor(finding, await shownFile(finding, there.text, task), task);
  if (fix.is === 'cannot') return { is: 'none', why: unfixed.declined(fix.why) };
  if (fix.is === 'failed') return { is: 'none', why: fix.why };
  const [broken] = await syntaxFaultsBrought(
    finding.path,
    { before: there.text, after: patched(there.text, fix.patches) },
    task.syntax,
  );
  return broken === undefined ? fix : { is: 'none', why: unfixed.breaks(broken.line) };
}

/** A longer file is shown in part. */
const mostLines = 400;
const linesAround = 60;

/** A short file whole; of a longer one the symbol around the finding, and some lines on both sides. */
async function shownFile(
  { path, start, end }: OpenFinding,
  text: string,
  { syntax }: Task<unknown>,
): Promise<ShownFile> {
  const total = linesOfText(text).lines.length;
  if (total <= mostLines) return { path, text, from: 1, to: total };
  const tree = await syntax.parse(path, text);
  const symbol = tree.is === 'parsed' ? symbolAround(outlineOf(tree), start) : undefined;
  const isSmall = symbol !== undefined && symbol.lastLine - symbol.line < mostLines;
  const [first, last] = isSmall ? [symbol.line, symbol.lastLine] : [start, end];
  return {
    path,
    text,
    from: Math.max(1, Math.min(first, start) - linesAround),
    to: Math.min(total, Math.max(last, end) + linesAround),
  };
}

/** A limit that is reached, or a model that cannot be had, costs this finding its fix and not the others theirs. */
async function askFor(
  finding: OpenFinding,
  file: ShownFile,
  task: Task<unknown>,
): Promise<SmallFix | { readonly is: 'failed'; readonly why: string }> {
  const prompt = smallFixPrompt(finding, file);
  try {
    return await task.once(`fix ${finding.rootCommentId}`, prompt.messages, SmallFix, async () => {
      const answer = await task.models.strong.ask(prompt, task.signal);
      return answer.value;
    });
  } catch (error) {
    const isOurs = error instanceof Failure && (error.why.kind === 'user' || error.why.kind === 'budget');
    if (!isOurs) throw error;
    return { is: 'failed', why: failureSentence(error.why) };
  }
}
