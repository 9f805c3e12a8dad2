import type { LanguageName } from '../../core/languages.ts';
import type { Finding } from '../../core/finding.ts';
import type { SyntaxNode, SyntaxTree } from '../../core/syntax-tree.ts';
import type { CodePattern } from './pattern.ts';

/** A way in which code goes wrong, and how to see it. */
export interface Weakness {
  readonly id: string;
  readonly languages: readonly LanguageName[];
  /** Of the Common Weakness Enumeration, where it has a number there. */
  readonly cwe?: number;
  readonly severity: Finding['severity'];
  readonly category: Finding['category'];
  readonly confidence: number;
  readonly title: string;
  /** What happens, and what to do instead. */
  readonly body: string;
  /** Whether it matters in tests. */
  readonly isForTests: boolean;
  readonly finds: readonly Search[];
}

/** What a rule looks for: code that fits a pattern under conditions, or places that a function of our own finds. */
export type Search = PatternSearch | { readonly places: (tree: SyntaxTree) => Iterable<SyntaxNode> };

export interface PatternSearch extends CodePattern {
  readonly where?: Where;
  /** What the file's text must hold. */
  readonly file?: RegExp;
}

/** What must be true of the code that the names of a pattern stand for. */
export type Where = Readonly<Record<string, Condition | readonly Condition[]>>;

/**
 * `built`: a text put together from pieces that are not written out, `built sql`: one that reads as a statement of SQL, `dynamic`:
 * anything that is not written out; expressions are tried on the code.
 */
export type Condition = 'built' | 'built sql' | 'dynamic' | RegExp | { readonly not: RegExp };
