import { fromMarkdown } from 'mdast-util-from-markdown';
import type { LocalGitHub } from '../../playground/github/start.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { acceptsScript } from '../../src/adapters/oxc/accepts.ts';
import { anchors, type Diff, parseDiff } from '../../src/core/diff.ts';
import { languageOf } from '../../src/core/languages.ts';
import { canonicalCode } from '../../src/core/quoted-code.ts';
import { newFaults, type SyntaxFault } from '../../src/core/syntax-tree.ts';
import { linesOfText } from '../../src/core/text-lines.ts';
import { git } from './git.ts';

type Pull = Parameters<LocalGitHub['state']['reviews']>[0];

/** A comment that stands on lines of a commit. */
export interface Posted {
  readonly path: string;
  readonly side: 'old' | 'new';
  readonly start: number;
  readonly end: number;
  readonly sha: string;
  readonly title: string;
  /** The lines that stand there. */
  readonly code: string;
  /** What could be committed from there; a comment should have one at most. */
  readonly suggestions: readonly string[];
}

/** The comments of all reviews of a pull request. */
export async function postedOn(github: LocalGitHub, pull: Pull, repo: string): Promise<readonly Posted[]> {
  const comments = github.state.reviews(pull).flatMap((review) => review.comments);
  const posted: Posted[] = [];
  for (const { body, thread, inReplyTo } of comments) {
    if (thread === undefined || inReplyTo !== undefined) continue;
    const { path, originalCommitId: sha, originalBase, original } = thread;
    const { line: end, startLine, side } = original;
    const start = startLine ?? end;
    const isOld = side === 'LEFT';
    const lines = linesOfText(await textAt(repo, isOld ? originalBase : sha, path)).lines;
    posted.push({
      path,
      sha,
      start,
      end,
      side: isOld ? 'old' : 'new',
      title: titleOf(body),
      code: lines.slice(start - 1, end).join('\n'),
      suggestions: suggestionsIn(body),
    });
  }
  return posted;
}

/** What a comment's first line says after the severity. */
function titleOf(body: string): string {
  return /^\*\*.*?\*\* (.*)$/m.exec(body)?.[1] ?? '';
}

function suggestionsIn(body: string): readonly string[] {
  return fromMarkdown(body).children.flatMap((node) =>
    node.type === 'code' && node.lang === 'suggestion' ? [node.value] : [],
  );
}

function textAt(repo: string, sha: string, path: string): Promise<string> {
  return git(repo, ['show', `${sha}:${path}`]);
}

/** Comments on lines that git does not show as part of the change. */
export async function offDiff(
  posted: readonly Posted[],
  repo: string,
  base: string,
): Promise<readonly Posted[]> {
  const diffs = new Map<string, Diff>();
  for (const { sha } of posted)
    if (!diffs.has(sha)) diffs.set(sha, parseDiff(await git(repo, ['diff', '-M', `${base}...${sha}`])));
  return posted.filter(({ path, side, start, end, sha }) => {
    const file = diffs.get(sha)?.find((each) => each.path === path);
    const shown = new Set(file === undefined ? [] : anchors(file)[side]);
    return !shown.has(start) || !shown.has(end);
  });
}

const syntax = openSyntax({ clock: { now: () => 0 }, accepts: acceptsScript });

/** Comments whose suggestions cannot be committed as GitHub does it, or break the file that parsed before. */
export async function unfit(posted: readonly Posted[], repo: string): Promise<readonly Posted[]> {
  const wrong: Posted[] = [];
  for (const comment of posted) {
    const [suggestion, ...more] = comment.suggestions;
    if (suggestion === undefined) continue;
    if (more.length > 0 || comment.side === 'old' || (await breaks(comment, suggestion, repo)))
      wrong.push(comment);
  }
  return [...wrong, ...overlapping(posted)];
}

/** Lines are replaced as GitHub replaces them: the whole lines of the comment, by what stands in the block. */
async function breaks({ path, sha, start, end }: Posted, suggestion: string, repo: string): Promise<boolean> {
  const before = await textAt(repo, sha, path);
  const lines = before.split('\n');
  if (end > lines.length) return true;
  const after = lines.toSpliced(
    start - 1,
    end - start + 1,
    ...(suggestion === '' ? [] : suggestion.split('\n')),
  );
  if (after.join('\n') === before) return true;
  const faults = await faultsOf(path, after.join('\n'));
  return newFaults(await faultsOf(path, before), faults).length > 0;
}

async function faultsOf(path: string, text: string): Promise<readonly SyntaxFault[]> {
  const tree = await syntax.parse(path, text);
  return tree.is === 'parsed' && languageOf(tree.language).isJudged ? tree.faults : [];
}

/** Suggestions of one commit that change the same line: the second could not be committed after the first. */
function overlapping(posted: readonly Posted[]): readonly Posted[] {
  const suggesting = posted.filter(({ suggestions }) => suggestions.length > 0);
  return suggesting.filter((one, index) =>
    suggesting
      .slice(0, index)
      .some(
        ({ path, sha, start, end }) =>
          path === one.path && sha === one.sha && start <= one.end && one.start <= end,
      ),
  );
}

/** Comments that say again what an earlier one says: of the same code of a file, or under the same title. */
export function repeats(posted: readonly Posted[]): readonly Posted[] {
  const seen = new Set<string>();
  return posted.filter(({ path, code, title }) => {
    const keys = [`${path}\0code\0${canonicalCode(code)}`, `${path}\0title\0${title}`];
    const isRepeat = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return isRepeat;
  });
}
