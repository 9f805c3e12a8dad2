import { accountOf } from '../accounts.ts';
import type { Actor } from '../call.ts';
import {
  addAssignees,
  addLabels,
  createComment,
  deleteComment,
  editComment,
  openIssue,
  removeAssignees,
  removeLabel,
} from '../changes/issues.ts';
import { react } from '../changes/react.ts';
import {
  createReviewComment,
  deleteReviewComment,
  dismissReview,
  editReviewComment,
  replyToComment,
} from '../changes/review-comments.ts';
import { createReview, setResolved, type ReviewEvent } from '../changes/reviews.ts';
import { pullOf, repositoryOf, threadOf } from '../find.ts';
import { checkMayChange, checkRole } from '../rights.ts';
import type { WantedPlace } from '../places.ts';
import type {
  IssueComment,
  ReactionContent,
  ReactionSubject,
  Review,
  ReviewComment,
  Side,
} from '../state.ts';
import { byId, issueNamed, pullNamed, repositoryNamed, subjectOf, type Subject } from './named.ts';

/** A line, or the lines from `startLine` to `line`, of one file in the diff. */
export interface LineComment {
  readonly path: string;
  readonly line: number;
  readonly side?: Side;
  readonly startLine?: number;
  readonly body: string;
}

export interface ReviewWords {
  readonly event?: ReviewEvent;
  readonly body?: string;
  readonly comments?: readonly LineComment[];
}

export interface IssueOptions {
  readonly title: string;
  readonly body?: string;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
}

/** Issues and all that people say and sign on them. */
export function talkActs(actor: Actor) {
  const { state } = actor.github;
  return {
    ...issueActs(actor),
    comment: (subject: Subject, body: string): IssueComment =>
      createComment(actor, issueNamed(actor.github, subject), body),
    editComment: (id: number, body: string) => editComment(actor, byId(state.comments, id, 'comment'), body),
    deleteComment: (id: number) => deleteComment(actor, byId(state.comments, id, 'comment')),
    react: (subject: ReactionSubject, content: ReactionContent) => react(actor, subject, content).reaction,
    unreact(id: number) {
      state.reactions.delete(id);
    },
    ...reviewActs(actor),
  };
}

function issueActs(actor: Actor) {
  const { github } = actor;
  function accounts(logins: readonly string[]) {
    return logins.map((login) => accountOf(github.state, login, github.clock.now()));
  }
  return {
    async openIssue(repository: string, options: IssueOptions): Promise<Subject & { id: number }> {
      const { title, body = null, labels = [], assignees = [] } = options;
      const wanted = { title, body, labels, assignees: accounts(assignees) };
      const issue = await openIssue(actor, repositoryNamed(github, repository), wanted);
      return { ...subjectOf(github, issue), id: issue.id };
    },
    /** Lets nobody comment but those who may write; `false` lets everybody again. */
    lock(subject: Subject, isLocked = true) {
      const issue = issueNamed(github, subject);
      checkRole(actor, repositoryOf(github.state, issue), 'triage');
      issue.isLocked = isLocked;
    },
    label: (subject: Subject, ...names: readonly string[]) =>
      addLabels(actor, issueNamed(github, subject), names),
    unlabel: (subject: Subject, name: string) => removeLabel(actor, issueNamed(github, subject), name),
    assign: (subject: Subject, ...logins: readonly string[]) =>
      addAssignees(actor, issueNamed(github, subject), accounts(logins)),
    unassign: (subject: Subject, ...logins: readonly string[]) =>
      removeAssignees(actor, issueNamed(github, subject), accounts(logins)),
  };
}

function reviewActs(actor: Actor) {
  const { github } = actor;
  const { state } = github;
  function commentOf(id: number): ReviewComment {
    return byId(state.reviewComments, id, 'review comment');
  }
  return {
    /** Submits a review; without an event it only comments. */
    review: (pull: Subject, words: ReviewWords): Promise<Review> =>
      createReview(actor, pullNamed(github, pull), {
        commitId: undefined,
        event: words.event ?? 'COMMENT',
        body: words.body ?? '',
        comments: (words.comments ?? []).map(wantedComment),
      }),
    dismissReview: (id: number) => dismissReview(actor, byId(state.reviews, id, 'review')),
    reviewComment(pull: Subject, comment: LineComment): Promise<ReviewComment> {
      const found = pullNamed(github, pull);
      return createReviewComment(actor, found, { ...wantedComment(comment), commitId: found.head.sha });
    },
    reply: (id: number, body: string) => replyToComment(actor, commentOf(id), body),
    editReviewComment: (id: number, body: string) => editReviewComment(actor, commentOf(id), body),
    deleteReviewComment: (id: number) => deleteReviewComment(actor, commentOf(id)),
    /** Resolves the thread of a review comment. */
    resolve: (id: number) => settle(actor, commentOf(id), true),
    unresolve: (id: number) => settle(actor, commentOf(id), false),
  };
}

/** Threads are resolved by the pull request's author and by who may write. */
function settle(actor: Actor, comment: ReviewComment, isResolved: boolean) {
  const { state } = actor.github;
  const thread = threadOf(state, comment);
  const pull = pullOf(state, thread);
  checkMayChange(actor, repositoryOf(state, pull), pull, 'write');
  setResolved(actor, thread, isResolved);
}

function wantedComment(comment: LineComment) {
  const { path, body, line, side = 'RIGHT', startLine = null } = comment;
  const place: WantedPlace = { kind: 'lines', side, line, startLine, startSide: null };
  return { path, body, place };
}
