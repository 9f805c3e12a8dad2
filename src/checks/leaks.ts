import { base64Forms, shortestSecret, tokenPatterns } from '../core/redact.ts';

/** Something in a text that must not go out. It never holds the secret itself: `secret` is its place in the list given. */
type Leak =
  | { readonly kind: 'secret'; readonly secret: number; readonly form: Form }
  | { readonly kind: 'token'; readonly name: string };

type Form = 'plain' | 'spread' | 'reversed' | 'base64' | 'hex' | 'url-encoded';

/**
 * The live secrets in a text, each in the first form found, and tokens known by their shape. A secret counts from eight
 * characters on, also where its first seven are dropped, where marks or line ends stand between its characters, or where
 * a long one is there in part.
 */
export function leaks(text: string, secrets: readonly string[]): readonly Leak[] {
  const views = viewsOf(text);
  const found = secrets.flatMap((secret, place): readonly Leak[] => {
    const form = secret.length < shortestSecret ? undefined : leakedForm(views, secret);
    return form === undefined ? [] : [{ kind: 'secret', secret: place, form }];
  });
  const tokens = tokenPatterns.filter(({ pattern }) => text.search(pattern) >= 0);
  return [...found, ...tokens.map(({ name }): Leak => ({ kind: 'token', name }))];
}

/** A text as it is searched: once for all secrets. */
interface Views {
  readonly text: string;
  /** Without white space. */
  readonly solid: string;
  /** Letters and digits only: whatever stands between them, and both alphabets of base64, fall away. */
  readonly letters: string;
  /** The digits of hexadecimal bytes, without `0x`, `\x` and what stands between. */
  readonly hex: string;
  /** Letters, and all but white space, once its URL escapes are undone. */
  readonly unescaped: { readonly letters: string; readonly solid: string } | undefined;
}

function viewsOf(text: string): Views {
  const plain = text.includes('%') ? text.replace(/(?:%[0-9a-f]{2})+/gi, unescaped) : undefined;
  return {
    text,
    solid: solid(text),
    letters: letters(text),
    hex: text.replace(/[0\\]x|[^0-9a-f]+/gi, '').toLowerCase(),
    unescaped: plain === undefined ? undefined : { letters: letters(plain), solid: solid(plain) },
  };
}

function letters(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '');
}

function solid(text: string): string {
  return text.replace(/\s+/g, '');
}

function unescaped(escapes: string): string {
  return Buffer.from(escapes.replaceAll('%', ''), 'hex').toString();
}

function leakedForm(views: Views, secret: string): Form | undefined {
  const parts = partsOf(secret);
  if (parts.some((part) => holds(views, part))) {
    return parts.some((part) => views.text.includes(part)) ? 'plain' : 'spread';
  }
  if (parts.some((part) => holds(views, backwards(part)))) return 'reversed';
  if (parts.some((part) => base64Forms(part).some((form) => views.letters.includes(letters(form)))))
    return 'base64';
  if (parts.some((part) => views.hex.includes(Buffer.from(part).toString('hex')))) return 'hex';
  const { unescaped } = views;
  return unescaped !== undefined && parts.some((part) => holds(unescaped, part)) ? 'url-encoded' : undefined;
}

/**
 * What is searched for instead of a whole secret: all but its first seven characters, in halves if it is long, and in pieces of
 * about a line if it is a key of many.
 */
function partsOf(secret: string): readonly string[] {
  const tail = secret.length - dropped < shortestSecret ? secret : secret.slice(dropped);
  const lines = tail.split(/\s+/).filter((line) => line.length >= shortestPart);
  return lines.length > 1 ? lines.flatMap(pieces) : pieces(tail);
}

const dropped = 7;
const shortestPart = 16;
const longestPart = 48;

function pieces(text: string): readonly string[] {
  const count = text.length < 2 * shortestPart ? 1 : Math.max(2, Math.floor(text.length / longestPart));
  const length = Math.floor(text.length / count);
  return Array.from({ length: count }, (_, place) => text.slice(place * length, (place + 1) * length));
}

/** Where enough letters and digits are left they are compared alone; a secret of few needs its other characters too. */
function holds(views: { readonly letters: string; readonly solid: string }, part: string): boolean {
  const core = letters(part);
  return core.length >= fewestLetters ? views.letters.includes(core) : views.solid.includes(solid(part));
}

const fewestLetters = 12;

function backwards(text: string): string {
  return Array.from(text).toReversed().join('');
}
