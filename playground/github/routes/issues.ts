import { z } from 'zod';
import { created, json, noContent, notFound } from '../answer.ts';
import { actorOf } from '../authenticate.ts';
import { bodyOf, numberOf, type RepositoryCall } from '../call.ts';
import {
  addAssignees,
  addLabels,
  createComment,
  deleteComment,
  editComment,
  hasLabel,
  openIssue,
  removeAssignees,
  removeLabel,
} from '../changes/issues.ts';
import { editIssue } from '../changes/edit-issue.ts';
import { commentsOf, issueOf, issuesOf } from '../find.ts';
import { issueIn } from './issue-in.ts';
import { pageAnswer, seen } from '../page.ts';
import { commentJson, issueJson } from '../render/issue.ts';
import { inRepository, type Routes } from '../route.ts';
import type { IssueComment } from '../state.ts';
import { assignable } from './assignees.ts';
import { creating, readIssues, writeIssues } from './needs.ts';

const issues = '/repos/{owner}/{repo}/issues';
const issue = `${issues}/{issue_number}`;

export const issueRoutes: Routes = {
  [`GET ${issues}`]: inRepository(readIssues, listIssues),
  [`POST ${issues}`]: inRepository(creating({ anyOf: [{ issues: 'write' }], role: 'read' }), postIssue),
  [`GET ${issue}`]: inRepository(readIssues, (call) => json(issueJson(call.github, issueIn(call)))),
  [`PATCH ${issue}`]: inRepository(writeIssues, updateIssue),
  [`GET ${issue}/comments`]: inRepository(readIssues, listComments),
  [`POST ${issue}/comments`]: inRepository(creating(writeIssues), postComment),
  [`GET ${issues}/comments`]: inRepository(readIssues, listAllComments),
  [`GET ${issues}/comments/{comment_id}`]: inRepository(readIssues, (call) =>
    json(commentJson(call.github, commentIn(call))),
  ),
  [`PATCH ${issues}/comments/{comment_id}`]: inRepository(writeIssues, updateComment),
  [`DELETE ${issues}/comments/{comment_id}`]: inRepository(writeIssues, removeComment),
};

function listIssues(call: RepositoryCall) {
  const { github, repository, query } = call;
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const shown = seen(call, issuesOf(github.state, repository)).filter(
    (one) => (state === 'all' || one.state === state) && labels.every((name) => hasLabel(one, name)),
  );
  const ordered = query.get('direction') === 'asc' ? shown : shown.toReversed();
  return pageAnswer(call, ordered, (one) => issueJson(github, one));
}

const NewIssue = z.object({
  title: z.union([z.string(), z.number()]).transform(String),
  body: z.string().nullish(),
  labels: z.array(z.string()).default([]),
  assignees: z.array(z.string()).default([]),
});

async function postIssue(call: RepositoryCall) {
  const { title, body, labels, assignees } = bodyOf(call, NewIssue);
  const actor = actorOf(call.github, call.caller);
  const people = assignable(call, assignees);
  const opened = await openIssue(actor, call.repository, {
    title,
    body: body ?? null,
    labels,
    assignees: people,
  });
  return created(issueJson(call.github, opened));
}

const IssueUpdate = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish(),
  labels: z.array(z.string()).optional(),
  assignees: z.array(z.string()).optional(),
});

async function updateIssue(call: RepositoryCall) {
  const { github } = call;
  const found = issueIn(call);
  const { state_reason: reason, labels, assignees, ...edit } = bodyOf(call, IssueUpdate);
  const actor = actorOf(github, call.caller);
  const people = assignees && assignable(call, assignees);
  await editIssue(actor, found, { ...edit, reason: reason === 'not_planned' ? reason : undefined });
  if (labels) {
    for (const name of found.labels.filter((one) => !labels.includes(one)))
      await removeLabel(actor, found, name);
    await addLabels(actor, found, labels);
  }
  if (people) {
    await removeAssignees(
      actor,
      found,
      found.assignees.filter((one) => !people.includes(one)),
    );
    await addAssignees(actor, found, people);
  }
  return json(issueJson(github, found));
}

function listComments(call: RepositoryCall) {
  return pageOfComments(call, commentsOf(call.github.state, issueIn(call)));
}

function listAllComments(call: RepositoryCall) {
  const { state } = call.github;
  const issues = issuesOf(state, call.repository);
  return pageOfComments(
    call,
    issues.flatMap((one) => commentsOf(state, one)),
  );
}

function pageOfComments(call: RepositoryCall, comments: readonly IssueComment[]) {
  const since = Date.parse(call.query.get('since') ?? '') || 0;
  const shown = seen(call, comments).filter((one) => one.updatedAt >= since);
  return pageAnswer(call, shown, (comment) => commentJson(call.github, comment));
}

function postComment(call: RepositoryCall) {
  const { body } = bodyOf(call, z.object({ body: z.string() }));
  const comment = createComment(actorOf(call.github, call.caller), issueIn(call), body);
  return created(commentJson(call.github, comment));
}

/** The comment that a path names, in the repository that it names. */
export function commentIn(call: RepositoryCall): IssueComment {
  const { state } = call.github;
  const comment = state.comments.get(numberOf(call, 'comment_id'));
  return comment && issueOf(state, comment).repositoryId === call.repository.id ? comment : notFound();
}

function updateComment(call: RepositoryCall) {
  const comment = commentIn(call);
  const { body } = bodyOf(call, z.object({ body: z.string() }));
  editComment(actorOf(call.github, call.caller), comment, body);
  return json(commentJson(call.github, comment));
}

function removeComment(call: RepositoryCall) {
  const comment = commentIn(call);
  deleteComment(actorOf(call.github, call.caller), comment);
  return noContent();
}
