/**
 * A path as git prints it: plain, or in double quotes with C escapes when it holds a quote, a backslash,
 * a control character or, by default, anything beyond ASCII. Bytes that are no UTF-8 become U+FFFD.
 */
export function unquotedPath(text: string): string {
  if (!text.startsWith('"')) return text;
  if (text.length < 2 || !text.endsWith('"')) throw new Error(`the quoted path ${text} does not end`);
  return text.slice(1, -1).replaceAll(escapes, unescaped);
}

/** Bytes beyond ASCII come in runs, so that a run is decoded as a whole. */
const escapes = /((?:\\[0-7]{3})+)|\\(.)/g;

const letters: Readonly<Record<string, string>> = {
  a: '\u{7}',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

function unescaped(escape: string, octal: string | undefined, letter: string): string {
  if (octal !== undefined) return decoded(octal);
  const meant = letters[letter];
  if (meant === undefined) throw new Error(`git has no escape ${escape}`);
  return meant;
}

function decoded(octal: string): string {
  const bytes = octal.split('\\').slice(1);
  return new TextDecoder().decode(Uint8Array.from(bytes, (digits) => Number.parseInt(digits, 8)));
}
