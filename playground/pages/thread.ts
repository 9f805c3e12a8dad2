import { type DiffLine, parseHunks } from '../github/git/diff.ts';
import type { Subject } from '../github/acts/named.ts';
import type { Views } from '../github/views.ts';
import { plainRows } from './diff-table.ts';
import { markdown } from './markdown.ts';
import { markup, type Markup, type Part } from './markup.ts';
import { remark } from './remark.ts';
import { rowsAbout } from './rows-about.ts';
import { replacedLines } from './suggestion.ts';

export type Thread = ReturnType<Views['threads']>[number];

/** A thread below its line of the diff; a range is named. */
export function threadInPlace(thread: Thread, { repository }: Subject): Markup {
  const isRange = (thread.current ?? thread.original).startLine !== null;
  const parts = [...(isRange ? [`On ${linesOf(thread)}`] : []), ...standing(thread)];
  return threadBox(thread, repository, parts.length === 0 ? '' : markup`<p class="where">${parts}</p>`);
}

/** A thread away from the diff: it names its file, leads there, and quotes the lines that it is about. */
export function threadQuoted(thread: Thread, { repository, number }: Subject): Markup {
  const place = `/${repository}/pull/${number}/files#thread-${thread.id}`;
  const path = markup`<a href="${place}">${thread.path}</a>`;
  const where = markup`<p class="where">${path}, ${linesOf(thread)}${standing(thread)}</p>`;
  return threadBox(thread, repository, [where, plainRows(quotedRows(thread))]);
}

function threadBox(thread: Thread, repository: string, head: Part): Markup {
  const context = { repository, replaced: replacedLines(thread) };
  const comments = thread.comments.map((comment) =>
    remark({
      anchor: `discussion_r${comment.id}`,
      author: comment.author,
      deed: 'commented',
      at: comment.createdAt,
      body: markdown(comment.body, context),
      minimized: comment.minimized,
    }),
  );
  return markup`<section class="thread" id="thread-${thread.id}">${head}${comments}</section>`;
}

function standing({ resolvedBy, current }: Thread): readonly Markup[] {
  const resolved = resolvedBy ? [`resolved by ${resolvedBy.login}`] : [];
  const outdated = current ? [] : ['outdated'];
  return [...resolved, ...outdated].map((text) => markup` <span class="label">${text}</span>`);
}

/** `line 7`, `lines 3 to 5`, `line 4 before the change`. */
function linesOf({ current, original }: Thread): string {
  const { side, line, startSide, startLine } = current ?? original;
  const end = side === 'LEFT' ? `${line} before the change` : `${line}`;
  if (startLine === null) return `line ${end}`;
  const isAcross = startSide === 'LEFT' && side === 'RIGHT';
  return `lines ${startLine}${isAcross ? ' before the change' : ''} to ${end}`;
}

const fewestQuoted = 4;
const mostQuoted = 12;

/** The end of the hunk that GitHub keeps with the thread: the lines that it is about, and a few before them. */
function quotedRows({ original, diffHunk }: Thread): readonly DiffLine[] {
  const rows = parseHunks(diffHunk).flatMap((hunk) => hunk.lines);
  const about = rowsAbout(rows, original).length;
  return rows.slice(-Math.min(Math.max(about, fewestQuoted), mostQuoted));
}
