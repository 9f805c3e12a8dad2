import type { Subject } from '../github/acts/named.ts';
import type { Issue, Pull } from '../github/state.ts';
import type { Views } from '../github/views.ts';
import type { Page } from './frame.ts';
import { markup, type Markup, type Part } from './markup.ts';

export type Tab = 'Conversation' | 'Changes' | 'Checks';

/** A page about a pull request: its head, its tabs, and below them what the tab shows. */
export async function pullPage(state: Views, subject: Subject, tab: Tab, body: Part): Promise<Page> {
  const pull = state.pull(subject);
  const commits = await state.commits(subject);
  const runs = state.checkRuns(subject);
  const counts = { Conversation: '', Changes: (await state.diff(subject)).length, Checks: runs.length };
  const facts = markup`<strong>${pull.author.login}</strong> wants to merge ${counted(commits.length, 'commit')} into <code>${pull.base.ref}</code> from <code>${pull.head.ref}</code>`;
  return {
    title: `${pull.title} · ${subject.repository}#${pull.number}`,
    body: markup`${head(subject.repository, pull, facts)}${tabs(subject, tab, counts)}${body}`,
    isLive: runs.some((run) => run.status !== 'completed'),
  };
}

/** A page about an issue. */
export function issuePage(issue: Issue, repository: string, body: Part): Page {
  const facts = markup`opened by <strong>${issue.author.login}</strong>`;
  return {
    title: `${issue.title} · ${repository}#${issue.number}`,
    body: markup`${head(repository, issue, facts)}${body}`,
    isLive: false,
  };
}

function head(repository: string, issue: Issue | Pull, facts: Markup): Markup {
  const labels = issue.labels.map((name) => markup` <span class="label">${name}</span>`);
  return markup`${trail(repository)}
<h1>${issue.title} <span class="quiet">#${issue.number}</span></h1>
<p class="facts">${badge(issue)} ${facts}${labels}</p>`;
}

/** The way back. */
export function trail(repository: string): Markup {
  return markup`<nav class="trail"><a href="/">Local GitHub</a> / <a href="/${repository}">${repository}</a></nav>`;
}

/** How an issue or pull request stands, as a coloured word. */
export function badge(issue: Issue | Pull): Markup {
  const word = standing(issue);
  return markup`<span class="badge ${word.toLowerCase()}">${word}</span>`;
}

function standing(issue: Issue | Pull): 'Open' | 'Closed' | 'Merged' | 'Draft' {
  if (issue.kind === 'pull' && issue.merged) return 'Merged';
  if (issue.state === 'closed') return 'Closed';
  return issue.kind === 'pull' && issue.draft ? 'Draft' : 'Open';
}

const addresses = { Conversation: '', Changes: '/files', Checks: '/checks' } as const;

function tabs(
  { repository, number }: Subject,
  present: Tab,
  counts: Readonly<Record<Tab, string | number>>,
): Markup {
  const names = ['Conversation', 'Changes', 'Checks'] as const;
  const links = names.map((name) => {
    const current = name === present ? markup` aria-current="page"` : '';
    return markup`<a href="/${repository}/pull/${number}${addresses[name]}"${current}>${name} <span class="count">${counts[name]}</span></a>`;
  });
  return markup`<nav class="tabs">${links}</nav>`;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
