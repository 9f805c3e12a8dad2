import type { SyntaxTree } from '../core/syntax-tree.ts';

/** Why a text was not parsed: its language is not known, or it is too long or too tangled to read in a moment. */
export type Unparsed = { readonly is: 'unparsed'; readonly because: 'language' | 'size' | 'time' };

/** Reads code as its language does. */
export interface Syntax {
  /** The language comes from the path; nothing else is read of it. */
  parse(path: string, text: string): Promise<({ readonly is: 'parsed' } & SyntaxTree) | Unparsed>;
}
