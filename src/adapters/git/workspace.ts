import type { Syntax } from '../../ports/syntax.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Checkout } from './checkout.ts';
import { openCode } from './code.ts';
import { openDesk } from './desk.ts';
import { openGround } from './ground.ts';
import { search } from './search.ts';
import { linesOf, listingOf } from './show.ts';

export interface WorkspaceParts {
  readonly syntax: Syntax;
  /** How long one search may take. */
  readonly searchMs?: number;
}

/** A checkout to read and edit in, which it disposes of. */
export function openWorkspace(checkout: Checkout, { syntax, searchMs }: WorkspaceParts): Workspace {
  const { sha, directory, left } = checkout;
  const ground = openGround(checkout);
  const code = openCode(ground, syntax);
  const desk = openDesk(ground, checkout, syntax);
  return {
    sha,
    directory,
    left,
    files: ground.files,
    read: async (path, range) => {
      const there = ground.text(path);
      if (there.is === 'refused') return there;
      desk.note(path, there.text);
      return { is: 'lines', ...linesOf(path, there.text, range) };
    },
    text: async (path) => ground.text(path),
    original: checkout.original,
    list: async (folder, depth) => listingOf(ground, folder, depth),
    search: (query, signal) => search({ root: directory, paths: ground.files(), query }, signal, searchMs),
    outline: async (path) => {
      const there = ground.text(path);
      if (there.is === 'refused') return there;
      const read = await code.outline(path, there.text);
      if (read.is === 'refused') return ground.refusal(path, read.why);
      return { is: 'outline', symbols: read.outline.symbols };
    },
    definitions: code.definitions,
    references: code.references,
    map: code.map,
    edit: desk.edit,
    changes: desk.changes,
    apply: desk.apply,
    [Symbol.asyncDispose]: () => checkout[Symbol.asyncDispose](),
  };
}
