import type { GitHub } from './github.ts';
import type {
  Account,
  Issue,
  Pull,
  ReactionSubject,
  Repository,
  Review,
  ReviewComment,
  ReviewThread,
  Role,
  State,
} from './state.ts';

export function fullName(repository: Repository) {
  return `${repository.owner.login}/${repository.name}`;
}

/** A repository by the name it has, any case; not by a former one. */
export function findRepository(state: State, name: string) {
  const wanted = name.toLowerCase();
  return [...state.repositories.values()].find((one) => fullName(one).toLowerCase() === wanted);
}

/** A repository that had this name before it was renamed or transferred. */
export function findMovedRepository(state: State, name: string) {
  const wanted = name.toLowerCase();
  return [...state.repositories.values()].find((one) => one.formerNames.includes(wanted));
}

export function findAccount(state: State, login: string) {
  return state.accounts.get(login.toLowerCase());
}

export function findIssue(state: State, repository: Repository, number: number) {
  return issuesOf(state, repository).find((one) => one.number === number);
}

export function findPull(state: State, repository: Repository, number: number) {
  const found = findIssue(state, repository, number);
  return found?.kind === 'pull' ? found : undefined;
}

/** Issues and pull requests of a repository, oldest first. */
export function issuesOf(state: State, repository: Repository) {
  return [...state.issues.values()].filter((one) => one.repositoryId === repository.id);
}

export function pullsOf(state: State, repository: Repository) {
  return issuesOf(state, repository).filter((one) => one.kind === 'pull');
}

export function repositoryOf(state: State, thing: { readonly repositoryId: number }): Repository {
  const repository = state.repositories.get(thing.repositoryId);
  if (!repository) throw new Error(`repository ${thing.repositoryId} is gone`);
  return repository;
}

export function commentsOf(state: State, issue: Issue | Pull) {
  return [...state.comments.values()].filter((one) => one.issueId === issue.id);
}

export function reviewsOf(state: State, pull: Pull) {
  return [...state.reviews.values()].filter((one) => one.issueId === pull.id);
}

export function threadsOf(state: State, pull: Pull) {
  return [...state.threads.values()].filter((one) => one.issueId === pull.id);
}

export function commentsOfThread(state: State, thread: ReviewThread) {
  return [...state.reviewComments.values()].filter((one) => one.threadId === thread.id);
}

export function commentsOfReview(state: State, review: Review) {
  return [...state.reviewComments.values()].filter((one) => one.reviewId === review.id);
}

/** Review comments that others can see: those of a pending review stay hidden. */
export function reviewCommentsOf(state: State, pull: Pull) {
  return [...state.reviewComments.values()].filter((comment) => {
    const review = reviewOf(state, comment);
    return review.issueId === pull.id && review.state !== 'PENDING';
  });
}

export function threadOf(state: State, comment: ReviewComment): ReviewThread {
  return found(state.threads.get(comment.threadId), `thread ${comment.threadId}`);
}

export function reviewOf(state: State, comment: ReviewComment): Review {
  return found(state.reviews.get(comment.reviewId), `review ${comment.reviewId}`);
}

/** The pull request or issue something hangs on. */
export function issueOf(state: State, thing: { readonly issueId: number }): Issue | Pull {
  return found(state.issues.get(thing.issueId), `issue ${thing.issueId}`);
}

export function pullOf(state: State, thing: { readonly issueId: number }): Pull {
  const issue = issueOf(state, thing);
  if (issue.kind !== 'pull') throw new Error(`issue ${issue.id} is no pull request`);
  return issue;
}

export function reactionsOf(state: State, subject: ReactionSubject) {
  return [...state.reactions.values()].filter(
    (one) => one.subject.kind === subject.kind && one.subject.id === subject.id,
  );
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is gone`);
  return value;
}

/** What somebody may do in a repository. Everybody may read a public one. */
export function roleOf(repository: Repository, account: Account): Role {
  if (account.id === repository.owner.id) return 'admin';
  return (
    repository.collaborators.get(account.login.toLowerCase()) ?? (repository.isPrivate ? 'none' : 'read')
  );
}

const roles: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export function hasRole(repository: Repository, account: Account, least: Role) {
  return roles.indexOf(roleOf(repository, account)) >= roles.indexOf(least);
}

/** Whether somebody has a role there of their own, and not only everybody's to read it. */
export function isCollaborator(repository: Repository, account: Account) {
  return account.id === repository.owner.id || repository.collaborators.has(account.login.toLowerCase());
}

/** The installation that covers a repository, suspended or not. */
export function installationOf(state: State, repository: Repository) {
  return [...state.installations.values()].find(
    (one) =>
      one.account.id === repository.owner.id &&
      (one.repositories === 'all' || one.repositories.has(repository.id)),
  );
}

/** Where the bare repository is. */
export function gitDirectory(github: GitHub, repository: Repository) {
  return `${github.directory}/${repository.id}.git`;
}
