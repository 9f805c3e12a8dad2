import { z } from 'zod';
import { IssueRef, PullRef } from './pull-request.ts';

/** What a command works on. `range` is the command line's pull request: same engines, no GitHub. */
export const Subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pull'), ref: PullRef, headSha: z.string() }).readonly(),
  z.object({ kind: z.literal('issue'), ref: IssueRef }).readonly(),
  z
    .object({ kind: z.literal('thread'), ref: PullRef, headSha: z.string(), rootCommentId: z.int() })
    .readonly(),
  z
    .object({ kind: z.literal('range'), directory: z.string(), base: z.string(), head: z.string() })
    .readonly(),
]);
export type Subject = z.infer<typeof Subject>;
export type SubjectKind = Subject['kind'];

/** The subject's name without its head: what stays the same over pushes, so that one request keeps one run. */
export function lasting(subject: Subject): string {
  switch (subject.kind) {
    case 'pull':
      return `pull/${subject.ref.id}/${subject.ref.number}`;
    case 'issue':
      return `issue/${subject.ref.id}/${subject.ref.number}`;
    case 'thread':
      return `thread/${subject.ref.id}/${subject.ref.number}/${subject.rootCommentId}`;
    case 'range':
      return `range/${subject.directory}/${subject.base}`;
  }
}

/** The head commit the subject is about; empty where it has none. */
export function headOf(subject: Subject): string {
  switch (subject.kind) {
    case 'pull':
    case 'thread':
      return subject.headSha;
    case 'issue':
      return '';
    case 'range':
      return subject.head;
  }
}
