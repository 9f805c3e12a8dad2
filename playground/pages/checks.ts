import type { Subject } from '../github/acts/named.ts';
import type { Annotation, CheckRun } from '../github/check-state.ts';
import type { Views } from '../github/views.ts';
import type { Page } from './frame.ts';
import { markdown } from './markdown.ts';
import { markup, type Markup, type Part } from './markup.ts';
import { pullPage, trail } from './pull-frame.ts';
import { moment } from './remark.ts';

/** The check runs on the head of a pull request. */
export function checks(state: Views, subject: Subject): Promise<Page> {
  const runs = state.checkRuns(subject);
  const shown = runs.map((run) => checkBox(run, subject.repository));
  const none = markup`<p class="quiet">No check has run on <code>${state.pull(subject).head.sha.slice(0, 10)}</code> yet.</p>`;
  return pullPage(state, subject, 'Checks', runs.length === 0 ? none : shown);
}

/** One check run by itself. */
export function checkPage(run: CheckRun, repository: string): Page {
  return {
    title: `${run.name} · ${repository}`,
    body: markup`${trail(repository)}<h1>${run.name}</h1>${checkBox(run, repository)}`,
    isLive: run.status !== 'completed',
  };
}

/** A check run in one line that leads to the whole. */
export function checkLine(run: CheckRun, page: string): Markup {
  const title = run.title === null ? '' : markup` <span class="quiet">${run.title}</span>`;
  return markup`<p>${outcome(run)} <a href="${page}#check-${run.id}"><strong>${run.name}</strong></a>${title}</p>`;
}

function checkBox(run: CheckRun, repository: string): Markup {
  const texts = [run.summary, run.text].filter((text) => text !== null);
  return markup`<article class="remark" id="check-${run.id}">
<header>${outcome(run)} <strong>${run.name}</strong> on <code>${run.headSha.slice(0, 10)}</code> ${span(run)}</header>
<h2>${run.title ?? run.name}</h2>
${texts.map((text) => markdown(text, { repository, replaced: [] }))}
${annotations(run.annotations)}${buttons(run)}</article>`;
}

function outcome({ status, conclusion }: CheckRun): Markup {
  const word = conclusion ?? status;
  return markup`<span class="badge ${word}">${word.replaceAll('_', ' ')}</span>`;
}

function span({ startedAt, completedAt }: CheckRun): Part {
  if (completedAt === undefined) return ['since ', moment(startedAt)];
  return [moment(completedAt), ` after ${Math.round((completedAt - startedAt) / 1000)} s`];
}

/** The App's own buttons are shown, but pressing one takes a script or the tests' hands. */
function buttons({ actions }: CheckRun): Part {
  const shown = actions.map(
    ({ label, description }) => markup`<button disabled title="${description}">${label}</button> `,
  );
  return shown.length === 0 ? '' : markup`<p>${shown}</p>`;
}

function annotations(all: readonly Annotation[]): Part {
  const items = all.map(
    ({ path, startLine, level, title, message }) =>
      markup`<li><span class="label">${level}</span> <code>${path}:${startLine}</code> ${title ?? ''} <pre>${message}</pre></li>`,
  );
  return items.length === 0 ? '' : markup`<ul class="annotations">${items}</ul>`;
}
