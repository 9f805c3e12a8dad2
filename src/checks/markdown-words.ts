import { isOwn, mayLinkTo, type Allowed } from './markdown-allowed.ts';
import { seam } from './markdown-passage.ts';
import type { Range } from './markdown-source.ts';

/** A stretch of plain text that GitHub would make something of. */
export interface Word extends Range {
  /** The place after the sign that makes it live: `@`, `#`, `GH-`, the colon of an address. */
  readonly sign: number;
  /** Whether it stands there because a keyword would close an issue. */
  readonly closes: boolean;
}

/** The words that may not go out as they stand: mentions, addresses and references outside the repository, closed issues, marks of comments. */
export function liveWords(text: string, allowed: Allowed): readonly Word[] {
  const addresses = addressesIn(text);
  const own = addresses.filter((word) => mayStandBare(text.slice(word.start, word.end), allowed));
  const names = [...atSigns(text, allowed), ...hashSigns(text, allowed)];
  return [
    ...addresses.filter((word) => !own.includes(word)),
    ...names.filter((word) => !own.some(({ start, end }) => start <= word.start && word.end <= end)),
    ...closings(text, allowed),
    ...commentMarks(text),
  ];
}

/** A bare address is shown, so what follows an `@` or `#` in it might be a mention or a reference. */
export function mayStandBare(address: string, allowed: Allowed): boolean {
  return !/@|#\d/.test(address) && mayLinkTo(address, allowed);
}

/** What bots would read as a command: a slash that starts a line, whatever marks of Markdown stand before it. */
export function commands(text: string): readonly Word[] {
  return [...text.matchAll(command)].map(({ 0: whole, 1: before = '', index }) => {
    const start = index + before.length;
    return live(start, index + whole.length, start + 1);
  });
}

const command = new RegExp(String.raw`^([ \t${seam}]*)/[^\s${seam}]*`, 'gm');

/** With a scheme of any kind, or as GitHub guesses them from `www.`. */
function addressesIn(text: string): readonly Word[] {
  return [...text.matchAll(/:\/\/|(?<![A-Za-z0-9])www\.(?=[^\s.])/gi)].flatMap(({ 0: mark, index }) => {
    const isGuess = mark !== '://';
    const start = isGuess ? index : startOfRun(text, index, /[A-Za-z0-9+.-]/);
    const length = matchAt(text, addressRest, index).replace(/[.,;:!?'"*_~)\]}]+$/, '').length;
    const isAddress = isGuess || (start < index && length > mark.length);
    const sign = index + (isGuess ? mark.length : 1);
    return isAddress ? [live(start, Math.max(sign, index + length), sign)] : [];
  });
}

const addressRest = new RegExp(String.raw`[^\s<>${seam}]*`, 'y');

/** Mentions of users and teams, mail addresses, commits of other repositories. */
function atSigns(text: string, allowed: Allowed): readonly Word[] {
  return [...text.matchAll(/@(?=[A-Za-z0-9])/g)].flatMap(({ index }) => {
    const isInWord = /[A-Za-z0-9]/.test(text[index - 1] ?? '');
    if (isInWord) return commitOrMail(text, index, allowed);
    const mentioned = matchAt(text, /[A-Za-z0-9][\w-]*(?:\/[\w.-]*[\w-])*/y, index + 1);
    return [live(startOfRun(text, index, /[\w./-]/), index + 1 + mentioned.length, index + 1)];
  });
}

function commitOrMail(text: string, at: number, allowed: Allowed): readonly Word[] {
  const sign = at + 1;
  const commit = matchAt(text, /[0-9a-f]{7,40}(?![\w-])/iy, sign);
  const start = startOfRun(text, at, commit === '' ? /[\w.+:-]/ : /[\w./-]/);
  if (commit !== '' && isOwn(text.slice(start, at), allowed)) return [];
  const named = commit || matchAt(text, /[\w.-]*\.[\w-]*[A-Za-z]/y, sign);
  return named === '' ? [] : [live(start, sign + named.length, sign)];
}

/** References to issues: GitHub would tell those of it, and show it there. Those that may be closed may be named, too. */
function hashSigns(text: string, allowed: Allowed): readonly Word[] {
  return [...text.matchAll(/#\d+/g)].flatMap(({ 0: reference, index }) => {
    const start = startOfRun(text, index, /[\w./-]/);
    const name = text.slice(start, index);
    const isNamed = /[A-Za-z0-9]/.test(name) && !isOwn(name, allowed);
    const mayStand = !isNamed && (allowed.closing ?? []).includes(Number(reference.slice(1)));
    return mayStand ? [] : [live(start, index + reference.length, index + 1)];
  });
}

/** References that a keyword before them would close (GitHub: linking a pull request to an issue). */
export function closings(text: string, allowed: Allowed): readonly Word[] {
  return [...text.matchAll(closing)].flatMap(({ 0: whole, 1: reference = '', index }) => {
    const end = index + whole.length;
    const start = end - reference.length;
    const sign = start + matchAt(reference, /[^#:]*[#:]|GH-/iy, 0).length;
    return mayClose(reference, allowed) ? [] : [{ start, end, sign, closes: true }];
  });
}

/** A comment that never ends here could end in what is put after the text. */
function commentMarks(text: string): readonly Word[] {
  return [...text.matchAll(/<!--/g)].map(({ index }) => live(index, index + 4, index + 1));
}

const name = String.raw`[\w.\-]+`;
const closing = new RegExp(
  String.raw`(?<![A-Za-z0-9_])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)[\s:${seam}]*` +
    String.raw`(https?://[^\s/]+/${name}/${name}/(?:issues|pulls?|discussions)/\d+|(?:${name}/)?(?:${name})?#\d+|GH-\d+)`,
  'giu',
);

function mayClose(reference: string, allowed: Allowed): boolean {
  const number = Number(/\d+$/.exec(reference)?.[0]);
  const [, repository] = /^([^#:]+)#/.exec(reference) ?? [];
  const isLocal = repository === undefined || isOwn(repository, allowed);
  const isHere = reference.includes('://') ? mayLinkTo(reference, allowed) : isLocal;
  return isHere && (allowed.closing ?? []).includes(number);
}

function live(start: number, end: number, sign: number): Word {
  return { start, end, sign, closes: false };
}

/** What a sticky pattern finds at a place. */
function matchAt(text: string, pattern: RegExp, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function startOfRun(text: string, end: number, character: RegExp): number {
  let start = end;
  while (character.test(text[start - 1] ?? ' ')) start -= 1;
  return start;
}
