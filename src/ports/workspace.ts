import type { Change } from '../core/change.ts';
import type { Edit, EditedFile, EditFault } from '../core/edit.ts';
import type { SymbolKind } from '../core/languages.ts';
import type { CodeSymbol } from '../core/outline.ts';
import type { LeftReason, Refusal } from '../core/refusal.ts';
import type { Interest } from '../core/repository-map.ts';

export type FileMode = Change['mode'];

/** An entry of the commit that the tree does not have. */
export interface LeftOut {
  readonly path: string;
  readonly because: LeftReason;
}

/** A path that cannot be used as asked. */
export interface Refused {
  readonly is: 'refused';
  readonly path: string;
  readonly why: Refusal;
}

/**
 * The files of one commit in a folder of their own, without git. All paths are from its root, with `/`, and nothing outside is ever
 * reached: not by a path, not by a link, whatever has been run in the folder. Reading shows what is there now; `changes` holds
 * only what was edited here. Disposing of it deletes the folder.
 */
export interface Workspace extends AsyncDisposable {
  readonly sha: string;
  /** On this machine: for the sandbox. */
  readonly directory: string;
  readonly left: readonly LeftOut[];
  /** Paths of the commit's files and of those made by edits, sorted; what commands have left behind is not among them. */
  files(): readonly string[];
  /** Lines of a text file, counted from 1, as many as fit. What is read may be edited. */
  read(path: string, range?: LineRange): Promise<({ readonly is: 'lines' } & ReadLines) | Refused>;
  /** The whole text of a file, for programs: nothing is cut, and it does not count as read. */
  text(path: string): Promise<{ readonly is: 'text'; readonly text: string } | Refused>;
  /** A file as the commit has it, whatever has become of it since; null where the commit has none. */
  original(path: string): Promise<OriginalFile | null>;
  /** What a folder holds, down to a depth; the root is the empty path. */
  list(folder: string, depth: number): Promise<({ readonly is: 'listing' } & Listing) | Refused>;
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchResult>;
  /** The symbols that a file defines. */
  outline(
    path: string,
  ): Promise<{ readonly is: 'outline'; readonly symbols: readonly CodeSymbol[] } | Refused>;
  /** Where a name is defined. */
  definitions(name: string, signal?: AbortSignal): Promise<SymbolResult>;
  /** Where a name is used: every mention in code but its definitions. */
  references(name: string, signal?: AbortSignal): Promise<SymbolResult>;
  /** The symbols that matter most to an interest, in at most so many tokens. */
  map(interest: Interest, size: MapSize, signal?: AbortSignal): Promise<string>;
  /** Makes all edits, or none. */
  edit(edits: readonly Edit[]): Promise<EditResult>;
  /** What edits have changed since the commit, by path. */
  changes(): readonly Change[];
  /** Makes changes that were taken from a workspace of the same commit: all, or none and why. */
  apply(changes: readonly Change[]): Promise<{ readonly is: 'applied' } | Unapplied>;
}

export interface OriginalFile {
  readonly bytes: Uint8Array;
  readonly mode: FileMode;
}

export interface LineRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface Line {
  readonly number: number;
  /** Cut where it is very long. */
  readonly text: string;
}

export interface ReadLines {
  readonly path: string;
  readonly lines: readonly Line[];
  /** Lines of the whole file. */
  readonly total: number;
  /** The first line that was asked for and did not fit; null where all did. */
  readonly next: number | null;
}

export interface Listing {
  /** Paths of files, and of folders with a slash at the end and the number of files below them. */
  readonly entries: readonly { readonly path: string; readonly files: number | null }[];
  /** Entries that did not fit. */
  readonly more: number;
}

export interface SearchQuery {
  readonly text: string;
  /** `regex` reads the text as a JavaScript expression, line by line; `word` wants no letter or digit beside it. */
  readonly as: 'text' | 'word' | 'regex';
  readonly ignoreCase: boolean;
  /** Paths to search: `*` within a name, `**` across folders; without a slash it means names at any depth. */
  readonly glob: string | null;
  /** Hits to answer. */
  readonly most: number;
}

export interface Hit {
  readonly path: string;
  readonly line: number;
  /** Cut where it is very long. */
  readonly text: string;
}

export type SearchResult =
  | {
      readonly is: 'found';
      readonly hits: readonly Hit[];
      /** Whether there are more hits than were asked for. */
      readonly isMore: boolean;
      readonly searched: number;
    }
  /** `fault` says what is wrong with the expression. */
  | { readonly is: 'bad-expression'; readonly fault: string }
  | { readonly is: 'too-slow'; readonly limitMs: number };

export interface Mention extends Hit {
  /** `text` where the file was not understood as code, and the name merely stands there. */
  readonly kind: SymbolKind | 'mention' | 'text';
}

export type SymbolResult =
  | { readonly is: 'mentions'; readonly mentions: readonly Mention[]; readonly isMore: boolean }
  | Exclude<SearchResult, { is: 'found' | 'bad-expression' }>;

export interface MapSize {
  readonly tokens: number;
  readonly count: (text: string) => number;
}

/** A place where an edit would break the code, with the lines around it as they would be. */
export interface BrokenPlace {
  readonly path: string;
  readonly line: number;
  readonly what: string;
  readonly around: readonly Line[];
}

export type EditResult =
  | { readonly is: 'edited'; readonly files: readonly EditedFile[]; readonly already: readonly Edit[] }
  /** Nothing was changed: paths that cannot be used. */
  | { readonly is: 'unreachable'; readonly refused: readonly Refused[] }
  /** Nothing was changed: edits that do not fit. */
  | { readonly is: 'unfit'; readonly faults: readonly EditFault[] }
  /** Nothing was changed: the code would have new errors. */
  | { readonly is: 'broken'; readonly places: readonly BrokenPlace[] };

/** `differing` are files that are not as they were when the changes were made. */
export interface Unapplied {
  readonly is: 'unapplied';
  readonly refused: readonly Refused[];
  readonly differing: readonly string[];
}

/** The text of a file as it is now; undefined where there is none, or none that is text. */
export async function textIn(files: Pick<Workspace, 'text'>, path: string): Promise<string | undefined> {
  const read = await files.text(path);
  return read.is === 'text' ? read.text : undefined;
}
