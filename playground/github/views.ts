import { issueNamed, pullNamed, repositoryNamed, type Subject } from './acts/named.ts';
import { latestRuns } from './check-suites.ts';
import {
  commentsOf,
  commentsOfReview,
  commentsOfThread,
  gitDirectory,
  issuesOf,
  pullsOf,
  reactionsOf,
  repositoryOf,
  reviewsOf,
  threadOf,
  threadsOf,
} from './find.ts';
import { commitsBetween, parseHunks, type FileChange } from './git/diff.ts';
import { branches } from './git/refs.ts';
import type { GitHub } from './github.ts';
import { pullChanges, pullDirectory } from './pull-facts.ts';
import type { ReactionSubject, Review, ReviewComment, ReviewThread, State } from './state.ts';

export type Views = ReturnType<typeof viewsOf>;

/** What people would read on the pages: the state, put together by what belongs together. */
export function viewsOf(github: GitHub) {
  const { state } = github;
  return {
    /** The bare facts behind all of these. */
    data: state,
    repositories: () => [...state.repositories.values()],
    repository: (name: string) => repositoryNamed(github, name),
    issues: (repository: string) => issuesOf(state, repositoryNamed(github, repository)),
    pulls: (repository: string) => pullsOf(state, repositoryNamed(github, repository)),
    /** Names of branches with the commits that they are at. */
    branches: (repository: string) => branches(gitDirectory(github, repositoryNamed(github, repository))),
    issue: (subject: Subject) => issueNamed(github, subject),
    pull: (subject: Subject) => pullNamed(github, subject),
    comments: (subject: Subject) => commentsOf(state, issueNamed(github, subject)),
    reactions: (subject: ReactionSubject) => reactionsOf(state, subject),
    ...pullViews(github),
  };
}

function pullViews(github: GitHub) {
  const { state } = github;
  return {
    /** Reviews, oldest first, each with the comments made in it and where each of them is. */
    reviews: (pull: Subject) =>
      reviewsOf(state, pullNamed(github, pull)).map((review) => withComments(state, review)),
    /** Threads with their comments; `current` is undefined for an outdated one. */
    threads: (pull: Subject) =>
      threadsOf(state, pullNamed(github, pull)).map((thread) => withAnswers(state, thread)),
    /** The newest check run of each name on the head. */
    checkRuns(pull: Subject) {
      const { head, repositoryId } = pullNamed(github, pull);
      const runs = [...state.checkRuns.values()];
      return latestRuns(runs.filter((one) => one.headSha === head.sha && one.repositoryId === repositoryId));
    },
    /** The files of the diff with their hunks parsed. */
    async diff(pull: Subject) {
      const changes = await pullChanges(github, pullNamed(github, pull));
      return changes.map(withHunks);
    },
    async commits(pull: Subject) {
      const found = pullNamed(github, pull);
      return commitsBetween(pullDirectory(github, found), found.base.sha, found.head.sha);
    },
    repositoryOfPull: (pull: Subject) => repositoryOf(state, pullNamed(github, pull)),
  };
}

function withComments(state: State, review: Review) {
  return { ...review, comments: commentsOfReview(state, review).map((comment) => inPlace(state, comment)) };
}

function inPlace(state: State, comment: ReviewComment) {
  return { ...comment, thread: threadOf(state, comment) };
}

function withAnswers(state: State, thread: ReviewThread) {
  return { ...thread, comments: commentsOfThread(state, thread) };
}

function withHunks(change: FileChange) {
  return { ...change, hunks: parseHunks(change.patch) };
}
