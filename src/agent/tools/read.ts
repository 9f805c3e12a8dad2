import { z } from 'zod';
import type { CodeSymbol } from '../../core/outline.ts';
import type { Piece } from '../observation.ts';
import { type Observation, type Tool, tool } from '../tool.ts';
import { counted, type Desk, numbered, plainPath, refusedPieces, repositoryText } from './pieces.ts';

/** Tools that show files: `read_file`, `list_files`, `outline`. */
export function readingTools(desk: Desk): readonly Tool<never>[] {
  return [readFile(desk), listFiles(desk), outline(desk)];
}

const Path = z.string().describe('From the root of the repository, such as src/main.ts.');

function readFile(desk: Desk): Tool<never> {
  return tool({
    name: 'read_file',
    description:
      'Shows lines of a text file with their numbers, as many as fit. A file must be read before it can be edited.',
    changes: false,
    input: z.object({
      path: Path,
      from: z.int().min(1).optional().describe('The first line to show; 1 unless given.'),
      to: z.int().min(1).optional().describe('The last line to show; the end of the file unless given.'),
    }),
    run: async ({ path, from, to }) => {
      const read = await desk.workspace.read(plainPath(path), { from, to });
      if (read.is === 'refused') return failed(refusedPieces(desk, read));
      const { lines, total, next } = read;
      const [first, last] = [lines.at(0)?.number, lines.at(-1)?.number];
      const name = JSON.stringify(read.path);
      if (first === undefined) return seen([nothingShown(name, total)]);
      return seen([
        `Lines ${first} to ${last} of the ${total} in ${name}:`,
        repositoryText(desk, read.path, numbered(lines)),
        ...(next === null ? [] : [`More did not fit: go on with "from": ${next}.`]),
      ]);
    },
  });
}

function nothingShown(name: string, total: number): string {
  return total === 0 ? `${name} is empty.` : `${name} has ${counted(total, 'line')}, and none was asked for.`;
}

function listFiles(desk: Desk): Tool<never> {
  return tool({
    name: 'list_files',
    description:
      'Lists what stands in a folder of the repository. Of deeper folders it tells how many files they hold.',
    changes: false,
    input: z.object({
      folder: z.string().default('').describe('From the root of the repository; the root unless given.'),
      depth: z.int().min(1).max(10).default(2).describe('How many folders deep to look.'),
    }),
    run: async ({ folder, depth }) => {
      const listed = await desk.workspace.list(plainPath(folder), depth);
      if (listed.is === 'refused') return failed(refusedPieces(desk, listed));
      const lines = listed.entries.map(({ path, files }) =>
        files === null ? path : `${path} (${counted(files, 'file')})`,
      );
      return seen([
        lines.length === 0 ? 'There are no files.' : repositoryText(desk, 'files', lines.join('\n')),
        ...(listed.more === 0 ? [] : [`${listed.more} more did not fit: list one of the folders.`]),
      ]);
    },
  });
}

function outline(desk: Desk): Tool<never> {
  return tool({
    name: 'outline',
    description: 'Shows what a file of code defines: each function, class and type with its lines.',
    changes: false,
    input: z.object({ path: Path }),
    run: async ({ path }) => {
      const read = await desk.workspace.outline(plainPath(path));
      if (read.is === 'refused') return failed(refusedPieces(desk, read));
      if (read.symbols.length === 0)
        return seen([`${JSON.stringify(path)} defines nothing that has a name.`]);
      return seen([repositoryText(desk, path, read.symbols.map(symbolLine).join('\n'))]);
    },
  });
}

function symbolLine({ line, lastLine, kind, head }: CodeSymbol): string {
  return `${line}-${lastLine}\t${kind}\t${head.slice(0, 200)}`;
}

function seen(pieces: readonly Piece[]): Observation<never> {
  return { is: 'seen', pieces };
}

function failed(pieces: readonly Piece[]): Observation<never> {
  return { is: 'failed', pieces };
}
