import type { SubjectKind } from '../core/subject.ts';

/** What commands work on, in the plural: `review threads, pull requests and issues`. */
export function subjectNames(subjects: readonly string[]): string {
  return list.format(subjects.map((subject) => names.get(subject) ?? subject));
}

const list = new Intl.ListFormat('en-GB');

const names: ReadonlyMap<string, string> = new Map<SubjectKind, string>([
  ['pull', 'pull requests'],
  ['issue', 'issues'],
  ['thread', 'review threads'],
  ['range', 'ranges of a local repository'],
]);
