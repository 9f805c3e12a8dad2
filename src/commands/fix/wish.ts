import type { OpenFinding } from './open-findings.ts';

/** Which findings are to be fixed. Without any words: that of the thread, or all that bring a suggestion. */
export type Wish =
  | { readonly is: 'usual' }
  | { readonly is: 'all' }
  | { readonly is: 'number'; readonly number: number }
  | { readonly is: 'words'; readonly words: string };

/** Reads what stands behind the command. */
export function wishIn(words: readonly string[]): Wish {
  const text = words.join(' ').trim();
  if (text === '') return { is: 'usual' };
  if (text.toLowerCase() === 'all') return { is: 'all' };
  const number = /^#?(\d{1,4})[.)]?$/.exec(text)?.[1];
  return number === undefined ? { is: 'words', words: text } : { is: 'number', number: Number(number) };
}

/** What a wish comes to; several that may be meant are listed. */
export type Choice =
  | { readonly is: 'chosen'; readonly findings: readonly OpenFinding[] }
  | { readonly is: 'unclear'; readonly among: readonly OpenFinding[] }
  | { readonly is: 'no-thread-of-ours' };

/** Chooses among open findings; `thread` is the root comment of the thread that was asked in. */
export function chosen(wish: Wish, open: readonly OpenFinding[], thread: number | null): Choice {
  switch (wish.is) {
    case 'all':
      return { is: 'chosen', findings: open };
    case 'number':
      return one(
        open.filter(({ number }) => number === wish.number),
        open,
      );
    case 'words':
      return one(named(wish.words, open), open);
    case 'usual':
      return thread === null ? withSuggestions(open) : ofThread(open, thread);
  }
}

/** Several that fit are listed alone; where none fits, all are. */
function one(fitting: readonly OpenFinding[], open: readonly OpenFinding[]): Choice {
  if (fitting.length === 1) return { is: 'chosen', findings: fitting };
  return { is: 'unclear', among: fitting.length === 0 ? open : fitting };
}

function named(words: string, open: readonly OpenFinding[]): readonly OpenFinding[] {
  const wanted = words.toLowerCase();
  const exact = open.filter(({ title }) => title.toLowerCase() === wanted);
  if (exact.length > 0) return exact;
  return open.filter(({ title }) => wanted.split(/\s+/).every((word) => title.toLowerCase().includes(word)));
}

function withSuggestions(open: readonly OpenFinding[]): Choice {
  const findings = open.filter(({ suggestion }) => suggestion !== null);
  return findings.length === 0 ? { is: 'unclear', among: open } : { is: 'chosen', findings };
}

function ofThread(open: readonly OpenFinding[], thread: number): Choice {
  const findings = open.filter(({ rootCommentId }) => rootCommentId === thread);
  return findings.length === 0 ? { is: 'no-thread-of-ours' } : { is: 'chosen', findings };
}
