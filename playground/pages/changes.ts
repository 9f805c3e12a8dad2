import type { Subject } from '../github/acts/named.ts';
import type { Views } from '../github/views.ts';
import { diffTable } from './diff-table.ts';
import type { Page } from './frame.ts';
import { markup, type Markup, type Part } from './markup.ts';
import { pullPage } from './pull-frame.ts';
import { rowsAbout } from './rows-about.ts';
import { type Thread, threadInPlace, threadQuoted } from './thread.ts';

type FileDiff = Awaited<ReturnType<Views['diff']>>[number];

/** The diff of a pull request with each thread below the line that it is about. */
export async function changes(state: Views, subject: Subject): Promise<Page> {
  const files = await state.diff(subject);
  const threads = state.threads(subject);
  const paths = new Set(files.map(({ path }) => path));
  const homeless = threads.filter(({ path }) => !paths.has(path));
  const shown = files.map((file) => {
    const own = threads.filter(({ path }) => path === file.path);
    return fileBox(file, own, subject);
  });
  return pullPage(state, subject, 'Changes', [shown, gone(homeless, subject)]);
}

/** So many changed lines are shown; more are folded, unless somebody commented on them. */
const mostOpen = 1_000;

function fileBox(file: FileDiff, threads: readonly Thread[], subject: Subject): Markup {
  const isLong = file.additions + file.deletions > mostOpen;
  const open = isLong && threads.length === 0 ? '' : markup` open`;
  const outdated = threads.filter(({ current }) => current === undefined);
  return markup`<details class="file"${open}><summary>${fileHead(file)}</summary>
${fileDiff(file, threads, subject)}${gone(outdated, subject)}</details>`;
}

function fileHead(file: FileDiff): Markup {
  const { path, previousPath, status, additions, deletions } = file;
  const name = previousPath === undefined ? path : `${previousPath} → ${path}`;
  const label = status === 'modified' ? '' : markup` <span class="label">${status}</span>`;
  return markup`<strong>${name}</strong>${label} <span class="counts"><span class="plus">+${additions}</span> <span class="minus">−${deletions}</span></span>`;
}

function fileDiff(file: FileDiff, threads: readonly Thread[], subject: Subject): Markup {
  if (file.isBinary) return markup`<p class="quiet">A binary file.</p>`;
  if (file.hunks.length === 0) return markup`<p class="quiet">No line of text changes.</p>`;
  const rows = file.hunks.flatMap((hunk) => hunk.lines);
  const placed = threads.flatMap((thread) =>
    thread.current === undefined ? [] : [{ thread, about: rowsAbout(rows, thread.current) }],
  );
  const marked = new Set(placed.flatMap(({ about }) => about));
  return diffTable(file.hunks, {
    isMarked: (row) => marked.has(row),
    below: (row) =>
      placed.filter(({ about }) => about.at(-1) === row).map(({ thread }) => threadInPlace(thread, subject)),
  });
}

/** Threads whose lines the diff does not show any more. */
function gone(threads: readonly Thread[], subject: Subject): Part {
  if (threads.length === 0) return '';
  const shown = threads.map((thread) => threadQuoted(thread, subject));
  return markup`<section class="gone"><p class="quiet">On lines that are not in the diff any more:</p>${shown}</section>`;
}
