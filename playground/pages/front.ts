import { fullName } from '../github/find.ts';
import type { Issue, Pull, Repository } from '../github/state.ts';
import type { Views } from '../github/views.ts';
import type { Page } from './frame.ts';
import { markup, type Markup, type Part } from './markup.ts';
import { badge, trail } from './pull-frame.ts';
import { moment } from './remark.ts';

/** Every repository with what is going on in it. */
export function front(state: Views): Page {
  const repositories = state.repositories();
  const shown = repositories.map(
    (repository) =>
      markup`<h2><a href="/${fullName(repository)}">${fullName(repository)}</a></h2>${lists(state, repository)}`,
  );
  const none = markup`<p class="quiet">No repository yet.</p>`;
  return {
    title: 'Local GitHub',
    body: markup`<h1>Local GitHub</h1>${repositories.length === 0 ? none : shown}`,
    isLive: false,
  };
}

/** One repository's pull requests and issues. */
export function repositoryPage(state: Views, repository: Repository): Page {
  const name = fullName(repository);
  return {
    title: name,
    body: markup`${trail(name)}<h1>${name}</h1>${lists(state, repository)}`,
    isLive: false,
  };
}

function lists(state: Views, repository: Repository): Markup {
  const name = fullName(repository);
  const all = state.issues(name).toReversed();
  const pulls = all.filter(({ kind }) => kind === 'pull');
  const issues = all.filter(({ kind }) => kind === 'issue');
  return markup`<h3>Pull requests</h3>${list(name, pulls)}<h3>Issues</h3>${list(name, issues)}`;
}

function list(repository: string, issues: readonly (Issue | Pull)[]): Part {
  if (issues.length === 0) return markup`<p class="quiet">None.</p>`;
  return markup`<ul class="list">${issues.map((issue) => row(repository, issue))}</ul>`;
}

function row(repository: string, issue: Issue | Pull): Markup {
  const page = issue.kind === 'pull' ? 'pull' : 'issues';
  return markup`<li>${badge(issue)} <a href="/${repository}/${page}/${issue.number}">${issue.title}</a>
<span class="quiet">#${issue.number} by ${issue.author.login}, ${moment(issue.createdAt)}</span></li>`;
}
