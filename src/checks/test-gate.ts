import { type ImportableFiles, importedFiles } from '../core/imported-files.ts';
import { newFaults, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import { packagesIn } from './imports.ts';
import { type ImportedName, namesIn } from './names.ts';
import { nodeModules, pythonModules } from './names-known.ts';
import { additionTo } from './test-additions.ts';
import type { TestCase, TestStatement } from './test-cases.ts';
import { fixtureNames } from './test-parameters.ts';
import { reachOf } from './test-reach.ts';
import { emptyClaim } from './test-subject.ts';

/** Why a test is not taken, by its code alone. */
export type GateReason =
  | 'does not parse'
  | 'changes what was there'
  | 'is not one test'
  | 'is left out or singled out'
  | 'asserts nothing'
  | 'asserts what is always so'
  | 'asserts on a stand-in only'
  | 'replaces what it should test'
  | 'reaches outside'
  | 'depends on the clock or on chance'
  | 'imports what is not there';

export type Gated =
  | { readonly is: 'passed'; readonly test: TestCase }
  /** `say` tells whoever wrote it what is wrong. */
  | { readonly is: 'refused'; readonly reason: GateReason; readonly say: string };

/** A test file as it would be, and what it is judged by. */
export interface GateInput {
  readonly path: string;
  /** Undefined for a new file. */
  readonly before: SyntaxTree | undefined;
  readonly after: SyntaxTree;
  /** The code that is to be tested. */
  readonly unit: { readonly path: string; readonly symbol: string };
  readonly files: ImportableFiles;
  /** Whether the repository declares a package, by the name that an import has. */
  readonly isDeclared: (name: string) => boolean;
}

/**
 * Whether an edit of a test file is one honest test more: nothing else changed, a claim about what comes out of the repository's code, and
 * nothing in it that could reach the runner, the network, the clock or the code itself.
 */
export function gate(input: GateInput): Gated {
  const { before, after } = input;
  const [broken] = newFaults(before?.faults ?? [], after.faults);
  if (broken !== undefined)
    return refused('does not parse', `Line ${broken.line} does not parse: ${broken.what}`);
  const addition = additionTo(before, after);
  if (addition.is === 'other') return refused(addition.reason, addition.say);
  const problem = problemWith(addition.test, addition.added, input);
  if (problem !== undefined) return refused(problem.reason, problem.say);
  return { is: 'passed', test: addition.test };
}

function problemWith(test: TestCase, added: readonly TestStatement[], input: GateInput): Problem | undefined {
  const { after } = input;
  const imports = namesIn(after)?.imports ?? [];
  const subjects = new Set([...subjectsIn(input, imports), ...fixtureNames(after, test)]);
  return (
    markedOut(after, test) ??
    strangeImport(input, imports) ??
    replacement(input, added) ??
    reachOf(
      after,
      added.map(({ node }) => node).filter((node) => !bringsOwn(node, input)),
    ) ??
    emptyClaim(after, test, subjects)
  );
}

interface Problem {
  readonly reason: GateReason;
  readonly say: string;
}

function refused(reason: GateReason, say: string): Gated {
  return { is: 'refused', reason, say };
}

function markedOut(tree: SyntaxTree, { marks, body, node }: TestCase): Problem | undefined {
  const text = textAt(tree, body);
  const isMarked =
    /^[fx](?:test|it|specify)\b|\.(?:skip|only|todo|fails|failing|concurrent\.skip|skipIf|runIf)\b|\bmark\.(?:skip|skipif|xfail)\b|\bskip\w*\b|\bexpectedFailure\b/i.test(
      marks,
    );
  const isOption = /\{\s*(?:skip|only|todo)\s*[:,}]/.test(tree.text.slice(node.start, body.start));
  const isInside = /\b(?:t|this|self|ctx|context|pytest)\.(?:skip|skipTest|todo|xfail|pending)\s*\(/.test(
    text,
  );
  if (!isMarked && !isOption && !isInside) return undefined;
  return {
    reason: 'is left out or singled out',
    say: 'Write a plain test: it may not be skipped, singled out, or expected to fail.',
  };
}

/** Files that are there, packages that are declared, and what comes with the language. */
function strangeImport(input: GateInput, imports: readonly ImportedName[]): Problem | undefined {
  const { after, before, path, files, isDeclared } = input;
  const known = new Set(before === undefined ? [] : packagesIn(before).map(({ name }) => name));
  const there = new Set(before === undefined ? [] : namesIn(before)?.imports.map(({ from }) => from));
  const undeclared = packagesIn(after).find(
    ({ name }) => !known.has(name) && !isDeclared(name) && !isOwnModule(name, input),
  );
  if (undeclared !== undefined)
    return notThere(
      `Line ${undeclared.line} imports ${undeclared.name}, which the repository does not declare.`,
    );
  const place = { path, language: after.language };
  const missing = imports.find(
    ({ from }) =>
      from.startsWith('.') &&
      !there.has(from) &&
      !isFolder(from) &&
      !isBuilt.test(from) &&
      importedFiles(from, place, files).length === 0,
  );
  if (missing === undefined) return undefined;
  return notThere(`Line ${missing.line} imports ${missing.from}: there is no such file.`);
}

/** What a build puts there is in no repository. */
const isBuilt = /^[./]*\/(?:.*\/)?(?:build|dist|out|lib|esm|cjs|generated)\//;

function notThere(say: string): Problem {
  return { reason: 'imports what is not there', say };
}

/** Python's imports of the repository's own modules look like those of packages. */
function isOwnModule(name: string, { after, files, path }: GateInput): boolean {
  if (after.language !== 'python') return false;
  const all = [...files.values()].flat();
  return (
    importedFiles(name, { path, language: 'python' }, files).length > 0 ||
    all.some((file) => file.startsWith(`${name}/`) || file.includes(`/${name}/`))
  );
}

/** `from requests import get`, in the repository of that name. */
function bringsOwn(node: SyntaxNode, input: GateInput): boolean {
  if (!/^import(?:_from)?_statement$/.test(node.kind)) return false;
  const packages = packagesIn({ ...input.after, root: node });
  return packages.length > 0 && packages.every(({ name }) => isOwnModule(name, input));
}

/** A test that puts something else in the place of its unit tests that. */
function replacement(input: GateInput, added: readonly TestStatement[]): Problem | undefined {
  const { after, path, unit, files } = input;
  const place = { path, language: after.language };
  const text = added.map((each) => each.text).join('\n');
  const mocked =
    /\b(?:mock|doMock|unstable_mockModule|module|setMock|patch(?:\.object)?|setattr)\(\s*(?:import\()?(['"`])([^'"`]+)\1/g;
  const isReplaced = Array.from(text.matchAll(mocked), ([, , source = '']) => source).some((source) =>
    [source, source.replace(/\.[^.]*$/, '')].some((each) => leadsTo(each, source)),
  );
  const name = RegExp.escape(unit.symbol.split('.').at(-1) ?? '');
  const isSpied = new RegExp(
    `\\b(?:spyOn|stub|replace|mock\\.method|setattr|patch\\.object)\\([^,()]+,\\s*['"\`]${name}['"\`]`,
  ).test(text);
  const isShadowed = new RegExp(`^\\s*(?:const|let|var|function|def|class)\\s+${name}\\b`, 'm').test(text);
  if (!isReplaced && !isSpied && !(isShadowed && !unit.symbol.includes('.'))) return undefined;
  return {
    reason: 'replaces what it should test',
    say: `It puts something else in the place of ${unit.symbol}.`,
  };

  function leadsTo(source: string, whole: string): boolean {
    if (!importedFiles(source, place, files).includes(unit.path)) return false;
    return after.language !== 'python' || whole.endsWith(`.${unit.symbol}`);
  }
}

/** The names that a test file has for what comes from the repository's own code, tests and their helpers left out. */
function subjectsIn(input: GateInput, imports: readonly ImportedName[]): ReadonlySet<string> {
  const { after, path, files, unit } = input;
  const place = { path, language: after.language };
  const brought = [...imports, ...loadedWhole(after)];
  const own = brought.filter(({ from }) => isOwn(from));
  const home = brought.filter(({ from }) => leadsHome(from, place, files));
  const used = own.length > 0 ? own : home.length > 0 ? home : brought.filter(isSomebodys);
  return new Set(used.map(({ local }) => local.split('.')[0] ?? local));

  function isOwn(from: string): boolean {
    return isFolder(from) || importedFiles(from, place, files).includes(unit.path);
  }
}

type Brought = Pick<ImportedName, 'from' | 'local'>;

/** `const shop = require('./shop')`, `const shop = await import('./shop')`. */
function loadedWhole({ text }: SyntaxTree): readonly Brought[] {
  const loaded = /\b(\w+)\s*=\s*(?:await\s+import|require)\(\s*['"]([^'"]+)['"]/g;
  return Array.from(text.matchAll(loaded), ([, local = '', from = '']) => ({ local, from }));
}

/** A folder above, which stands for the package that it holds: what that gives, its manifest says. */
function isFolder(from: string): boolean {
  return /^\.{1,2}(?:\/\.{1,2})*\/?$/.test(from);
}

/** What is neither the language's nor a test library's: a repository may import itself by its package's name. */
function isSomebodys({ from }: Brought): boolean {
  const [first = ''] = from.replace(/^node:/, '').split(/[./]/);
  return !nodeModules.has(first) && !pythonModules.has(first) && !testLibraries.test(from);
}

const testLibraries =
  /^(?:node:test|vitest|@jest\/|jest|mocha|ava|tap|chai|sinon|should|expect|pytest|hypothesis|mock)\b|^@?testing-library/;

/** A package may give its parts by another file: an index, say. */
function leadsHome(
  from: string,
  place: Parameters<typeof importedFiles>[1],
  files: ImportableFiles,
): boolean {
  return importedFiles(from, place, files).some(
    (file) => !/(?:^|[/._-])(?:tests?|specs?|helpers?|mocks?|fixtures?)(?:[/._-]|$)/i.test(file),
  );
}
