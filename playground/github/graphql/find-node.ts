import { issueOf, pullOf, repositoryOf, threadOf } from '../find.ts';
import { parseNodeId } from '../node-id.ts';
import type {
  Issue,
  IssueComment,
  Pull,
  Repository,
  Review,
  ReviewComment,
  ReviewThread,
  State,
} from '../state.ts';
import { canSee, type Context } from './access.ts';
import { commentNode, issueNode, pullNode, repositoryNode } from './nodes.ts';
import { refuseField } from './refuse.ts';
import { reviewCommentNode, reviewNode, threadNode } from './review-nodes.ts';

/** What a node id may name here, with the repository it is in. */
export type Found = { readonly repository: Repository } & (
  | { readonly kind: 'repository' }
  | { readonly kind: 'issue'; readonly thing: Issue }
  | { readonly kind: 'pull'; readonly thing: Pull }
  | { readonly kind: 'comment'; readonly thing: IssueComment }
  | { readonly kind: 'review'; readonly thing: Review }
  | { readonly kind: 'thread'; readonly thing: ReviewThread }
  | { readonly kind: 'reviewComment'; readonly thing: ReviewComment }
);

/** The thing of a node id, if the caller can see it; GitHub's error otherwise. */
export function findNode(context: Context, id: string): Found {
  const found = lookUp(context, id);
  if (found && canSee(context.caller, found.repository)) return found;
  return refuseField('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

function lookUp({ github: { state } }: Context, id: string): Found | undefined {
  const parsed = parseNodeId(id);
  const look = parsed && finders[parsed.kind];
  return look?.(state, Number(parsed?.id));
}

/** How each kind of node is found by its number; what is not here cannot be asked for. */
const finders: Readonly<Record<string, (state: State, id: number) => Found | undefined>> = {
  repository(state, id) {
    const repository = state.repositories.get(id);
    return repository && { kind: 'repository', repository };
  },
  issue(state, id) {
    const thing = state.issues.get(id);
    return thing?.kind === 'issue'
      ? { kind: 'issue', thing, repository: repositoryOf(state, thing) }
      : undefined;
  },
  pull(state, id) {
    const thing = [...state.issues.values()].find((one) => one.kind === 'pull' && one.pullId === id);
    return thing?.kind === 'pull'
      ? { kind: 'pull', thing, repository: repositoryOf(state, thing) }
      : undefined;
  },
  comment(state, id) {
    const thing = state.comments.get(id);
    return thing && { kind: 'comment', thing, repository: repositoryOf(state, issueOf(state, thing)) };
  },
  review(state, id) {
    const thing = state.reviews.get(id);
    return thing && { kind: 'review', thing, repository: repositoryOf(state, pullOf(state, thing)) };
  },
  thread(state, id) {
    const thing = state.threads.get(id);
    return thing && { kind: 'thread', thing, repository: repositoryOf(state, pullOf(state, thing)) };
  },
  reviewComment(state, id) {
    const thing = state.reviewComments.get(id);
    const pull = thing && pullOf(state, threadOf(state, thing));
    return pull && { kind: 'reviewComment', thing, repository: repositoryOf(state, pull) };
  },
};

export function nodeOf(context: Context, found: Found): object {
  switch (found.kind) {
    case 'repository':
      return repositoryNode(context, found.repository);
    case 'issue':
      return issueNode(context, found.thing);
    case 'pull':
      return pullNode(context, found.thing);
    case 'comment':
      return commentNode(context, found.thing);
    case 'review':
      return reviewNode(context, found.thing);
    case 'thread':
      return threadNode(context, found.thing);
    case 'reviewComment':
      return reviewCommentNode(context, found.thing);
  }
}
