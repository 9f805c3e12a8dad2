import { javascriptCases } from './javascript-cases.ts';
import { otherCases } from './other-cases.ts';
import { pythonCases } from './python-cases.ts';

/** For each rule, code where it must speak and code where it must not; `path` says the language. */
export interface Cases {
  readonly path: string;
  readonly rule: string;
  readonly fires: readonly string[];
  readonly quiet: readonly string[];
}

export const cases: readonly Cases[] = [...javascriptCases, ...pythonCases, ...otherCases];
