import { createVerify } from 'node:crypto';
import { z } from 'zod';
import { failure, refuse } from './answer.ts';
import type { Actor } from './call.ts';
import type { GitHub } from './github.ts';
import type { Account, Installation, Permissions } from './state.ts';

/** Who sent a request, as far as its token tells. */
export type Caller =
  | { readonly kind: 'none' }
  | { readonly kind: 'app' }
  | {
      readonly kind: 'installation';
      readonly token: string;
      readonly installation: Installation;
      readonly permissions: Permissions;
      readonly repositories: ReadonlySet<number> | 'all';
    }
  | { readonly kind: 'user'; readonly account: Account };

/** Reads the `authorization` header: a JSON web token of the App, an installation's token, a person's, or none. */
export function authenticate(github: GitHub, header: string | undefined): Caller {
  const credential = credentialOf(header);
  if (credential === undefined) return { kind: 'none' };
  if (credential.startsWith('ey')) return checkAppToken(github, credential);
  return callerOf(github, credential) ?? badCredentials();
}

/** The owner of a token that is alive now. */
export function callerOf(github: GitHub, value: string): Caller | undefined {
  const token = github.state.tokens.get(value);
  if (!token) return undefined;
  if (token.kind === 'user') return { kind: 'user', account: token.account };
  const installation = github.state.installations.get(token.installationId);
  if (!installation || token.expiresAt <= github.clock.now()) return undefined;
  const { permissions, repositories } = token;
  return { kind: 'installation', token: value, installation, permissions, repositories };
}

function credentialOf(header: string | undefined) {
  const [, scheme = '', credential = ''] = /^(\S+)\s+(\S+)\s*$/.exec(header ?? '') ?? [];
  if (/^(bearer|token)$/i.test(scheme)) return credential;
  if (/^basic$/i.test(scheme)) return passwordOf(credential);
  return header === undefined ? undefined : badCredentials();
}

/** The password of basic credentials: git sends `x-access-token:TOKEN`. */
export function passwordOf(credential: string) {
  return Buffer.from(credential, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}

function badCredentials(): never {
  refuse(failure(401, 'Bad credentials'));
}

const Claims = z.object({ iss: z.union([z.string(), z.number()]), iat: z.number(), exp: z.number() });

/** The longest life of a JSON web token, with GitHub's minute of grace for clocks that differ, in seconds. */
const longestLife = 10 * 60;
const grace = 60;

function checkAppToken(github: GitHub, token: string): Caller {
  const [head = '', body = '', signature = ''] = token.split('.');
  const claims = Claims.safeParse(decoded(body));
  if (decoded(head)?.['alg'] !== 'RS256' || !claims.success)
    refuseToken('A JSON web token could not be decoded');
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${body}`)
    .verify(github.app.publicKey, signature, 'base64url');
  if (!isSigned) refuseToken('A JSON web token could not be decoded');
  checkClaims(github, claims.data);
  return { kind: 'app' };
}

function decoded(part: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function checkClaims(github: GitHub, claims: z.infer<typeof Claims>) {
  const now = github.clock.now() / 1000;
  const issuer = String(claims.iss);
  if (claims.iat > now + grace) {
    refuseToken(
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (claims.exp <= now) {
    refuseToken(
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (claims.exp > now + longestLife + grace) {
    refuseToken("'Expiration time' claim ('exp') is too far in the future");
  }
  if (issuer !== String(github.app.id) && issuer !== github.app.clientId) {
    refuse(failure(404, 'Integration not found'));
  }
}

function refuseToken(message: string): never {
  refuse(failure(401, message));
}

/** The account in whose name a caller writes. */
export function actorOf(github: GitHub, caller: Caller): Actor {
  switch (caller.kind) {
    case 'user':
      return { github, account: caller.account, viaApp: false };
    case 'installation':
      return { github, account: github.app.bot, viaApp: true };
    case 'app':
    case 'none':
      return refuse(failure(401, 'Requires authentication'));
  }
}

/** A person or the App's bot; undefined for who has no account. */
export function viewerOf(github: GitHub, caller: Caller): Account | undefined {
  switch (caller.kind) {
    case 'user':
      return caller.account;
    case 'installation':
      return github.app.bot;
    case 'app':
    case 'none':
      return undefined;
  }
}
