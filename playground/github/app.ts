import { generateKeyPairSync, createPublicKey } from 'node:crypto';
import { once } from '../contract/once.ts';
import { accountOf, organizationOf } from './accounts.ts';
import type { App, AppProfile } from './github.ts';
import type { Permissions, State } from './state.ts';

/** What can be said of the App; the rest is made up. */
export interface AppOptions {
  readonly id?: number;
  readonly slug?: string;
  /** PEM; a key of 2,048 bits is made when there is none. */
  readonly privateKey?: string;
  readonly webhookSecret?: string;
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
}

/** All that the App of this project asks for; GitHub adds `metadata` by itself. */
const usualPermissions: Permissions = {
  actions: 'read',
  checks: 'write',
  contents: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'read',
};

const usualEvents = [
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_review_thread',
  'issue_comment',
  'issues',
  'check_run',
  'check_suite',
  'repository',
] as const;

export function makeApp(state: State, options: AppOptions, now: number): App {
  const slug = options.slug ?? 'patchwright';
  const privateKey = options.privateKey ?? newKey();
  const bot = accountOf(state, `${slug}[bot]`, now);
  return {
    id: options.id ?? 4242,
    slug,
    name: slug.charAt(0).toUpperCase() + slug.slice(1),
    clientId: `Iv23li${slug}`,
    owner: accountOf(state, `${slug}-maker`, now),
    bot,
    botLogin: bot.login,
    botId: bot.id,
    permissions: options.permissions ?? usualPermissions,
    events: options.events ?? usualEvents,
    privateKey,
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }),
    webhookSecret: options.webhookSecret ?? 'a-secret-between-the-two-of-us',
    createdAt: now,
  };
}

/** The App behind the check runs of workflows. */
export function makeActions(state: State, now: number): AppProfile {
  return {
    id: 15_368,
    slug: 'github-actions',
    name: 'GitHub Actions',
    clientId: 'Iv1.actions',
    owner: organizationOf(state, 'github', now),
    permissions: { actions: 'write', checks: 'write', contents: 'write', metadata: 'read' },
    events: ['check_run', 'check_suite'],
    createdAt: now,
  };
}

/** An App by somebody else, which checks commits in its own way. */
export function makeGuard(state: State, now: number): AppProfile {
  return {
    id: 77_077,
    slug: 'code-guard',
    name: 'Code Guard',
    clientId: 'Iv23licode-guard',
    owner: accountOf(state, 'code-guard-maker', now),
    permissions: { checks: 'write', metadata: 'read' },
    events: ['check_run', 'check_suite'],
    createdAt: now,
  };
}

/** Making a key takes a good part of a second, so every App of this process without one of its own shares it. */
const newKey = once(() => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' });
});
