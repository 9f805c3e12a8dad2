import { codeSpan, fence } from '../core/fence.ts';

/** A reply in a thread of ours, with the code that it rests on. */
export interface TalkWords {
  readonly text: string;
  readonly proofs: readonly { readonly path: string; readonly quote: string }[];
  /** A rule that somebody gave as a reason, in one line. */
  readonly lesson: string | null;
}

/** The words first, then the code that they rest on, then how a reason is kept for the next review. */
export function talkReply({ text, proofs, lesson }: TalkWords): string {
  return [
    text.trim(),
    ...proofs.map(({ path, quote }) => `In ${codeSpan(path)}:\n\n${fence(quote)}`),
    ...(lesson === null ? [] : [rememberHint(lesson)]),
  ].join('\n\n');
}

/** Nothing is remembered by itself: somebody has to ask for it. */
function rememberHint(lesson: string): string {
  return `To have this kept in mind in later reviews, somebody with write permission can write ${codeSpan(`/remember ${lesson}`)}.`;
}

/** Where nobody could find out what is so. */
export const undecided =
  'This was looked into again without a certain result, so the finding is left as it is. Resolve the thread if it does not hold.';
