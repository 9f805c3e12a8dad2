import { z } from 'zod';
import type { Edit, EditedFile } from '../../core/edit.ts';
import { editBlocksForm, readEditBlocks } from '../../core/edit-blocks.ts';
import { editFaultSentence } from '../../core/edit-fault.ts';
import type { BrokenPlace, EditResult } from '../../ports/workspace.ts';
import type { Piece } from '../observation.ts';
import { type Observation, type Tool, tool } from '../tool.ts';
import { linesAfter } from './lines-after.ts';
import { counted, type Desk, numbered, plainPath, refusedPieces, repositoryText } from './pieces.ts';

const rules =
  'All edits of a call are made, or none. An edit that would break the syntax of a file is not made.';

/** The tool `edit`, whose edits are JSON: for models that call tools by themselves. */
export function editTool(desk: Desk): Tool<never> {
  return tool({
    name: 'edit',
    description: `Changes files: replaces lines, writes files as a whole, deletes files. ${rules}`,
    changes: true,
    input: z.object({
      replacements: z.array(Replacement).default([]),
      files: z.array(Whole).default([]).describe('New files, or small ones to be written anew.'),
      deletions: z.array(z.string()).default([]).describe('Paths of files to delete.'),
    }),
    run: ({ replacements, files, deletions }) =>
      edited(desk, [
        ...files.map((file): Edit => ({ kind: 'write', ...file })),
        ...replacements.map((replacement): Edit => ({ kind: 'replace', ...replacement })),
        ...deletions.map((path): Edit => ({ kind: 'delete', path })),
      ]),
  });
}

const Replacement = z.object({
  path: z.string(),
  search: z
    .string()
    .describe('The lines as they are, with enough around them to stand nowhere else in the file.'),
  replace: z.string().describe('The lines as they shall be.'),
});

const Whole = z.object({ path: z.string(), text: z.string() });

/** The tool `edit`, whose edits are one text in sections: for models that write code better where it is not quoted. */
export function editBlocksTool(desk: Desk): Tool<never> {
  return tool({
    name: 'edit',
    description: `Changes files. ${rules} ${editBlocksForm}`,
    changes: true,
    input: z.object({ edits: z.string().describe('The sections, one after the other.') }),
    run: async ({ edits }) => {
      const read = readEditBlocks(edits);
      return read.is === 'fault' ? failed([`${nothing} ${read.fault}`]) : edited(desk, read.edits);
    },
  });
}

const nothing = 'Nothing was changed.';

async function edited(desk: Desk, asked: readonly Edit[]): Promise<Observation<never>> {
  if (asked.length === 0) return failed([`${nothing} No edit was given.`]);
  const edits = asked.map((edit) => ({ ...edit, path: plainPath(edit.path) }));
  return shown(desk, await desk.workspace.edit(edits));
}

function shown(desk: Desk, result: EditResult): Observation<never> {
  switch (result.is) {
    case 'edited':
      return { is: 'seen', pieces: madePieces(desk, result) };
    case 'unreachable':
      return failed([nothing, ...result.refused.flatMap((refused) => refusedPieces(desk, refused))]);
    case 'unfit':
      return failed([
        nothing,
        ...result.faults.map((fault) => repositoryText(desk, fault.edit.path, editFaultSentence(fault))),
      ]);
    case 'broken':
      return failed([
        `${nothing} The code would not be read any more:`,
        ...result.places.flatMap((place) => brokenPieces(desk, place)),
      ]);
  }
}

/** Files whose new lines are shown. */
const mostShown = 8;

function madePieces(desk: Desk, { files, already }: Extract<EditResult, { is: 'edited' }>): readonly Piece[] {
  const more = files.length - mostShown;
  return [
    ...files.slice(0, mostShown).flatMap((file) => filePieces(desk, file)),
    ...(more > 0 ? [`${counted(more, 'more file')} changed as well.`] : []),
    ...already.map(({ path }) => `${JSON.stringify(path)} had one of the edits already.`),
    ...(files.length === 0 && already.length === 0 ? ['The files are as you want them already.'] : []),
  ];
}

function filePieces(desk: Desk, { path, before, after }: EditedFile): readonly Piece[] {
  const name = JSON.stringify(path);
  if (after === null) return [`${name} was deleted.`];
  const lines = linesAfter(before ?? '', after);
  const what = before === null ? 'was written' : 'was changed';
  if (lines.length === 0 || before === null) return [`${name} ${what}.`];
  return [`${name} ${what}. There it is now:`, repositoryText(desk, path, numbered(lines))];
}

function brokenPieces(desk: Desk, { path, line, what, around }: BrokenPlace): readonly Piece[] {
  const place = `In line ${line}: ${what}\nThe lines around it, as they would have been:\n${numbered(around)}`;
  return [repositoryText(desk, path, place)];
}

function failed(pieces: readonly Piece[]): Observation<never> {
  return { is: 'failed', pieces };
}
