import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type FileDiff, hunksOf, parseDiff } from '../../src/core/diff.ts';
import { isTestPath } from '../../src/core/file-kind.ts';
import { canonicalCode } from '../../src/core/quoted-code.ts';
import { git } from './git.ts';
import { Bug, folderOf } from './review-cases.ts';

/** A bug of a real repository, with the test files that came with its fix. */
const TestBug = Bug.extend({ tests: z.array(z.string()).readonly() });
type TestBug = Readonly<z.infer<typeof TestBug>>;

/** Where tests for a bug are wanted: at the commit before its fix, or at the one that brought it. */
export type Moment = 'before the fix' | 'as it came';

/**
 * Two changes in a repository of their own: `brought` ends with the bug in it, and `mended` is the fix on top of it. Neither comes with
 * tests: the files that hold the author's are as they were before the bug came, so that there is something left to test.
 */
export interface TestCase {
  readonly name: string;
  readonly repo: string;
  readonly brought: Range;
  readonly mended: Range;
  /** The files that the fix changes, as the fix leaves them and as they were with the bug. */
  readonly fixed: Texts;
  readonly faulty: Texts;
}

export interface Range {
  readonly base: string;
  readonly head: string;
}

export type Texts = ReadonlyMap<string, string>;

export interface CaseChoice {
  readonly cases: string;
  readonly repos: string;
  /** Texts that names contain; none for all. */
  readonly only: readonly string[];
  /** The same, of those that are looked at as they came. */
  readonly asTheyCame: readonly string[];
}

