import { fileKind, isTestPath } from '../../core/file-kind.ts';
import { stripHidden } from '../../core/hidden-markup.ts';
import type { SyntaxTree } from '../../core/syntax-tree.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { textIn, type Workspace } from '../../ports/workspace.ts';
import { intentSections, wrapped } from '../review/background.ts';
import { signatureOf, unitsCalled } from './called-units.ts';
import { type Comment, commentsIn, commentsOf } from './comments.ts';
import type { TestRequest } from './parts.ts';
import { passageOf, quotesIn, says } from './quotes.ts';
import type { Target } from './targets.ts';

/** A test, and what whoever wrote it says about it. */
export interface Claim {
  readonly target: Target;
  readonly code: string;
  readonly checks: string;
  /** Where the right result is said to be stated. */
  readonly expected: string;
}

/** Where what is quoted may stand. */
export interface Library {
  readonly head: Pick<Workspace, 'files' | 'text'>;
  readonly syntax: Syntax;
}

/** What people said that bears on a test, as those who judge it are shown it: no code but signatures. */
export interface Testimony {
  readonly sections: readonly string[];
  /** Whether words stand in it as they are. */
  readonly states: (quote: string) => boolean;
}

/**
 * What people said of a change and of what a test is about: title, description, issues, the comments that belong to it, and passages of
 * documents and other comments that the test's author quotes, where they are found. What is quoted and found nowhere is told, too.
 */
export async function testimonyOf(
  claim: Claim,
  { intent, guidance }: TestRequest,
  library: Library,
): Promise<Testimony> {
  const { target } = claim;
  const own = unitsCalled(claim.code, target).flatMap((unit) => commentsOf(unit, target.tree));
  const comments = withLines([...new Map(own.map((each) => [each.line, each])).values()]);
  const issues = intent.issues.flatMap(({ title, body }) => [title, body]);
  const prose = [intent.title, intent.body, ...issues, ...guidance.map(({ text }) => text)];
  const shown = [...prose.map((text) => stripHidden(text)), ...own.map(({ text }) => text)];
  const quotes = quotesIn(`${claim.checks}\n${claim.expected}`.slice(0, mostClaimed));
  const found = await cited(quotes, shown, { claim, library });
  const passages = found.flatMap(({ is, text }) => (is === 'found' ? [text] : []));
  return {
    sections: [
      ...guidance.map(({ path, text }) => wrapped(path, 'repository', 'prose', text)),
      ...intentSections(intent),
      ...(comments === '' ? [] : [wrapped(`comments of ${target.path}`, 'author', 'code', comments)]),
      ...signatureSections(claim),
      wrapped('what the author of the test claims', 'anyone', 'code', claimText(claim)),
      ...found.map(citationSection),
    ],
    states: (quote) => [...shown, ...passages].some((text) => says(text, quote)),
  };
}

const mostComments = 8_000;
const mostClaimed = 4_000;

function withLines(comments: readonly Comment[]): string {
  return comments
    .toSorted((one, other) => one.line - other.line)
    .map(({ line, lastLine, text }) => `${lineNames(line, lastLine)}:\n${text}`)
    .join('\n\n')
    .slice(0, mostComments);
}

function lineNames(from: number, to: number): string {
  return from === to ? `line ${from}` : `lines ${from} to ${to}`;
}

function signatureSections({ target, code }: Claim): readonly string[] {
  const signatures = unitsCalled(code, target).map((unit) => signatureOf(unit, target.tree));
  return [wrapped(`signatures in ${target.path}`, 'author', 'code', signatures.join('\n'))];
}

function claimText({ checks, expected }: Claim): string {
  return [`checks: ${checks}`, ...(expected === '' ? [] : [`expected: ${expected}`])].join('\n');
}

/** What a claim quotes: where it stands, with what is around it, or that nobody wrote it. */
interface Citation {
  readonly is: 'found' | 'nowhere';
  readonly source: string;
  readonly text: string;
}

function citationSection({ is, source, text }: Citation): string {
  return wrapped(source, is === 'found' ? 'author' : 'anyone', 'code', text);
}

interface Search {
  readonly claim: Claim;
  readonly library: Library;
}

/** Quotes of what is shown anyhow need no passage. */
async function cited(
  quotes: readonly string[],
  shown: readonly string[],
  search: Search,
): Promise<readonly Citation[]> {
  const open = quotes.filter((quote) => !shown.some((text) => says(text, quote)));
  if (open.length === 0) return [];
  const papers = await papersOf(search);
  const citations = open.map((quote) => citationOf(quote, papers));
  return [...new Map(citations.map((each) => [`${each.source}\n${each.text}`, each])).values()];
}

function citationOf(quote: string, papers: readonly Paper[]): Citation {
  for (const { place, text, first } of papers) {
    const passage = passageOf(text, quote);
    if (passage === undefined) continue;
    const lines = lineNames(passage.from + first - 1, passage.to + first - 1);
    return { is: 'found', source: `${place}, ${lines}, quoted by the claim`, text: passage.text };
  }
  return {
    is: 'nowhere',
    source: 'quoted by the claim, and not found in any document or comment',
    text: quote,
  };
}

/** A text that people wrote for people, and its first line. */
interface Paper {
  readonly place: string;
  readonly text: string;
  readonly first: number;
}

const mostPapers = 60;
const longestPaper = 100_000;

/** The comments of the target's file and of those that the claim names, and documents of the head. */
async function papersOf({ claim, library: { head, syntax } }: Search): Promise<readonly Paper[]> {
  const papers = [...commentPapers(claim.target.path, claim.target.tree)];
  const files = head.files();
  for (const path of files.filter((each) => isNamed(each, claim)).slice(0, mostNamed)) {
    const tree = await syntax.parse(path, (await textIn(head, path)) ?? '');
    if (tree.is === 'parsed') papers.push(...commentPapers(path, tree));
  }
  const documents = files.filter(isDocument).toSorted((one, other) => rank(one, claim) - rank(other, claim));
  for (const path of documents.slice(0, mostPapers)) {
    const text = (await textIn(head, path)) ?? '';
    papers.push({ place: path, text: stripHidden(text.slice(0, longestPaper)), first: 1 });
  }
  return papers;
}

const mostNamed = 5;

/** Of many documents, those that the claim names are read first, then those that speak for a folder. */
function rank(path: string, { checks, expected }: Claim): number {
  if (`${checks} ${expected}`.includes(path)) return 0;
  return /(?:^|\/)readme[^/]*$/i.test(path) ? 1 : 2;
}

function commentPapers(path: string, tree: SyntaxTree): readonly Paper[] {
  return commentsIn(tree).map(({ line, text }) => ({ place: `a comment of ${path}`, text, first: line }));
}

function isDocument(path: string): boolean {
  const isProse = /(?:^|\/)readme[^/]*$|\.(?:md|mdx|markdown|rst|adoc)$|^docs?\/.*\.txt$/i.test(path);
  return isProse && fileKind(path) === 'docs' && !isTestPath(path);
}

function isNamed(path: string, { target, checks, expected }: Claim): boolean {
  return path !== target.path && fileKind(path) === 'code' && `${checks} ${expected}`.includes(path);
}
