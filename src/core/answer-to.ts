import type { Effect } from './effect.ts';
import type { IssueRef } from './pull-request.ts';
import type { Subject } from './subject.ts';

/** A text as the answer to what was asked: in the thread where it was asked in one, else on the conversation. */
export function answerTo(subject: Subject, body: string): Effect {
  return subject.kind === 'thread'
    ? { kind: 'thread-reply', pull: subject.ref, rootCommentId: subject.rootCommentId, body }
    : { kind: 'comment', on: conversationOf(subject), body, closes: [] };
}

/** The pull request or issue that the subject is, or is on. */
export function conversationOf(subject: Subject): IssueRef {
  if (subject.kind !== 'range') return subject.ref;
  throw new TypeError('a range of a local repository has no conversation');
}