/** The chosen cases, each with a way to make its repository in a folder. Throws where one is not readable. */
export async function readTestCases({ cases, repos, only, asTheyCame }: CaseChoice) {
  const files = (await stat(cases)).isDirectory()
    ? (await readdir(cases)).filter((name) => name.endsWith('.json')).map((name) => join(cases, name))
    : [cases];
  const found: TestBug[] = [];
  for (const file of files.toSorted()) {
    const list = z.array(z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
    found.push(...list.flatMap((each) => TestBug.safeParse(each).data ?? []));
  }
  return found
    .filter(({ repository }) => isAmong(repository, only) || only.length === 0)
    .map((bug) => {
      const moment: Moment = isAmong(bug.repository, asTheyCame) ? 'as it came' : 'before the fix';
      const from = folderOf(repos, bug.repository);
      return { name: bug.repository, make: (folder: string) => makeCase(bug, { moment, from, folder }) };
    });
}

function isAmong(name: string, texts: readonly string[]): boolean {
  return texts.some((text) => name.includes(text));
}

interface Making {
  readonly moment: Moment;
  readonly from: string;
  /** A folder that is there and empty. */
  readonly folder: string;
}

/** Three commits on one another: without the change that brought the bug, with it, and with the fix. */
async function makeCase(bug: TestBug, { moment, from, folder: repo }: Making): Promise<TestCase> {
  await git(repo, ['clone', '--quiet', '--bare', '--shared', from, '.']);
  const { at, sources, tests } = await momentOf(bug, moment, repo);
  const old = `${bug.introducedBy}^`;
  const withoutTests = await textsAt(repo, old, tests);
  const faulty = await textsAt(repo, at, sources);
  const fixed =
    moment === 'as it came' ? await transplanted(bug, repo, faulty) : await textsAt(repo, bug.fix, sources);
  const before = await textsAt(repo, old, sources);
  const parts = { repo, at };
  const root = await commit({
    ...parts,
    files: [...withoutTests, ...before],
    parent: null,
    message: 'Before',
  });
  const message = await messageOf(repo, bug.introducedBy);
  const head = await commit({ ...parts, files: [...withoutTests, ...faulty], parent: root, message });
  const fix = await messageOf(repo, bug.fix);
  const end = await commit({ ...parts, files: [...withoutTests, ...fixed], parent: head, message: fix });
  return {
    name: bug.repository,
    repo,
    brought: { base: root, head },
    mended: { base: head, head: end },
    fixed: texts(fixed),
    faulty: texts(faulty),
  };
}

/** The commit whose files everything else is taken from; its paths that the bug stands in, and those of the author's tests. */
async function momentOf(bug: TestBug, moment: Moment, repo: string) {
  if (moment === 'before the fix') return { at: bug.parent, sources: bug.source, tests: bug.tests };
  const changed = await git(repo, ['diff', '--name-only', `${bug.introducedBy}^`, bug.introducedBy]);
  const paths = changed.split('\n').filter(Boolean);
  const tests = paths.filter((path) => isTestPath(path));
  const sources = paths.filter((path) => !isTestPath(path));
  return { at: bug.introducedBy, sources, tests };
}

/** A file's text at a commit; null where it is not there. */
type AtCommit = readonly (readonly [path: string, text: string | null])[];

async function textsAt(repo: string, sha: string, paths: readonly string[]): Promise<AtCommit> {
  return Promise.all(
    paths.map(async (path) => [path, await git(repo, ['show', `${sha}:${path}`]).catch(() => null)] as const),
  );
}

function texts(files: AtCommit): Texts {
  return new Map(files.flatMap(([path, text]) => (text === null ? [] : [[path, text] as const])));
}

async function messageOf(repo: string, sha: string): Promise<string> {
  return git(repo, ['log', '-1', '--format=%B', sha]);
}

/** The fix as it would have been in the code of that time: each line that it takes away is replaced where it stands alone. */
async function transplanted(bug: TestBug, repo: string, faulty: AtCommit): Promise<AtCommit> {
  const fix = parseDiff(await git(repo, ['diff', bug.parent, bug.fix, '--', ...bug.source]));
  let files = faulty;
  for (const swap of fix.flatMap(swapsIn)) files = swapped(files, swap);
  return files;
}

interface Swap {
  readonly removed: string;
  readonly added: readonly string[];
}

function swapsIn(file: FileDiff): readonly Swap[] {
  const lines = hunksOf(file).flatMap((hunk) => hunk.lines);
  return lines.flatMap(({ kind, text }, at) => {
    if (kind !== 'removed') return [];
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((line) => line.kind !== 'added');
    return [{ removed: text, added: rest.slice(0, end === -1 ? rest.length : end).map((line) => line.text) }];
  });
}

function swapped(files: AtCommit, { removed, added }: Swap): AtCommit {
  const wanted = canonicalCode(removed);
  const found = files.flatMap(([path, text]) =>
    (text ?? '').split('\n').flatMap((line, at) => (canonicalCode(line) === wanted ? [{ path, at }] : [])),
  );
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`The fix of "${removed.trim()}" has no place of its own in the code as the bug came.`);
  return files.map(([path, text]) => {
    if (path !== only.path || text === null) return [path, text] as const;
    const lines = text.split('\n');
    const margin = /^\s*/.exec(lines[only.at] ?? '')?.[0] ?? '';
    const own = added.map((line) => margin + line.trimStart());
    return [path, lines.toSpliced(only.at, 1, ...own).join('\n')] as const;
  });
}

interface Commit {
  readonly repo: string;
  /** Whose tree it starts from. */
  readonly at: string;
  readonly files: AtCommit;
  readonly parent: string | null;
  readonly message: string;
}

/** The same files and the same words always give the same commit. */
async function commit({ repo, at, files, parent, message }: Commit): Promise<string> {
  const index = { GIT_INDEX_FILE: join(repo, 'index.of-the-case') };
  await git(repo, ['read-tree', at], { env: index });
  const lines = await Promise.all(files.map(([path, text]) => indexLine(repo, path, text)));
  await git(repo, ['update-index', '--index-info'], { env: index, input: lines.join('') });
  const tree = (await git(repo, ['write-tree'], { env: index })).trim();
  const parents = parent === null ? [] : ['-p', parent];
  return (
    await git(repo, ['commit-tree', tree, ...parents, '-F', '-'], { env: someone, input: message })
  ).trim();
}

const someone = {
  GIT_AUTHOR_NAME: 'The author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'The author',
  GIT_COMMITTER_EMAIL: 'author@example.com',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

async function indexLine(repo: string, path: string, text: string | null): Promise<string> {
  if (text === null) return `0 ${'0'.repeat(40)}\t${path}\n`;
  const blob = await git(repo, ['hash-object', '-w', '--stdin'], { input: text });
  return `100644 ${blob.trim()}\t${path}\n`;
}
