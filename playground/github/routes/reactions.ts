import { z } from 'zod';
import { created, json, noContent, notFound } from '../answer.ts';
import { actorOf } from '../authenticate.ts';
import { bodyOf, numberOf, type RepositoryCall } from '../call.ts';
import { react } from '../changes/react.ts';
import { reactionsOf } from '../find.ts';
import { issueIn } from './issue-in.ts';
import { pageAnswer, seen } from '../page.ts';
import { reactionJson } from '../render/issue.ts';
import { inRepository, type Needs, type Routes } from '../route.ts';
import { reactionContents, type ReactionSubject } from '../state.ts';
import { commentIn } from './issues.ts';
import { readIssues, readPulls, writeIssues, writePulls } from './needs.ts';
import { reviewCommentIn } from './reviews.ts';

type Find = (call: RepositoryCall) => ReactionSubject;

export const reactionRoutes: Routes = {
  ...routesOf(
    '/repos/{owner}/{repo}/issues/{issue_number}',
    { read: readIssues, write: writeIssues },
    (call) => ({
      kind: 'issue',
      id: issueIn(call).id,
    }),
  ),
  ...routesOf(
    '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    { read: readIssues, write: writeIssues },
    (call) => ({
      kind: 'issue-comment',
      id: commentIn(call).id,
    }),
  ),
  ...routesOf(
    '/repos/{owner}/{repo}/pulls/comments/{comment_id}',
    { read: readPulls, write: writePulls },
    (call) => ({
      kind: 'review-comment',
      id: reviewCommentIn(call).id,
    }),
  ),
};

function routesOf(subject: string, needs: { read: Needs; write: Needs }, find: Find): Routes {
  return {
    [`GET ${subject}/reactions`]: inRepository(needs.read, (call) => list(call, find(call))),
    [`POST ${subject}/reactions`]: inRepository(needs.write, (call) => create(call, find(call))),
    [`DELETE ${subject}/reactions/{reaction_id}`]: inRepository(needs.write, (call) =>
      remove(call, find(call)),
    ),
  };
}

function list(call: RepositoryCall, subject: ReactionSubject) {
  const content = call.query.get('content');
  const shown = seen(call, reactionsOf(call.github.state, subject)).filter(
    (one) => content === null || one.content === content,
  );
  return pageAnswer(call, shown, (reaction) => reactionJson(call.github, reaction));
}

/** 201 for a new reaction, 200 for one that was there already. */
function create(call: RepositoryCall, subject: ReactionSubject) {
  const { content } = bodyOf(call, z.object({ content: z.enum(reactionContents) }));
  const { reaction, isNew } = react(actorOf(call.github, call.caller), subject, content);
  const shown = reactionJson(call.github, reaction);
  return isNew ? created(shown) : json(shown);
}

function remove(call: RepositoryCall, subject: ReactionSubject) {
  const { state } = call.github;
  const reaction = state.reactions.get(numberOf(call, 'reaction_id'));
  const isHere = reaction?.subject.kind === subject.kind && reaction.subject.id === subject.id;
  if (!reaction || !isHere || reaction.account.id !== actorOf(call.github, call.caller).account.id)
    return notFound();
  state.reactions.delete(reaction.id);
  return noContent();
}
