import { findIssue, findRepository, fullName } from '../github/find.ts';
import type { Pages } from '../github/server/serve.ts';
import type { LocalGitHub } from '../github/start.ts';
import type { Repository } from '../github/state.ts';
import type { Views } from '../github/views.ts';
import { changes } from './changes.ts';
import { checkPage, checks } from './checks.ts';
import { conversation } from './conversation.ts';
import { frame, type Page } from './frame.ts';
import { front, repositoryPage } from './front.ts';

export interface PagesOptions {
  /** What stands at the top of every page. */
  readonly notice?: string | undefined;
}

/** The pages of a local GitHub: for its `mount`. Addresses are those of GitHub. */
export function pagesOf({ state }: Pick<LocalGitHub, 'state'>, { notice }: PagesOptions = {}): Pages {
  return async ({ path }) => {
    const page = await pageAt(state, path);
    return page && { status: 200, html: frame(page, notice) };
  };
}

type Found = Page | undefined | Promise<Page>;

function pageAt(state: Views, path: string): Found {
  const [owner, name, kind, id, tab, ...rest] = path.split('/').filter((part) => part !== '');
  if (owner === undefined) return front(state);
  const repository = name === undefined ? undefined : findRepository(state.data, `${owner}/${name}`);
  if (repository === undefined || rest.length > 0) return undefined;
  if (id === undefined) return isList(kind) ? repositoryPage(state, repository) : undefined;
  if (kind === 'runs') return runPage(state, repository, Number(id));
  return kind === 'issues' || kind === 'pull' ? subjectPage(state, repository, Number(id), tab) : undefined;
}

function isList(kind: string | undefined): boolean {
  return kind === undefined || kind === 'issues' || kind === 'pulls';
}

function runPage(state: Views, repository: Repository, id: number): Page | undefined {
  const run = state.data.checkRuns.get(id);
  return run?.repositoryId === repository.id ? checkPage(run, fullName(repository)) : undefined;
}

/** As on GitHub, `issues` and `pull` both lead to what has the number. */
function subjectPage(state: Views, repository: Repository, number: number, tab: string | undefined): Found {
  const issue = findIssue(state.data, repository, number);
  const subject = { repository: fullName(repository), number };
  if (issue === undefined) return undefined;
  if (tab === undefined) return conversation(state, subject);
  if (issue.kind === 'pull' && tab === 'files') return changes(state, subject);
  if (issue.kind === 'pull' && tab === 'checks') return checks(state, subject);
  return undefined;
}
