import type { EditedFile } from '../../core/edit.ts';
import { languageOf } from '../../core/languages.ts';
import { newFaults, type SyntaxFault } from '../../core/syntax-tree.ts';
import { linesOfText } from '../../core/text-lines.ts';
import type { Syntax } from '../../ports/syntax.ts';
import type { BrokenPlace, Line } from '../../ports/workspace.ts';

/** Where changed files would have errors that they did not have before; files of a language that is not judged have none. */
export async function brokenPlaces(
  files: readonly EditedFile[],
  syntax: Syntax,
): Promise<readonly BrokenPlace[]> {
  const places: BrokenPlace[] = [];
  for (const { path, before, after } of files) {
    if (after === null) continue;
    const old = before === null ? [] : await faultsOf(syntax, path, before);
    const faults = newFaults(old, await faultsOf(syntax, path, after));
    places.push(
      ...faults
        .slice(0, mostPlaces)
        .map(({ line, what }) => ({ path, line, what, around: around(after, line) })),
    );
  }
  return places;
}

/** Of a file: one slip may make many faults, and the first ones tell. */
const mostPlaces = 3;

async function faultsOf(syntax: Syntax, path: string, text: string): Promise<readonly SyntaxFault[]> {
  const tree = await syntax.parse(path, text);
  return tree.is === 'parsed' && languageOf(tree.language).isJudged ? tree.faults : [];
}

const linesAround = 3;

function around(text: string, line: number): readonly Line[] {
  return linesOfText(text)
    .lines.map((text, index) => ({ number: index + 1, text: text.slice(0, 300) }))
    .slice(Math.max(0, line - 1 - linesAround), line + linesAround);
}
