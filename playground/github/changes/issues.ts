import { announce } from '../announce.ts';
import { checkBody, checkLength, forbidden, invalid, lengthOf, longestBody } from '../answer.ts';
import type { Actor } from '../call.ts';
import { hasRole, issueOf, repositoryOf } from '../find.ts';
import type { GitHub } from '../github.ts';
import { accountJson } from '../render/account.ts';
import { commentJson, issueJson, labelJson } from '../render/issue.ts';
import { checkMayChange, checkRole } from '../rights.ts';
import { nextId, type Account, type Issue, type IssueComment, type Pull, type Repository } from '../state.ts';
import { announcePull } from './announce-pull.ts';

export interface NewIssue {
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly Account[];
}

export async function openIssue(actor: Actor, repository: Repository, wanted: NewIssue) {
  if (wanted.title.trim() === '') invalid({ resource: 'Issue', code: 'missing_field', field: 'title' });
  const issue: Issue = { kind: 'issue', ...conversation(actor, repository, wanted) };
  const mayTriage = actor.viaApp || hasRole(repository, actor.account, 'triage');
  actor.github.state.issues.set(issue.id, issue);
  await announceIssue(actor, issue, 'opened');
  // GitHub drops in silence what the author may not set.
  await addLabels(actor, issue, mayTriage ? wanted.labels : []);
  await addAssignees(actor, issue, mayTriage ? wanted.assignees : []);
  return issue;
}

/** What an issue and a pull request begin with; takes the repository's next number. */
export function conversation(
  actor: Actor,
  repository: Repository,
  words: { title: string; body: string | null },
) {
  checkLength('Issue', words.body ?? '');
  const now = actor.github.clock.now();
  repository.lastNumber += 1;
  return {
    id: nextId(actor.github.state, 'issue'),
    repositoryId: repository.id,
    number: repository.lastNumber,
    author: actor.account,
    viaApp: actor.viaApp,
    title: words.title,
    body: words.body,
    state: 'open' as const,
    stateReason: null,
    labels: [],
    assignees: [],
    isLocked: false,
    bodyEditedAt: undefined,
    renamedAt: undefined,
    createdAt: now,
    updatedAt: now,
    closedAt: undefined,
    closedBy: undefined,
  };
}

/** Tells of an issue, or of a pull request with a `pull_request` event. */
export async function announceIssue(
  actor: Actor,
  issue: Issue | Pull,
  action: string,
  more: Readonly<Record<string, unknown>> = {},
) {
  if (issue.kind === 'pull') {
    await announcePull(actor, issue, action, more);
    return;
  }
  announce(actor.github, {
    event: 'issues',
    action,
    repository: repositoryOf(actor.github.state, issue),
    sender: actor.account,
    details: { issue: issueJson(actor.github, issue), ...more },
  });
}

/** Adds labels, making those the repository lacks; one event for each that was not there. */
export async function addLabels(actor: Actor, issue: Issue | Pull, names: readonly string[]) {
  const repository = repositoryOf(actor.github.state, issue);
  if (names.length > 0) checkRole(actor, repository, 'triage');
  for (const name of names) {
    const label = labelOf(actor.github, repository, name);
    if (hasLabel(issue, name)) continue;
    issue.labels.push(label.name);
    issue.updatedAt = actor.github.clock.now();
    await announceIssue(actor, issue, 'labeled', { label: labelJson(actor.github, repository, label) });
  }
}

export async function removeLabel(actor: Actor, issue: Issue | Pull, name: string) {
  const repository = repositoryOf(actor.github.state, issue);
  checkRole(actor, repository, 'triage');
  const label = labelOf(actor.github, repository, name);
  issue.labels = issue.labels.filter((one) => one.toLowerCase() !== name.toLowerCase());
  issue.updatedAt = actor.github.clock.now();
  await announceIssue(actor, issue, 'unlabeled', { label: labelJson(actor.github, repository, label) });
}

export function hasLabel(issue: Issue | Pull, name: string) {
  return issue.labels.some((one) => one.toLowerCase() === name.toLowerCase());
}

