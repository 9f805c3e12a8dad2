import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import type { ChangeFacts } from '../../src/checks/change-facts.ts';
import type { ChangeFault } from '../../src/checks/change-fault.ts';
import { type ChangedFile, changedFiles } from '../../src/checks/changed-file.ts';
import type { Change } from '../../src/core/change.ts';

const syntax = openSyntax({ clock: { now: () => Date.now() } });

/** What was there, and what is there now: null where there is nothing. */
export type Texts = Readonly<Record<string, readonly [before: string | null, after: string | null]>>;

export function changesOf(texts: Texts): readonly Change[] {
  return Object.entries(texts).map(([path, [before, after]]) => ({ path, before, after, mode: 'plain' }));
}

export function filesOf(texts: Texts): Promise<readonly ChangedFile[]> {
  return changedFiles(changesOf(texts), syntax);
}

/** A repository in which nothing is allowed or ignored, for an issue that says nothing of it. */
export function factsOf(facts: Partial<ChangeFacts> = {}): ChangeFacts {
  return {
    issue: 'The total is wrong.',
    files: ['src/cart.js', 'test/cart.test.js', 'package.json'],
    isAllowed: () => false,
    isIgnored: () => false,
    ...facts,
  };
}

/** Faults as one line each, the path left out where all are of one file. */
export function listed(faults: readonly ChangeFault[]): readonly string[] {
  return faults.map(({ is, line, what, weight }) =>
    [is, line === null ? '' : `at ${line}`, what, weight === 'justify' ? '(to be justified)' : '']
      .filter((part) => part !== '')
      .join(' '),
  );
}
