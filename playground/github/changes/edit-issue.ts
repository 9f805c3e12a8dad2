import { checkLength, invalid } from '../answer.ts';
import type { Actor } from '../call.ts';
import { repositoryOf } from '../find.ts';
import { checkMayChange } from '../rights.ts';
import type { Issue, Pull } from '../state.ts';
import { announceIssue } from './issues.ts';
import { reopenPull } from './pulls.ts';
import { closePull } from './pushes.ts';

export interface IssueEdit {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly reason?: 'completed' | 'not_planned' | undefined;
}

/** Changes the words of an issue or pull request, and opens or closes it; one event for each. */
export async function editIssue(actor: Actor, issue: Issue | Pull, edit: IssueEdit) {
  await editWords(actor, issue, edit);
  if (edit.state !== undefined && edit.state !== issue.state) await setState(actor, issue, edit);
}

async function editWords(actor: Actor, issue: Issue | Pull, edit: IssueEdit) {
  if (edit.title?.trim() === '') invalid({ resource: 'Issue', code: 'missing_field', field: 'title' });
  checkLength('Issue', edit.body ?? '');
  const { title = issue.title, body = issue.body } = edit;
  const changes = {
    ...(title === issue.title ? {} : { title: { from: issue.title } }),
    ...(body === issue.body ? {} : { body: { from: issue.body ?? '' } }),
  };
  if (Object.keys(changes).length === 0) return;
  checkMayChange(actor, repositoryOf(actor.github.state, issue), issue, 'triage');
  rewrite(issue, { title, body }, actor.github.clock.now());
  await announceIssue(actor, issue, 'edited', { changes });
}

function rewrite(issue: Issue | Pull, words: Pick<Issue, 'title' | 'body'>, now: number) {
  if (words.title !== issue.title) issue.renamedAt = now;
  if (words.body !== issue.body) issue.bodyEditedAt = now;
  Object.assign(issue, words, { updatedAt: now });
}

async function setState(actor: Actor, issue: Issue | Pull, edit: IssueEdit) {
  checkMayChange(actor, repositoryOf(actor.github.state, issue), issue, 'triage');
  if (issue.kind === 'pull') {
    await (edit.state === 'closed' ? closePull(actor, issue) : reopenPull(actor, issue));
    return;
  }
  const now = actor.github.clock.now();
  const isClosing = edit.state === 'closed';
  issue.state = isClosing ? 'closed' : 'open';
  issue.stateReason = isClosing ? (edit.reason ?? 'completed') : 'reopened';
  issue.closedAt = isClosing ? now : undefined;
  issue.closedBy = isClosing ? actor.account : undefined;
  issue.updatedAt = now;
  await announceIssue(actor, issue, isClosing ? 'closed' : 'reopened');
}
