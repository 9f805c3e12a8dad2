import { postedFinding } from '../../checks/suggestion-posted.ts';
import type { Thread } from '../../ports/forge.ts';

/** A finding of ours that nobody has settled, on lines that are still there. */
export interface OpenFinding {
  /** As lists have it, from 1. */
  readonly number: number;
  readonly threadId: string;
  readonly rootCommentId: number;
  readonly path: string;
  /** First and last line in the head. */
  readonly start: number;
  readonly end: number;
  readonly title: string;
  /** The comment that told it, as it stands now. */
  readonly told: string;
  /** What people and we have said to it since. */
  readonly replies: readonly { readonly author: string; readonly body: string }[];
  readonly suggestion: readonly string[] | null;
}

/** The open findings of a pull request, oldest first: threads of ours that are not resolved and not outdated. */
export function openFindings(threads: readonly Thread[]): readonly OpenFinding[] {
  return threads.flatMap(openFinding).map((finding, index) => ({ ...finding, number: index + 1 }));
}

function openFinding(thread: Thread): readonly Omit<OpenFinding, 'number'>[] {
  const { id, rootCommentId, fingerprint, path, line, startLine, isResolved, comments } = thread;
  const [root, ...replies] = comments;
  if (fingerprint === null || isResolved || line === null || root === undefined) return [];
  return [
    {
      threadId: id,
      rootCommentId,
      path,
      start: startLine ?? line,
      end: line,
      told: root.body,
      replies: replies.map(({ author, body }) => ({ author: author.login, body })),
      ...postedFinding(root.body),
    },
  ];
}
