import { z } from 'zod';
import type { Hit, Mention, SearchResult, SymbolResult } from '../../ports/workspace.ts';
import { type Observation, type Tool, tool } from '../tool.ts';
import { counted, type Desk, repositoryText } from './pieces.ts';

/** Tools that find things in all files: `search`, `find_symbol`. */
export function searchingTools(desk: Desk): readonly Tool<never>[] {
  return [search(desk), findSymbol(desk)];
}

const mostHits = 100;

function search(desk: Desk): Tool<never> {
  return tool({
    name: 'search',
    description: `Finds lines in the files of the repository, at most ${mostHits}.`,
    changes: false,
    input: z.object({
      text: z.string().min(1).max(1_000).describe('What to look for, within a line.'),
      regex: z.boolean().default(false).describe('Whether the text is a JavaScript regular expression.'),
      ignore_case: z.boolean().default(false),
      glob: z
        .string()
        .max(200)
        .optional()
        .describe('Which files to search, such as *.ts or src/**/*.test.ts; all unless given.'),
    }),
    run: async ({ text, regex, ignore_case, glob }, { signal }) => {
      const query = {
        text,
        as: regex ? 'regex' : 'text',
        ignoreCase: ignore_case,
        glob: glob ?? null,
      } as const;
      return shownResult(desk, await desk.workspace.search({ ...query, most: mostHits }, signal));
    },
  });
}

function shownResult(desk: Desk, result: SearchResult): Observation<never> {
  switch (result.is) {
    case 'found':
      return shownHits(desk, result);
    case 'bad-expression':
      return failed(
        `That is no regular expression: ${result.fault}. To look for the text as it is, set "regex" to false.`,
      );
    case 'too-slow':
      return failed(tooSlow(result.limitMs));
  }
}

function shownHits(
  desk: Desk,
  { hits, isMore, searched }: Extract<SearchResult, { is: 'found' }>,
): Observation<never> {
  if (hits.length === 0) return seen(`No line in ${counted(searched, 'file')} has it.`);
  return {
    is: 'seen',
    pieces: [
      repositoryText(
        desk,
        'search',
        grouped(hits, ({ line, text }) => `  ${line}\t${text}`),
      ),
      ...(isMore ? [`There are more: only the first ${hits.length} are shown.`] : []),
    ],
  };
}

function findSymbol(desk: Desk): Tool<never> {
  return tool({
    name: 'find_symbol',
    description:
      'Finds where a function, class, type or other name of code is defined, or everywhere it is used.',
    changes: false,
    input: z.object({
      name: z.string().min(1).max(200).describe('The name alone, such as parseArgs.'),
      want: z.enum(['definitions', 'references']).default('definitions'),
    }),
    run: async ({ name, want }, { signal }) =>
      shownMentions(desk, want, await desk.workspace[want](name.trim(), signal)),
  });
}

function shownMentions(desk: Desk, want: string, result: SymbolResult): Observation<never> {
  if (result.is === 'too-slow') return failed(tooSlow(result.limitMs));
  if (result.mentions.length === 0) return seen(noMentions(want, result.isMore));
  return {
    is: 'seen',
    pieces: [
      repositoryText(desk, want, grouped(result.mentions, mentionLine)),
      ...(result.isMore ? ['There are more than these.'] : []),
    ],
  };
}

function noMentions(want: string, isMore: boolean): string {
  return isMore
    ? `The name stands in too many files to look through all of them; those looked at have no ${want} of it. Search for it as text, with a glob.`
    : `There are no ${want} of that name. Search for it as text.`;
}

function mentionLine({ line, kind, text }: Mention): string {
  return kind === 'mention' || kind === 'text' ? `  ${line}\t${text}` : `  ${line}\t${kind}\t${text}`;
}

function grouped<Found extends Hit>(hits: readonly Found[], lineOf: (hit: Found) => string): string {
  return [...Map.groupBy(hits, ({ path }) => path)]
    .map(([path, found]) => [path, ...found.map(lineOf)].join('\n'))
    .join('\n');
}

function tooSlow(limitMs: number): string {
  return `The search was ended after ${limitMs / 1_000} s. Name fewer files, or write the expression more simply: without repetitions inside repetitions.`;
}

function seen(text: string): Observation<never> {
  return { is: 'seen', pieces: [text] };
}

function failed(text: string): Observation<never> {
  return { is: 'failed', pieces: [text] };
}
