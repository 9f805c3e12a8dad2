import { createRequire } from 'node:module';
import type * as Tokenizer from 'gpt-tokenizer/encoding/o200k_base';
import type * as Patterns from 'gpt-tokenizer/encodingParams/constants';

/** In UTF-16 units. Counting may take a second at this length, during which the process does nothing else. */
const longestCounted = 4_000_000;

/**
 * Tokens of a text in the encoding of OpenAI's models (o200k), which other models' counts stay near.
 * Exact, but that a run of a hundred letters, spaces or signs is counted in pieces, which may add a token a piece.
 * A text of more than four million characters counts one token a byte: no encoding needs more, and it fills the largest windows.
 */
export function countTokens(text: string): number {
  if (text.length > longestCounted) return Buffer.byteLength(text);
  const { words } = load();
  let tokens = 0;
  for (const word of text.match(words) ?? []) tokens += tokensOfWord(word);
  return tokens;
}

/** Code and prose say the same words again and again: most of the work is done once. */
const known = new Map<string, number>();
const mostKnown = 100_000;

function tokensOfWord(word: string): number {
  const before = known.get(word);
  if (before !== undefined) return before;
  const tokens = pieces(word).reduce((sum, piece) => sum + load().count(piece), 0);
  if (word.length > longestPiece) return tokens;
  if (known.size >= mostKnown) known.clear();
  known.set(word, tokens);
  return tokens;
}

const longestPiece = 100;
const piecesOfWord = new RegExp(`.{1,${longestPiece}}`, 'gsu');

/**
 * The encoding takes time by the square of a word, and 120,000 Chinese characters may be one: that would hold the process for more
 * than a minute. So long words are cut.
 */
function pieces(word: string): readonly string[] {
  return word.length > longestPiece ? (word.match(piecesOfWord) ?? []) : [word];
}

interface Encoding {
  /** Finds the words of the encoding, which no token goes beyond. */
  readonly words: RegExp;
  readonly count: (piece: string) => number;
}

let loaded: Encoding | undefined;

/** Loaded by the first count, not by every start: the encoding's table takes a fifth of a second, and `count` cannot wait for an import. */
function load(): Encoding {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  const tokenizer: typeof Tokenizer = require('gpt-tokenizer/encoding/o200k_base');
  const patterns: typeof Patterns = require('gpt-tokenizer/encodingParams/constants');
  loaded = {
    words: patterns.O200K_TOKEN_SPLIT_REGEX,
    count: (piece) => tokenizer.countTokens(piece, asPlainText),
  };
  return loaded;
}

/** Markup such as `<|endoftext|>` is text like any other here; by default the tokenizer throws on it. */
const asPlainText = { disallowedSpecial: new Set<string>() };
