import type { Analyzer } from '../../ports/analyzer.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { type DependencyParts, openDependencies } from './dependencies.ts';
import { openNames } from './names.ts';
import { secrets } from './secrets.ts';
import { openSyntaxErrors } from './syntax-errors.ts';
import { openWeaknesses } from './weaknesses.ts';

/** All that read files; those that run the project's own checkers are in project/. */
export function openAnalyzers(parts: DependencyParts): readonly Analyzer[] {
  return [...openPureAnalyzers(parts.syntax), openDependencies(parts)];
}

/** Those that need nothing but the files. */
export function openPureAnalyzers(syntax: Syntax): readonly Analyzer[] {
  return [secrets, openSyntaxErrors(syntax), openNames(syntax), openWeaknesses(syntax)];
}