/** A repository's label, made in grey when it has none of that name. */
export function labelOf(github: GitHub, repository: Repository, name: string) {
  const known = repository.labels.get(name.toLowerCase());
  if (known) return known;
  const label = { id: nextId(github.state, 'label'), name, color: 'ededed', description: null };
  repository.labels.set(name.toLowerCase(), label);
  return label;
}

/** Assigns people, ten at most; those already assigned stay without an event. */
export async function addAssignees(actor: Actor, issue: Issue | Pull, people: readonly Account[]) {
  if (people.length > 0) checkRole(actor, repositoryOf(actor.github.state, issue), 'triage');
  for (const account of people) {
    if (issue.assignees.some((one) => one.id === account.id) || issue.assignees.length >= 10) continue;
    issue.assignees.push(account);
    await announceAssignee(actor, issue, 'assigned', account);
  }
}

export async function removeAssignees(actor: Actor, issue: Issue | Pull, people: readonly Account[]) {
  if (people.length > 0) checkRole(actor, repositoryOf(actor.github.state, issue), 'triage');
  for (const account of people) {
    if (!issue.assignees.some((one) => one.id === account.id)) continue;
    issue.assignees = issue.assignees.filter((one) => one.id !== account.id);
    await announceAssignee(actor, issue, 'unassigned', account);
  }
}

async function announceAssignee(actor: Actor, issue: Issue | Pull, action: string, account: Account) {
  issue.updatedAt = actor.github.clock.now();
  await announceIssue(actor, issue, action, { assignee: accountJson(actor.github, account) });
}

export function createComment(actor: Actor, issue: Issue | Pull, body: string) {
  if (issue.isLocked && !mayWrite(actor, issue))
    forbidden('Unable to create comment because issue is locked.');
  if (lengthOf(body) > longestBody) {
    // Only here GitHub calls the field so.
    const message = `Body is too long (maximum is ${longestBody} characters)`;
    invalid({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message });
  }
  checkBody('IssueComment', body);
  const now = actor.github.clock.now();
  const comment: IssueComment = {
    id: nextId(actor.github.state, 'comment'),
    issueId: issue.id,
    author: actor.account,
    viaApp: actor.viaApp,
    body,
    createdAt: now,
    updatedAt: now,
    minimized: undefined,
  };
  actor.github.state.comments.set(comment.id, comment);
  issue.updatedAt = now;
  announceComment(actor, issue, comment, { action: 'created' });
  return comment;
}

function mayWrite(actor: Actor, issue: Issue | Pull) {
  return actor.viaApp || hasRole(repositoryOf(actor.github.state, issue), actor.account, 'write');
}

export function editComment(actor: Actor, comment: IssueComment, body: string) {
  checkMayChangeComment(actor, comment);
  checkBody('IssueComment', body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = actor.github.clock.now();
  const issue = issueOf(actor.github.state, comment);
  announceComment(actor, issue, comment, { action: 'edited', changes: { body: { from } } });
}

export function deleteComment(actor: Actor, comment: IssueComment) {
  checkMayChangeComment(actor, comment);
  actor.github.state.comments.delete(comment.id);
  announceComment(actor, issueOf(actor.github.state, comment), comment, { action: 'deleted' });
}

function checkMayChangeComment(actor: Actor, comment: IssueComment) {
  const repository = repositoryOf(actor.github.state, issueOf(actor.github.state, comment));
  checkMayChange(actor, repository, comment, 'write');
}

function announceComment(
  actor: Actor,
  issue: Issue | Pull,
  comment: IssueComment,
  told: { action: string; changes?: Readonly<Record<string, unknown>> },
) {
  announce(actor.github, {
    event: 'issue_comment',
    action: told.action,
    repository: repositoryOf(actor.github.state, issue),
    sender: actor.account,
    details: {
      ...(told.changes ? { changes: told.changes } : {}),
      issue: issueJson(actor.github, issue),
      comment: commentJson(actor.github, comment),
    },
  });
}
