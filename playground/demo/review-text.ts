import type { Subject } from '../github/acts/named.ts';
import type { Views } from '../github/views.ts';
import { replacedLines } from '../pages/suggestion.ts';
import type { Thread } from '../pages/thread.ts';
import { indented, plainText } from './plain-text.ts';
import type { Terminal } from './terminal.ts';

/** The reviews of a pull request as a terminal can show them: summary, each comment with its place, and the check. */
export function reviewText(state: Views, pull: Subject, terminal: Terminal): string {
  const reviews = state
    .reviews(pull)
    .flatMap(({ author, body }) => [
      terminal.bold(`Review by ${author.login}`),
      plainText(body, { terminal, replaced: [] }),
    ]);
  const threads = state.threads(pull).map((thread) => threadText(thread, terminal));
  const checks = state
    .checkRuns(pull)
    .map(({ name, title, conclusion }) => `Check ${name}: ${title ?? ''} (${conclusion ?? ''})`);
  return [...reviews, ...threads, ...checks].join('\n\n');
}

function threadText(thread: Thread, terminal: Terminal): string {
  const { path, original } = thread;
  const start = original.startLine === null ? '' : `${original.startLine}-`;
  const before = original.side === 'LEFT' ? ' before the change' : '';
  const place = terminal.bold(`${path}:${start}${original.line}${before}`);
  const options = { terminal: { ...terminal, width: terminal.width - 2 }, replaced: replacedLines(thread) };
  const comments = thread.comments.map(({ body }) => indented(plainText(body, options), '  '));
  return [place, ...comments].join('\n');
}
