import { nonceOf } from '../core/prompt.ts';
import { untrusted } from '../core/untrusted.ts';
import { cutNote } from './prompt.ts';

/** A part of what a tool gives back: our own words, or text that others wrote, which is wrapped before a model reads it. */
export type Piece = string | Omit<Parameters<typeof untrusted>[0], 'nonce'>;

/** The pieces as one text of about `longest` characters: of what is longer, head and tail stay, and the cut is announced. */
export function observationText(pieces: readonly Piece[], longest: number): string {
  const rooms = shared(pieces.map(lengthOf), longest);
  return pieces.map((piece, place) => shown(piece, rooms[place] ?? 0)).join('\n');
}

function lengthOf(piece: Piece): number {
  return typeof piece === 'string' ? piece.length : piece.text.length;
}

/** Gives each what it needs, and divides what is left evenly among those that need more. */
function shared(needs: readonly number[], room: number): readonly number[] {
  const order = [...needs.keys()].toSorted((one, other) => (needs[one] ?? 0) - (needs[other] ?? 0));
  const given = new Map<number, number>();
  let left = room;
  for (const [done, place] of order.entries()) {
    const share = Math.min(needs[place] ?? 0, Math.floor(left / (order.length - done)));
    given.set(place, share);
    left -= share;
  }
  return [...needs.keys()].map((place) => given.get(place) ?? 0);
}

function shown(piece: Piece, room: number): string {
  if (typeof piece === 'string') return cut(piece, room);
  const text = cut(piece.text, room);
  return untrusted({ ...piece, text, nonce: nonceOf(piece.source, text) });
}

/** The first and the last half of the room, at ends of lines where those are near; between them stands what is missing. */
export function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const half = Math.floor(room / 2);
  const head = headOf(text, half);
  const tail = tailOf(text, half);
  return `${head}\n${cutNote(text.length - head.length - tail.length, text.length)}\n${tail}`;
}

/** A line that goes on for longer than this is cut inside. */
const nearestEnd = 500;

function headOf(text: string, length: number): string {
  const end = text.lastIndexOf('\n', length);
  if (end !== -1 && end >= length - nearestEnd) return text.slice(0, end);
  const head = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head;
}

function tailOf(text: string, length: number): string {
  const first = text.length - length;
  const end = text.indexOf('\n', first - 1);
  if (end !== -1 && end < first + nearestEnd) return text.slice(end + 1);
  const tail = text.slice(first);
  return /^[\uDC00-\uDFFF]/.test(tail) ? tail.slice(1) : tail;
}
