import { O200K_TOKEN_SPLIT_REGEX as wordsOfEncoding } from 'gpt-tokenizer/encodingParams/constants';
import { loadTokenRanks, type RankOf } from './token-ranks.ts';

/** In UTF-16 units. Counting may take a second at this length, during which the process does nothing else. */
const longestCounted = 4_000_000;

/**
 * Tokens of a text in the encoding of OpenAI's models (o200k), which other models' counts stay near.
 * Exact, but that a run of a hundred letters, spaces or signs is counted in pieces, which may add a token a piece.
 * A text of more than four million characters counts one token a byte: no encoding needs more, and it fills the largest windows.
 */
export function countTokens(text: string): number {
  if (text.length > longestCounted) return Buffer.byteLength(text);
  if (text.length < shortestRecent || text.length > longestRecent) return counted(text);
  const tokens = recent.get(text) ?? counted(text);
  rememberRecent(text, tokens);
  return tokens;
}

/** The instructions are the same in every question of a run: texts of the last questions are not counted again. */
const recent = new Map<string, number>();
const mostRecent = 32;
const shortestRecent = 1_000;
const longestRecent = 100_000;

function rememberRecent(text: string, tokens: number): void {
  recent.delete(text);
  recent.set(text, tokens);
  for (const [oldest] of recent) {
    if (recent.size <= mostRecent) return;
    recent.delete(oldest);
  }
}

function counted(text: string): number {
  let tokens = 0;
  for (const word of text.match(wordsOfEncoding) ?? [])
    for (const piece of pieces(word)) tokens += tokensOfPiece(piece);
  return tokens;
}

const longestPiece = 100;
const piecesOfWord = new RegExp(`.{1,${longestPiece}}`, 'gsu');

/**
 * The encoding takes time by the square of a word, and 120,000 Chinese characters may be one: that would hold the process for more
 * than a minute. So long words are cut. No token goes beyond a word.
 */
function pieces(word: string): readonly string[] {
  return word.length > longestPiece ? (word.match(piecesOfWord) ?? []) : [word];
}

/** Code and prose say the same words again and again: most of the work is done once. */
const known = new Map<string, number>();
const mostKnown = 100_000;

function tokensOfPiece(piece: string): number {
  const before = known.get(piece);
  if (before !== undefined) return before;
  const bytes = Buffer.from(piece);
  const tokens = merged(bytes, ranks());
  if (known.size >= mostKnown) known.clear();
  // A copy: a string that was cut out of a text may keep all of the text in memory.
  known.set(bytes.toString(), tokens);
  return tokens;
}

let loaded: RankOf | undefined;

/** Loaded by the first count, not by every start: that takes a tenth of a second. */
function ranks(): RankOf {
  return (loaded ??= loadTokenRanks());
}

/** How many tokens are left when, of all neighbours, those of the lowest rank have been put together until none make a token. */
function merged(bytes: Uint8Array, rankOf: RankOf): number {
  if (rankOf(bytes, 0, bytes.length) !== Infinity) return 1;
  const ends = Array.from(bytes, (_, index) => index + 1);
  const withNext = ends.map((_, index) => rankWithNext(index));
  for (;;) {
    const lowest = withNext.reduce((low, rank) => Math.min(low, rank), Infinity);
    if (lowest === Infinity) return ends.length;
    const at = withNext.indexOf(lowest);
    ends.splice(at, 1);
    withNext.splice(at, 1);
    withNext[at] = rankWithNext(at);
    if (at > 0) withNext[at - 1] = rankWithNext(at - 1);
  }

  function rankWithNext(index: number): number {
    const end = ends[index + 1];
    return end === undefined ? Infinity : rankOf(bytes, ends[index - 1] ?? 0, end);
  }
}
