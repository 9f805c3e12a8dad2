import { hiddenCharacters } from '../core/hidden-text.ts';
import type { Replacement } from '../core/replacement.ts';
import type { Allowed } from './markdown-allowed.ts';
import { withoutLink } from './markdown-links.ts';
import { passageOf, seamless, type Passage } from './markdown-passage.ts';
import { asCode, nodesIn, rangeOf, type Node, type Place, type Source } from './markdown-source.ts';
import { closings, commands, liveWords, type Word } from './markdown-words.ts';

/** Words that GitHub or a bot would act upon become code, where they do nothing; hidden characters go. */
export function textEdits(source: Source, allowed: Allowed): readonly Replacement[] {
  const edits: Replacement[] = [];
  for (const place of nodesIn(source.tree)) {
    if (place.node.type === 'inlineCode') edits.push(...commandsInCode(source, place.node));
    else if (holdsWords(place.node)) edits.push(...passageEdits(source, place, allowed));
  }
  return edits;
}

function holdsWords(node: Node): boolean {
  return node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell';
}

function passageEdits(source: Source, place: Place, allowed: Allowed): readonly Replacement[] {
  const passage = passageOf(source, place.node);
  const inTable = place.node.type === 'tableCell';
  const words = [...liveWords(passage.text, allowed), ...commandsIn(source, place, passage)];
  const code = words.flatMap((word) => broken(source, passage, word, inTable));
  const whole = seamless(passage);
  const closing = closings(whole.text, allowed).flatMap((word) => broken(source, whole, word, inTable));
  return [...code, ...closing, ...withoutHidden(passage)];
}

/** Code may stay as it is, but for a line end inside it that makes the next line start with a slash. */
function commandsInCode(source: Source, node: Node): readonly Replacement[] {
  const { start, end } = rangeOf(node);
  return [...source.text.slice(start, end).matchAll(/\s*\n[ \t>]*(?=\/)/g)].map(({ 0: whole, index }) => ({
    start: start + index,
    end: start + index + whole.length,
    text: ' ',
  }));
}

/** In a table only the first cell can start a line. */
function commandsIn(source: Source, { node }: Place, passage: Passage): readonly Word[] {
  if (node.type !== 'tableCell') return commands(passage.text);
  const { start } = rangeOf(node);
  const before = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start);
  return /[^\s>]/.test(before) ? [] : commands(passage.text);
}

/** A word in code stays; one in the address of a link, such as an issue that a keyword would close, takes the link away. */
function broken(source: Source, passage: Passage, word: Word, inTable: boolean): readonly Replacement[] {
  const link = passage.links.get(word.start);
  if (link !== undefined) return word.closes ? withoutLink(source, link, inTable) : [];
  const first = lastPiece(passage, word);
  const start = passage.starts[first] ?? -1;
  const end = passage.ends[word.end - 1] ?? -1;
  if (start < 0 || end < 0) return [];
  return [asCode(source, { start, end }, passage.text.slice(first, word.end), inTable)];
}

/** Where the part of a word begins that no element's border interrupts: code cannot reach over one. */
function lastPiece({ starts, ends }: Passage, word: Word): number {
  let first = word.end - 1;
  while (first > word.start && (ends[first - 1] ?? -1) >= (starts[first] ?? -1)) first -= 1;
  return first;
}

function withoutHidden({ text, starts, ends }: Passage): readonly Replacement[] {
  return [...text.matchAll(hiddenCharacters)].flatMap(({ 0: character, index }) => {
    const start = starts[index] ?? -1;
    const end = ends[index + character.length - 1] ?? -1;
    return start < 0 ? [] : [{ start, end, text: '' }];
  });
}
