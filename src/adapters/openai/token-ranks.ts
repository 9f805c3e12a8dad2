import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The rank of the token that the bytes between two places make; Infinity where they make none. */
export type RankOf = (bytes: Uint8Array, from: number, to: number) => number;

/**
 * The tokens of OpenAI's encoding o200k. They are kept as bytes in one row: the same list as a module of 200,000 strings takes 70 MB
 * to load, and 20 MB to keep.
 */
export function loadTokenRanks(): RankOf {
  const path = fileURLToPath(import.meta.resolve('gpt-tokenizer/data/o200k_base.tiktoken'));
  const tokens = tokensIn(readFileSync(path, 'latin1'));
  const slots = slotsOf(tokens);
  return (bytes, from, to) => {
    for (let slot = firstSlot(bytes, from, to); ; slot = nextSlot(slot)) {
      const rank = (slots[slot] ?? 0) - 1;
      if (rank === -1) return Infinity;
      if (isToken(tokens, rank, bytes.subarray(from, to))) return rank;
    }
  };
}

interface Tokens {
  /** All of them by rank, one behind the other. */
  readonly row: Uint8Array;
  /** Where in the row each of them ends. */
  readonly ends: Uint32Array;
}

/** As it is published, a line holds a token in Base64, a space, and the token's rank, which is the number of the lines before it. */
function tokensIn(list: string): Tokens {
  const row = Buffer.alloc(list.length);
  const ends: number[] = [];
  let length = 0;
  for (let [from, line] = [0, '']; from < list.length; from += line.length + 1) {
    line = list.slice(from, list.indexOf('\n', from));
    length += row.write(line.slice(0, line.indexOf(' ')), length, 'base64');
    ends.push(length);
  }
  return { row: row.subarray(0, length).slice(), ends: Uint32Array.from(ends) };
}

/** A power of two, more than twice the number of tokens. */
const slotCount = 2 ** 19;

/** A hash table with open addressing: a slot holds a rank and one, or nothing. */
function slotsOf({ row, ends }: Tokens): Int32Array {
  const slots = new Int32Array(slotCount);
  let start = 0;
  for (const [rank, end] of ends.entries()) {
    let slot = firstSlot(row, start, end);
    while (slots[slot] !== 0) slot = nextSlot(slot);
    slots[slot] = rank + 1;
    start = end;
  }
  return slots;
}

/** FNV-1a, its high bits folded into the low ones. */
function firstSlot(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & (slotCount - 1);
}

function nextSlot(slot: number): number {
  return (slot + 1) & (slotCount - 1);
}

function isToken({ row, ends }: Tokens, rank: number, bytes: Uint8Array): boolean {
  const start = ends[rank - 1] ?? 0;
  return ends[rank] === start + bytes.length && bytes.every((byte, index) => row[start + index] === byte);
}
