import { createHash } from 'node:crypto';

/** A hidden comment at the end of what we post, by which we find it again. Only who knows the secret can write one. */
export function marker(key: string, secret: string): string {
  return `<!-- patchwright:v1 key=${key} sig=${signature(key, secret)} -->`;
}

/** The same for the findings that a text tells, by their fingerprints. */
export function findingsMarker(fingerprints: readonly string[], secret: string): string {
  return marker(`${ofFindings}${fingerprints.join('.')}`, secret);
}

/** The key of the last marker in the text that carries our signature and is not about findings. */
export function readMarker(body: string, secret: string): string | undefined {
  return keysIn(body, secret).findLast((key) => !key.startsWith(ofFindings));
}

/** The fingerprints of all findings that the text tells by markers with our signature. */
export function readFindings(body: string, secret: string): readonly string[] {
  return keysIn(body, secret)
    .filter((key) => key.startsWith(ofFindings))
    .flatMap((key) => key.slice(ofFindings.length).split('.'));
}

/** Whether any marker in the text carries our signature. */
export function isMarked(body: string, secret: string): boolean {
  return keysIn(body, secret).length > 0;
}

/** The last line of a commit's message, by which we find the commit again. */
export function trailer(key: string, secret: string): string {
  return `Patchwright-Key: ${key}.${signature(key, secret)}`;
}

/** The key of the last such line that carries our signature. */
export function readTrailer(message: string, secret: string): string | undefined {
  return signedIn(message.matchAll(trailers), secret).at(-1);
}

/** No key of a run or job begins like this. */
const ofFindings = 'f.';

const markers = /<!-- patchwright:v1 key=([\w.-]+) sig=([0-9a-f]{64}) -->/g;
const trailers = /^Patchwright-Key: ([\w.-]+)\.([0-9a-f]{64})$/gm;

function keysIn(body: string, secret: string): readonly string[] {
  return signedIn(body.matchAll(markers), secret);
}

function signedIn(found: Iterable<RegExpExecArray>, secret: string): readonly string[] {
  return Array.from(found, ([, key = '', sig = '']) => ({ key, sig }))
    .filter(({ key, sig }) => sig === signature(key, secret))
    .map(({ key }) => key);
}

/** Hashed twice with the secret, since a plain hash of secret and key could be continued by anyone to longer keys. */
function signature(key: string, secret: string): string {
  return hash(secret, hash(secret, key));
}

function hash(secret: string, text: string): string {
  return createHash('sha256').update(`${secret}\0${text}`).digest('hex');
}
