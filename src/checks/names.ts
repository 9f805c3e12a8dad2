import type { LanguageName } from '../core/languages.ts';
import type { SyntaxTree } from '../core/syntax-tree.ts';
import { javascriptNames } from './names-javascript.ts';
import { pythonNames } from './names-python.ts';

/** A name where it stands. */
export interface NameAt {
  readonly name: string;
  readonly line: number;
}

/** A name that is brought in from elsewhere. `from` is as it is written; the name is `default` or `*` where that is meant. */
export interface ImportedName extends NameAt {
  readonly from: string;
  /** What it is called here. */
  readonly local: string;
  readonly lastLine: number;
}

/** What others can bring in from a text. */
export interface GivenNames {
  readonly names: ReadonlySet<string>;
  /** Texts whose names are given on, as they are written. */
  readonly from: readonly string[];
  /** Whether there may be more than can be seen. */
  readonly isOpen: boolean;
}

/** The names of one text, whatever part of it they hold in: what is declared anywhere counts as declared everywhere. */
export interface Names {
  /** By how many places. */
  readonly declared: ReadonlyMap<string, number>;
  /** Names that are called by themselves. */
  readonly called: readonly NameAt[];
  /** Calls of something that a name holds: `of` is that name. */
  readonly members: readonly (NameAt & { readonly of: string })[];
  readonly imports: readonly ImportedName[];
  readonly given: GivenNames;
  /** Whether names may come from where nobody can see: `eval`, imports of everything, scripts that share one page. */
  readonly isOpen: boolean;
}

/** Undefined for languages whose names are not judged. */
export function namesIn(tree: SyntaxTree): Names | undefined {
  return readers[tree.language]?.(tree);
}

const readers: Partial<Record<LanguageName, (tree: SyntaxTree) => Names>> = {
  javascript: javascriptNames,
  typescript: javascriptNames,
  tsx: javascriptNames,
  python: pythonNames,
};
