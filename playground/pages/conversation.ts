import type { Subject } from '../github/acts/named.ts';
import type { Issue, IssueComment, Pull, ReviewState } from '../github/state.ts';
import type { Views } from '../github/views.ts';
import { checkLine } from './checks.ts';
import type { Page } from './frame.ts';
import { markdown } from './markdown.ts';
import { markup, type Markup, type Part } from './markup.ts';
import { issuePage, pullPage } from './pull-frame.ts';
import { moment, remark } from './remark.ts';
import { threadQuoted } from './thread.ts';

/** All that was said on an issue or pull request, oldest first. */
export function conversation(state: Views, subject: Subject): Page | Promise<Page> {
  const issue = state.issue(subject);
  const comments = state
    .comments(subject)
    .map((comment) => entry(comment.createdAt, commentBox(state, subject, comment)));
  if (issue.kind === 'issue') {
    return issuePage(issue, subject.repository, [
      opening(state, subject, issue),
      inOrder(comments),
      ending(issue),
    ]);
  }
  const said = inOrder([...comments, ...reviewEntries(state, subject)]);
  return pullPage(state, subject, 'Conversation', [
    opening(state, subject, issue),
    said,
    ending(issue),
    checkLines(state, subject),
  ]);
}

interface Entry {
  readonly at: number;
  readonly shown: Part;
}

function entry(at: number, shown: Part): Entry {
  return { at, shown };
}

function inOrder(entries: readonly Entry[]): Part {
  return entries.toSorted((one, other) => one.at - other.at).map(({ shown }) => shown);
}

function opening(state: Views, { repository }: Subject, issue: Issue | Pull): Markup {
  const body = issue.body ?? '';
  return remark({
    anchor: `issue-${issue.id}`,
    author: issue.author,
    deed: 'opened this',
    at: issue.createdAt,
    body: [
      body.trim() === '' ? markup`<p class="quiet">No description.</p>` : prose(body, repository),
      reactions(state, 'issue', issue.id),
    ],
    minimized: undefined,
  });
}

function commentBox(state: Views, { repository }: Subject, comment: IssueComment): Markup {
  return remark({
    anchor: `issuecomment-${comment.id}`,
    author: comment.author,
    deed: 'commented',
    at: comment.createdAt,
    body: [prose(comment.body, repository), reactions(state, 'issue-comment', comment.id)],
    minimized: comment.minimized,
  });
}

function prose(text: string, repository: string): Markup {
  return markdown(text, { repository, replaced: [] });
}

const faces = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  confused: '😕',
  heart: '❤️',
  hooray: '🎉',
  rocket: '🚀',
  eyes: '👀',
} as const;

function reactions(state: Views, kind: 'issue' | 'issue-comment', id: number): Part {
  const all = state.reactions({ kind, id });
  const shown = all.map(
    ({ content, account }) => markup`<span title="${account.login}">${faces[content]}</span> `,
  );
  return shown.length === 0 ? '' : markup`<p class="reactions">${shown}</p>`;
}

const deeds: Readonly<Record<ReviewState, string>> = {
  PENDING: 'is writing a review',
  COMMENTED: 'reviewed',
  APPROVED: 'approved these changes',
  CHANGES_REQUESTED: 'requested changes',
  DISMISSED: 'reviewed; the review was dismissed',
};

/** A review with the threads that it began. Answers to threads are reviews, too, but stand in their threads. */
function reviewEntries(state: Views, subject: Subject): readonly Entry[] {
  const threads = state.threads(subject);
  return state.reviews(subject).flatMap((review) => {
    const begun = threads.filter((thread) => thread.comments[0]?.reviewId === review.id);
    const isSilent = review.body === '' && begun.length === 0 && review.state === 'COMMENTED';
    if (review.submittedAt === undefined || isSilent) return [];
    const box = remark({
      anchor: `pullrequestreview-${review.id}`,
      author: review.author,
      deed: deeds[review.state],
      at: review.submittedAt,
      body: review.body === '' ? '' : prose(review.body, subject.repository),
      minimized: review.minimized,
    });
    const quoted = begun.map((thread) => threadQuoted(thread, subject));
    return [entry(review.submittedAt, markup`<section class="review">${box}${quoted}</section>`)];
  });
}

function ending(issue: Issue | Pull): Part {
  if (issue.closedAt === undefined) return '';
  const deed = issue.kind === 'pull' && issue.merged ? 'merged' : 'closed';
  return markup`<p class="event"><strong>${issue.closedBy?.login ?? 'Somebody'}</strong> ${deed} this ${moment(issue.closedAt)}</p>`;
}

function checkLines(state: Views, subject: Subject): Part {
  const runs = state.checkRuns(subject);
  if (runs.length === 0) return '';
  const page = `/${subject.repository}/pull/${subject.number}/checks`;
  return markup`<section class="checks"><h2>Checks</h2>${runs.map((run) => checkLine(run, page))}</section>`;
}
