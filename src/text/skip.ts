import { codeSpan } from '../core/fence.ts';

/** Why a pull request is not reviewed by itself. `key` is the one of `review` that says so. */
export type Skip =
  | { readonly is: 'draft' | 'bot' | 'description' }
  | { readonly is: 'event'; readonly key: 'open' | 'push' | 'ready' }
  | { readonly is: 'author'; readonly login: string }
  | { readonly is: 'label' | 'no-label'; readonly label: string }
  | { readonly is: 'title'; readonly words: string }
  | { readonly is: 'branch'; readonly branch: string };

/** What the check says of it: the reason, and what to do if a review is wanted. */
export function skipSentence(skip: Skip): string {
  switch (skip.is) {
    case 'draft':
      return `Drafts are not reviewed by themselves. Mark the pull request as ready for review, ${ask}, or set \`review.drafts\` to true in ${file}.`;
    case 'bot':
      return `Pull requests by bots are not reviewed by themselves. Comment \`/review\`, or set \`review.bots\` to true in ${file}.`;
    case 'description':
      return `The description of the pull request says \`patchwright: ignore\`. Take that out before the next push, or ${ask}.`;
    case 'event':
      return `${happenings[skip.key]} Comment \`/review\`, or set \`review.on.${skip.key}\` to true in ${file}.`;
    case 'author':
      return `${named('authors')} ${codeSpan(skip.login)}, whose pull requests are not reviewed by themselves. ${start}.`;
    case 'label':
      return `${named('labels')} ${codeSpan(skip.label)}, which this pull request has. Take the label off, or ${ask}.`;
    case 'no-label':
      return `${file} has only pull requests with the label ${codeSpan(skip.label)} reviewed by themselves. Add the label, or ${ask}.`;
    case 'title':
      return `${named('titles')} ${codeSpan(skip.words)}, which stands in the title. Change the title before the next push, or ${ask}.`;
    case 'branch':
      return `${named('branches')} ${codeSpan(skip.branch)}, which this pull request is for. ${start}.`;
  }
}

/** What people are told who ask for a review all the same. */
export const notOpen = {
  closed: 'This pull request is closed. Reopen it, then comment `/review` again.',
  merged:
    'This pull request is merged, and what is merged is not reviewed any more. Comment `/review` on an open one.',
} as const;

const file = '`.github/patchwright.yml`';
const ask = 'comment `/review`';
const start = 'Comment `/review` for a review';

function named(key: string): string {
  return `\`review.skip.${key}\` of ${file} names`;
}

const happenings = {
  open: 'Pull requests are not reviewed when they are opened.',
  push: 'Pull requests are not reviewed again after a push.',
  ready: 'Drafts are not reviewed when they are marked as ready.',
} as const;
