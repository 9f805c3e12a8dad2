import { fence } from '../core/fence.ts';
import { withoutHiddenCharacters } from '../core/hidden-text.ts';
import { replaced, type Replacement } from '../core/replacement.ts';
import type { Allowed } from './markdown-allowed.ts';
import { htmlEdits } from './markdown-html.ts';
import { linkEdits } from './markdown-links.ts';
import { nodesIn, parsed, rangeOf, type Root, type Source } from './markdown-source.ts';
import { textEdits } from './markdown-text.ts';
import { liveWords } from './markdown-words.ts';

/** GitHub takes 65,536 characters; some are left for what is put around a text. */
export const longestText = 60_000;

/**
 * The one way out for Markdown that a model wrote: nothing in it notifies, closes, links out of the repository, shows a picture,
 * runs a command, or is HTML but for a few plain tags. What offends is shown as code, so that nothing is lost; code and
 * everything harmless stay byte for byte. Twice is the same as once, and the result is shorter than `longest`, which is 60,000
 * characters where nothing else is said.
 */
export function neutralise(markdown: string, allowed: Allowed, longest = longestText): string {
  const text = wellFormed(markdown);
  const whole = text.length < longestRead ? settled(text, allowed) : text;
  return whole.length < longest ? whole : shortened(whole, allowed, longest);
}

/** A longer text is cut before it is read: not enough of it would go away. */
const longestRead = 1.2 * longestText;

/**
 * The way out for a title or subject, where Markdown does not count and back-ticks would stay: one line, in which a space after
 * the sign (`@ name`, `# 12`, `https: //`) makes each mention, address, foreign reference and closed issue plain words.
 */
export function neutraliseLine(text: string, longest = longestLine): string {
  const line = withoutSigns(plainLine(text));
  return line.length <= longest
    ? line
    : `${line
        .slice(0, longest - 1)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`;
}

/** The same for plain text of several lines, such as the message of a commit. */
export function neutraliseLines(text: string): string {
  const lines = text.split(/\r\n?|\n/).map(plainLine);
  return withoutSigns(lines.join('\n').replace(/\n{3,}/g, '\n\n')).trim();
}

function plainLine(text: string): string {
  return withoutHiddenCharacters(wellFormed(text))
    .replace(/\s+/g, ' ')
    .replace(/^[/ ]+/, '')
    .trim();
}

function withoutSigns(text: string): string {
  let plain = text;
  for (let signs = signsIn(plain); signs.size > 0; signs = signsIn(plain)) {
    plain = replaced(
      plain,
      Array.from(signs, (sign) => ({ start: sign, end: sign, text: ' ' })),
    );
  }
  return plain;
}

function signsIn(line: string): ReadonlySet<number> {
  return new Set(liveWords(line, nowhere).map(({ sign }) => sign));
}

/** GitHub takes titles of 256 characters. */
const longestLine = 250;

const nowhere: Allowed = { origin: 'https://invalid', repository: { owner: '', repo: '' } };

/** Half a surrogate pair, a zero or a byte order mark would shift every place in the parser's tree. */
function wellFormed(text: string): string {
  return text.toWellFormed().replace(/^\uFEFF+|\0/g, '');
}

/** Changed until there is nothing left to change. A text that does not come to rest goes out as one block of code. */
function settled(markdown: string, allowed: Allowed): string {
  if (isIntricate(markdown)) return fence(markdown);
  let text = markdown;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const edits = editsOf(parsed(text), allowed);
    if (edits.length === 0) return text;
    text = replaced(text, edits);
  }
  return fence(text);
}

/** Two passes serve nearly every text; each more takes apart what the one before uncovered. */
const mostPasses = 12;

/** Whether the parser would take many seconds: nobody writes such a text in good faith (limits measured, at half a second each). */
function isIntricate(markdown: string): boolean {
  const prose = markdown.replace(/^ {0,3}(`{3,}|~{3,})[^]*?^ {0,3}\1/gm, '');
  if (/^(?:(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])[ \t]*){100}/m.test(prose)) return true;
  const paragraphs = prose.split(/\n[ \t]*\n/);
  return paragraphs.some((text) => countOf(text, /[*_~]+/g) > 8000 || countOf(text, /<!--/g) > 1000);
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function editsOf(source: Source, allowed: Allowed): readonly Replacement[] {
  const edits = [...linkEdits(source, allowed), ...htmlEdits(source, allowed), ...textEdits(source, allowed)];
  return edits.length > 0 ? edits : endEdits(source);
}

/** What is still open at the end is closed, so that it does not swallow what we put after the text. */
function endEdits({ text, tree }: Source): readonly Replacement[] {
  const missing = missingFence(text, tree) || missingDetails(tree);
  return missing === '' ? [] : [{ start: text.length, end: text.length, text: missing }];
}

function missingFence(text: string, tree: Root): string {
  const last = tree.children.at(-1);
  if (last?.type !== 'code') return '';
  const code = text.slice(rangeOf(last).start);
  const [marks = ''] = /^(?:`{3,}|~{3,})/.exec(code) ?? [];
  const isClosed = marks === '' || new RegExp(`\\n {0,3}${marks}+[ \\t\\r\\n]*$`).test(code);
  return isClosed ? '' : `${code.endsWith('\n') ? '' : '\n'}${marks}`;
}

function missingDetails(tree: Root): string {
  const tags = [...nodesIn(tree)].flatMap(({ node }) => (node.type === 'html' ? [node.value] : [])).join('');
  const open = countOf(tags, /<details/gi) - countOf(tags, /<\/details/gi);
  return '\n\n</details>'.repeat(Math.max(0, open));
}

const note = '_The rest did not fit into one comment and was left out._';

/** The start of a text that is too long, up to the end of a line where one is near, with a sentence that says so. */
function shortened(text: string, allowed: Allowed, longest: number): string {
  let start = text;
  for (let room = longest - note.length - 100; room > 0; room -= 1000) {
    start = settled(startOf(start, room), allowed).trimEnd();
    if (start.length > room + 50) continue;
    const whole = settled(`${start}\n\n${note}`, allowed);
    if (whole.length < longest) return whole;
  }
  return note;
}

function startOf(text: string, room: number): string {
  const lineEnd = text.lastIndexOf('\n', room);
  return text.slice(0, lineEnd > room / 2 ? lineEnd : room).toWellFormed();
}
