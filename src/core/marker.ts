import { createHash } from 'node:crypto';

/** A hidden comment at the end of what we post, by which we find it again. Only who knows the secret can write one. */
export function marker(key: string, secret: string): string {
  return `<!-- patchwright:v1 key=${key} sig=${signature(key, secret)} -->`;
}

/** The key of the last marker in the text that carries our signature. */
export function readMarker(body: string, secret: string): string | undefined {
  return Array.from(body.matchAll(written))
    .map(([, key = '', sig = '']) => ({ key, sig }))
    .findLast(({ key, sig }) => sig === signature(key, secret))?.key;
}

const written = /<!-- patchwright:v1 key=([\w.-]+) sig=([0-9a-f]{64}) -->/g;

/** Hashed twice with the secret, since a plain hash of secret and key could be continued by anyone to longer keys. */
function signature(key: string, secret: string): string {
  return hash(secret, hash(secret, key));
}

function hash(secret: string, text: string): string {
  return createHash('sha256').update(`${secret}\0${text}`).digest('hex');
}
