import { sign } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import { type Client, type ClientParts, openClient } from './client.ts';
import { readFailure, statusOf } from './faults.ts';

export interface AppParts extends ClientParts {
  readonly appId: number;
  /** PEM, PKCS#1 or PKCS#8. */
  readonly privateKey: string;
  readonly clock: Clock;
}

/** A client that speaks as the App itself: for tokens, and for what GitHub knows of the App. */
export function openAppClient(parts: AppParts): Client {
  const { appId, privateKey, clock } = parts;
  let aheadMs = 0;
  function onTime(time: number): void {
    aheadMs = time - clock.now();
  }
  return openClient({ ...parts, onTime }, { authStrategy: createAppAuth, auth: { appId, createJwt } });

  /** By GitHub's clock. It is asked for anew where GitHub minds the time, which has told its own with that answer. */
  async function createJwt() {
    return signedToken(appId, privateKey, Math.floor((clock.now() + aheadMs) / 1000));
  }
}

/** What marks something on GitHub as made by this App. The login of a bot cannot be registered by anybody else. */
export interface Self {
  readonly appId: number;
  readonly botLogin: string;
}

const App = z.object({ id: z.int(), slug: z.string() });

/** Asks GitHub who we are. Throws an Error naming the settings where GitHub does not know the App by this key. */
export async function readSelf(client: Client, clock: Clock): Promise<Self> {
  try {
    const { id, slug } = App.parse((await client.rest.apps.getAuthenticated()).data);
    return { appId: id, botLogin: `${slug}[bot]` };
  } catch (error) {
    throw asAppFailure(error, 'the App', clock.now());
  }
}

/** As `readFailure`; a key that GitHub does not accept is the operator's to mend, and no retry helps. */
export function asAppFailure(error: unknown, what: string, now: number): unknown {
  if (statusOf(error) === 401) {
    return new Error('GitHub does not accept the App: check APP_ID, PRIVATE_KEY and GITHUB_URL', {
      cause: error,
    });
  }
  return readFailure(error, what, now);
}

/** Seconds. GitHub takes tokens of at most ten minutes; both ends leave room for clocks that differ. */
const backdated = 30;
const lifetime = 9 * 60;

function signedToken(appId: number, privateKey: string, now: number): { jwt: string; expiresAt: string } {
  const expires = now + lifetime;
  const claims = { iat: now - backdated, exp: expires, iss: String(appId) };
  const content = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
  const signature = sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url');
  return { jwt: `${content}.${signature}`, expiresAt: new Date(expires * 1000).toISOString() };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
