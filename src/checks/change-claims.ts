import type { Change } from '../core/change.ts';
import { isTestPath } from '../core/file-kind.ts';
import { figuresIn, type TestCounts } from './claim-figures.ts';
import { linesAdded } from './changed-lines.ts';
import { namesSuite, type Said, sentencesIn } from './claim-sentences.ts';

/** What happened while a change was made. */
export interface ClaimFacts {
  readonly changes: readonly Change[];
  /** Paths of the base commit. */
  readonly files: readonly string[];
  /** All that were run, in their order. */
  readonly commands: readonly RunCommand[];
  /** The last run of all tests; null where there was none. */
  readonly suite: { readonly failed: readonly string[]; readonly isComplete: boolean } | null;
}

export interface RunCommand {
  readonly command: string;
  readonly isPassed: boolean;
  /** Null where it ran no tests, or did not say how many. */
  readonly tests: TestCounts | null;
}

/** Something that a text says of a change and that does not hold. */
export interface FalseClaim {
  readonly is:
    | 'path-absent'
    | 'path-unchanged'
    | 'symbol-unchanged'
    | 'command-not-run'
    | 'command-failed'
    | 'tests-not-run'
    | 'tests-failed'
    | 'figure-not-seen'
    | 'no-test-added';
  /** As it stands in the text. */
  readonly sentence: string;
  readonly what: string;
}

/** What a summary says was done and was not. Only what can be told for sure counts: most of what is said is neither way. */
export function falseClaims(text: string, facts: ClaimFacts): readonly FalseClaim[] {
  return sentencesIn(text).flatMap((said) => [
    ...aboutFiles(said, facts),
    ...aboutSymbols(said, facts),
    ...aboutCommands(said, facts),
    ...aboutSuite(said, facts),
    ...aboutFigures(said, facts),
    ...aboutNewTests(said, facts),
  ]);
}

/** Where one of the files that a sentence names was changed, the others may only be mentioned. */
function aboutFiles({ sentence, paths, isOfChange }: Said, { changes, files }: ClaimFacts) {
  const meant = paths.map((named) => ({
    named,
    isChanged: changes.some(({ path }) => isMeant(named, path)),
    isThere: files.some((path) => isMeant(named, path)),
  }));
  const absent = meant.find(({ isChanged, isThere }) => !isChanged && !isThere);
  if (!isOfChange || meant.some(({ isChanged }) => isChanged)) return [];
  if (absent !== undefined) return [{ is: 'path-absent', sentence, what: absent.named } as const];
  const [unchanged] = meant;
  return unchanged === undefined ? [] : [{ is: 'path-unchanged', sentence, what: unchanged.named } as const];
}

function isMeant(named: string, path: string): boolean {
  return (
    path === named || path.endsWith(`/${named}`) || path.startsWith(named.endsWith('/') ? named : `${named}/`)
  );
}

function aboutSymbols({ sentence, symbols, isOfChange }: Said, { changes }: ClaimFacts) {
  const [first] = symbols;
  if (!isOfChange || first === undefined) return [];
  const isThere = symbols.some((symbol) => changes.some((change) => mentions(change, symbol)));
  return isThere ? [] : [{ is: 'symbol-unchanged', sentence, what: first } as const];
}

function mentions({ path, before, after }: Change, symbol: string): boolean {
  const name = symbol.split(/[.#]/).at(-1) ?? symbol;
  const pattern = new RegExp(`(?<![\\w$])${RegExp.escape(name)}(?![\\w$])`);
  return [path, before, after].some((text) => text !== null && pattern.test(text));
}

function aboutCommands({ sentence, commands, isOfRun }: Said, facts: ClaimFacts): readonly FalseClaim[] {
  if (!isOfRun) return [];
  return commands.flatMap((what): readonly FalseClaim[] => {
    const run = facts.commands.findLast(({ command }) => isSameCommand(command, what));
    if (run === undefined) return [{ is: 'command-not-run', sentence, what }];
    const saysPassed = /\b(?:pass\w*|green|succe\w+|clean\w*)\b/i.test(sentence) && !/\bfail/i.test(sentence);
    return saysPassed && !run.isPassed ? [{ is: 'command-failed', sentence, what }] : [];
  });
}

/** One may be said with less than the other: folders, flags. */
function isSameCommand(run: string, said: string): boolean {
  const [long, short] = [words(run), words(said)];
  return ` ${long} `.includes(` ${short} `) || ` ${short} `.includes(` ${long} `);
}

function words(command: string): string {
  return command
    .replace(/^(?:npx|npm exec|yarn|pnpm(?: exec)?|bunx|python3? -m|poetry run|uv run)\s+(?=\S+\s)/, '')
    .replaceAll(/["']/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function aboutSuite({ sentence }: Said, { suite }: ClaimFacts): readonly FalseClaim[] {
  if (!namesSuite(sentence)) return [];
  if (suite === null || !suite.isComplete) return [{ is: 'tests-not-run', sentence, what: '' }];
  const [failed] = suite.failed;
  return failed === undefined ? [] : [{ is: 'tests-failed', sentence, what: failed }];
}

/** A figure that none of the runs came to. Where none of them told any, nothing is known. */
function aboutFigures({ sentence }: Said, { commands }: ClaimFacts): readonly FalseClaim[] {
  const seen = commands.flatMap(({ tests }) => tests ?? []);
  if (seen.length === 0) return [];
  const wrong = figuresIn(sentence).find(({ is, count }) => !seen.some((counts) => counts[is] === count));
  return wrong === undefined ? [] : [{ is: 'figure-not-seen', sentence, what: wrong.text }];
}

function aboutNewTests({ sentence, isOfNewTest }: Said, { changes }: ClaimFacts): readonly FalseClaim[] {
  const isAdded = linesAdded(changes).some(({ path }) => isTestPath(path));
  return isOfNewTest && !isAdded ? [{ is: 'no-test-added', sentence, what: '' }] : [];
}
