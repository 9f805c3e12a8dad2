import { findIssue, findPull, findRepository, fullName } from '../find.ts';
import type { GitHub } from '../github.ts';
import type { Issue, Pull, Repository } from '../state.ts';

/** An issue or pull request as acts and readers name it; `repository` is `owner/name`. */
export interface Subject {
  readonly repository: string;
  readonly number: number;
}

/** The repository of that name; what is asked for in a test must be there. */
export function repositoryNamed(github: GitHub, name: string): Repository {
  return findRepository(github.state, name) ?? missing(`repository ${name}`);
}

export function issueNamed(github: GitHub, subject: Subject): Issue | Pull {
  const repository = repositoryNamed(github, subject.repository);
  return (
    findIssue(github.state, repository, subject.number) ??
    missing(`#${subject.number} in ${subject.repository}`)
  );
}

export function pullNamed(github: GitHub, subject: Subject): Pull {
  const repository = repositoryNamed(github, subject.repository);
  const pull = findPull(github.state, repository, subject.number);
  return pull ?? missing(`pull request #${subject.number} in ${subject.repository}`);
}

/** Something by its id, which a test got from here. */
export function byId<T>(things: ReadonlyMap<number, T>, id: number, what: string): T {
  return things.get(id) ?? missing(`${what} ${id}`);
}

export function subjectOf(github: GitHub, issue: Issue | Pull): Subject {
  const repository = byId(github.state.repositories, issue.repositoryId, 'repository');
  return { repository: fullName(repository), number: issue.number };
}

function missing(what: string): never {
  throw new Error(`The local GitHub has no ${what}.`);
}
