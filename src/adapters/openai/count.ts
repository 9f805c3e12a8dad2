import { createRequire } from 'node:module';
import type * as Tokenizer from 'gpt-tokenizer/encoding/o200k_base';

/** In UTF-16 units. Counting takes up to two seconds at this length, during which the process does nothing else. */
const longestCounted = 1_000_000;

/**
 * Tokens of a text in the encoding of OpenAI's models (o200k), which other models' counts stay near.
 * Exact, but that a run of a hundred letters, spaces or signs is counted in pieces, which may add a token a piece.
 * A text of more than a million characters counts one token a byte: no encoding needs more, and it fills the largest windows.
 */
export function countTokens(text: string): number {
  if (text.length > longestCounted) return Buffer.byteLength(text);
  const tokenizer = loadTokenizer();
  let tokens = 0;
  for (const piece of pieces(text)) tokens += tokenizer.countTokens(piece, asPlainText);
  return tokens;
}

/** Markup such as `<|endoftext|>` is text like any other here; by default the tokenizer throws on it. */
const asPlainText = { disallowedSpecial: new Set<string>() };

/**
 * The encoding splits a text into runs of letters, of spaces and of signs, then takes time by the square of a run:
 * 120,000 Chinese characters would hold the process for more than a minute. So long runs are cut.
 */
const longRun = /[\p{L}\p{M}]{100}|\s{100}|[^\s\p{L}\p{N}]{100}/gu;

function* pieces(text: string): Iterable<string> {
  let start = 0;
  for (const run of text.matchAll(longRun)) {
    const end = run.index + run[0].length;
    yield text.slice(start, end);
    start = end;
  }
  yield text.slice(start);
}

const load = createRequire(import.meta.url);

/** Loaded by the first count, not by every start: the encoding's table takes a fifth of a second, and `count` cannot wait for an import. */
function loadTokenizer(): typeof Tokenizer {
  const tokenizer: typeof Tokenizer = load('gpt-tokenizer/encoding/o200k_base');
  return tokenizer;
}
