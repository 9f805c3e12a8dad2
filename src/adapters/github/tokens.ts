import { z } from 'zod';
import { transientFailure } from '../../core/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Client } from './client.ts';
import { readFailure, statusOf } from './faults.ts';

/** What a token may do: read everything we need, speak in comments, reviews and checks, or also push commits. */
export type Scope = 'read' | 'speak' | 'push';

/** Installation tokens, each for one repository and one purpose. */
export interface Tokens {
  /** The same token until five minutes before it ends; whoever asks meanwhile waits for the same request. */
  get(installation: number, repositoryId: number, scope: Scope): Promise<string>;
  /** A token that can name the installation's repositories and do nothing else; kept as long as the others. */
  ofInstallation(installation: number): Promise<string>;
  /** Forgets a token that GitHub no longer accepts. */
  drop(token: string): void;
  /** Every token that may still be alive, for the leak check. */
  liveSecrets(): readonly string[];
}

export function openTokens(app: Client, clock: Clock): Tokens {
  const asked = new Map<string, Promise<Token>>();
  const endings = new Map<string, number>();
  return {
    get: (installation, repositoryId, scope) => get({ installation, repositoryId, scope }),
    ofInstallation: (installation) => get({ installation, repositoryId: 'all', scope: 'list' }),
    drop: (token) => void endings.delete(token),
    liveSecrets,
  };

  async function get(wanted: Wanted): Promise<string> {
    const key = `${wanted.installation} ${wanted.repositoryId} ${wanted.scope}`;
    const held = asked.get(key);
    const token = await (held ?? ask(key, wanted));
    if (held === undefined || lasts(token)) return token.value;
    if (asked.get(key) === held) asked.delete(key);
    return get(wanted);
  }

  async function ask(key: string, wanted: Wanted): Promise<Token> {
    const minting = mint(app, wanted, clock);
    asked.set(key, minting);
    try {
      const token = await minting;
      endings.set(token.value, token.endsAt);
      return token;
    } catch (error) {
      asked.delete(key);
      throw error;
    }
  }

  function lasts(token: Token): boolean {
    return clock.now() < (endings.get(token.value) ?? 0) - marginMs;
  }

  function liveSecrets(): readonly string[] {
    for (const [token, endsAt] of endings) if (endsAt <= clock.now()) endings.delete(token);
    return [...endings.keys()];
  }
}

const marginMs = 5 * 60_000;

interface Token {
  readonly value: string;
  readonly endsAt: number;
}

const reading = {
  metadata: 'read',
  contents: 'read',
  pull_requests: 'read',
  issues: 'read',
  checks: 'read',
  actions: 'read',
  statuses: 'read',
} as const;

const speaking = { metadata: 'read', pull_requests: 'write', issues: 'write', checks: 'write' } as const;

/** Together never more than app.yml asks for. */
const permissions = {
  read: reading,
  speak: speaking,
  push: { ...speaking, contents: 'write' },
  list: { metadata: 'read' },
} as const;

type Wanted = { readonly installation: number } & (
  | { readonly repositoryId: number; readonly scope: Scope }
  | { readonly repositoryId: 'all'; readonly scope: 'list' }
);

const Answer = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) });

/** It knew the key when we started: GitHub is not well, or the key has been replaced, and work waits for the new one. */
const unknownKey = {
  is: 'github-unavailable',
  detail: "it no longer accepts the App's key; its operator may check APP_ID and PRIVATE_KEY",
} as const;
const keyMendedMs = 10_000;

/**
 * An installation that has not granted `contents: write` refuses to push, and nothing else: that is the answer to the write itself.
 *
 * By our own request, not by the auth strategy's: it shares requests that wait under the installation's id alone, whatever App
 * and server they are for.
 */
async function mint(app: Client, wanted: Wanted, clock: Clock): Promise<Token> {
  try {
    const { data } = await app.rest.apps.createInstallationAccessToken({
      installation_id: wanted.installation,
      ...(wanted.repositoryId === 'all' ? {} : { repository_ids: [wanted.repositoryId] }),
      permissions: permissions[wanted.scope],
    });
    const { token, expires_at } = Answer.parse(data);
    return { value: token, endsAt: Date.parse(expires_at) };
  } catch (error) {
    if (statusOf(error) === 401) throw transientFailure(unknownKey, keyMendedMs, error);
    if (statusOf(error) === 422 && wanted.scope === 'push') throw error;
    throw readFailure(error, 'the installation of the App on this repository', clock.now());
  }
}
