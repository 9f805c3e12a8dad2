import type { SubjectKind } from '../core/subject.ts';

/** What commands work on, in the plural: `pull requests and issues`. */
export function subjectNames(subjects: readonly string[]): string {
  return subjects.map((subject) => names.get(subject) ?? subject).join(' and ');
}

const names: ReadonlyMap<string, string> = new Map<SubjectKind, string>([
  ['pull', 'pull requests'],
  ['issue', 'issues'],
  ['thread', 'review threads'],
  ['range', 'ranges of a local repository'],
]);
