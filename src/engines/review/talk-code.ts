import { type Diff, hunksOf } from '../../core/diff.ts';
import { outlineOf, symbolAround } from '../../core/outline.ts';
import { render } from '../../core/part.ts';
import { linesOfText } from '../../core/text-lines.ts';
import { wrapped } from './background.ts';
import type { ReviewParts } from './parts.ts';
import type { Range } from './unit-lines.ts';
import type { Topic } from './talk-prompt.ts';

type Parts = Pick<ReviewParts, 'workspace' | 'syntax'> & { readonly diff: Diff };

/** A longer change of the file is not shown: the tools show what is wanted of it. */
const mostChange = 12_000;

/** The code that a thread is about, for a prompt: what the change does to its file, and the function at its line as it is now. */
export async function codeAround(topic: Pick<Topic, 'path' | 'line'>, parts: Parts): Promise<string> {
  const { path } = topic;
  const file = parts.diff.find((each) => each.path === path || each.oldPath === path);
  const change = file === undefined ? '' : render([{ file, hunks: hunksOf(file) }]);
  const isShort = change !== '' && change.length <= mostChange;
  return [
    ...(isShort ? [wrapped(`the change to ${path}`, 'author', 'code', change)] : []),
    await codeAt(topic, parts),
  ].join('\n\n');
}

async function codeAt({ path, line }: Pick<Topic, 'path' | 'line'>, parts: Parts): Promise<string> {
  const read = await parts.workspace?.text(path);
  if (line === null || read?.is !== 'text')
    return 'The lines that the finding was about are not there any more as they were.';
  const { lines } = linesOfText(read.text);
  const { from, to } = await rangeAround(path, line, { text: read.text, total: lines.length, ...parts });
  const shown = lines.slice(from - 1, to).map((text, index) => `${from + index}\t${text}`);
  return wrapped(`lines ${from} to ${to} of ${path} as it is now`, 'author', 'code', shown.join('\n'));
}

/** The function round the line where it is not too long, with a few lines on both sides; else some more lines. */
const longestFunction = 150;
const besideFunction = 5;
const besideLine = 30;

async function rangeAround(
  path: string,
  line: number,
  { text, total, syntax }: { readonly text: string; readonly total: number } & Pick<Parts, 'syntax'>,
): Promise<Range> {
  const tree = await syntax.parse(path, text);
  const symbol = tree.is === 'parsed' ? symbolAround(outlineOf(tree), line) : undefined;
  const isShort = symbol !== undefined && symbol.lastLine - symbol.line < longestFunction;
  const [first, last, beside] = isShort
    ? [symbol.line, symbol.lastLine, besideFunction]
    : [line, line, besideLine];
  return { from: Math.max(1, first - beside), to: Math.min(total, last + beside) };
}
