import { findIssue, findRepository, fullName, repositoryOf } from './find.ts';
import type { GitHub } from './github.ts';
import type { Issue, Pull } from './state.ts';

/** The issues that merging a pull request closes: linked in the side bar, or named after a closing keyword. */
export function closingIssues(github: GitHub, pull: Pull): Issue[] {
  const linked = pull.linkedIssues.map((id) => github.state.issues.get(id));
  const found = [...linked, ...named(github, pull)];
  return [...new Set(found)].filter((one): one is Issue => one?.kind === 'issue');
}

/** Keywords count only where the pull request goes into the default branch. */
function named(github: GitHub, pull: Pull) {
  const repository = repositoryOf(github.state, pull);
  if (pull.base.ref !== repository.defaultBranch) return [];
  return [...spoken(pull.body ?? '').matchAll(closing(github))].map(({ groups = {} }) => {
    const { owner, name, number } = groups;
    const where = owner === undefined ? fullName(repository) : `${owner}/${name}`;
    const home = findRepository(github.state, where);
    return home && findIssue(github.state, home, Number(number));
  });
}

/** What is not code and not a hidden comment. */
function spoken(body: string) {
  return body
    .replaceAll(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[^\n]*$|$(?![\s\S]))/gm, '')
    .replaceAll(/`[^`\n]*`/g, '')
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '');
}

/** `fixes #1`, `Closes: owner/name#1`, `resolved https://…/issues/1`. */
function closing({ addresses }: GitHub) {
  const keyword = String.raw`\b(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?):?\s+`;
  const place = String.raw`(?<owner>[\w-]+)/(?<name>[\w.-]+)`;
  const page = `${RegExp.escape(addresses.html)}/`;
  const reference = String.raw`(?:(?:(?:${page})?${place}(?:#|/issues/)|#|GH-)(?<number>\d+))\b`;
  return new RegExp(keyword + reference, 'gi');
}
