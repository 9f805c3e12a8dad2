import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { failure, json, noContent, notFound, refuse, created } from '../answer.ts';
import { bodyOf, numberOf, type Call } from '../call.ts';
import { installationOf } from '../find.ts';
import type { GitHub } from '../github.ts';
import { instant } from '../instant.ts';
import { pageAnswer, pageOf } from '../page.ts';
import { rateKey } from '../rate-key.ts';
import { appJson, installationJson } from '../render/app.ts';
import { repositoryJson } from '../render/repository.ts';
import { anyone, asApp, asInstallation, covers, inRepository, reaches, type Routes } from '../route.ts';
import type { Installation, Permissions, Repository } from '../state.ts';
import { metadata } from './needs.ts';

export const appRoutes: Routes = {
  'GET /app': asApp((call) => json(appJson(call.github))),
  'GET /app/installations': asApp(listInstallations),
  'GET /app/installations/{installation_id}': asApp((call) =>
    json(installationJson(call.github, installationIn(call))),
  ),
  'POST /app/installations/{installation_id}/access_tokens': asApp(createToken),
  'GET /repos/{owner}/{repo}/installation': repositoryInstallation(),
  'DELETE /installation/token': asInstallation((call, caller) => {
    call.github.state.tokens.delete(caller.token);
    return noContent();
  }),
  'GET /installation/repositories': asInstallation((call, caller) => {
    const repositories = [...call.github.state.repositories.values()].filter((one) => reaches(caller, one));
    const page = pageOf(call, repositories);
    const shown = page.items.map((one) => repositoryJson(call.github, one));
    return json({ total_count: repositories.length, repositories: shown }, 200, page.headers);
  }),
  'GET /rate_limit': anyone(rateLimit),
};

function listInstallations(call: Call) {
  return pageAnswer(call, [...call.github.state.installations.values()], (one) =>
    installationJson(call.github, one),
  );
}

/** Only the App itself may ask, so the token's repositories play no part. */
function repositoryInstallation() {
  const open = inRepository(metadata, ({ github, repository }) => {
    const installation = installationOf(github.state, repository);
    return installation ? json(installationJson(github, installation)) : notFound();
  });
  return asApp((call) => open.handle({ ...call, caller: { kind: 'user', account: ownerIn(call) } }));
}

function ownerIn(call: Call) {
  const owner = call.github.state.accounts.get((call.parameters['owner'] ?? '').toLowerCase());
  return owner ?? notFound();
}

function installationIn(call: Call): Installation {
  return call.github.state.installations.get(numberOf(call, 'installation_id')) ?? notFound();
}

const TokenWishes = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number().int()).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
});

/** An installation's token lives for an hour. */
const tokenLife = 60 * 60 * 1000;
/** A token can be narrowed to this many repositories at most. */
const mostNamed = 500;

function createToken(call: Call) {
  const { github } = call;
  const installation = installationIn(call);
  if (installation.suspendedAt !== undefined) refuse(failure(403, 'This installation has been suspended'));
  const wishes = bodyOf(call, TokenWishes);
  const named = namedRepositories(github, installation, wishes);
  const permissions = grantedPermissions(installation, wishes.permissions);
  const expiresAt = github.clock.now() + tokenLife;
  const value = newToken(github, installation, expiresAt);
  const repositories = named ? new Set(named.map((one) => one.id)) : ('all' as const);
  github.state.tokens.set(value, {
    kind: 'installation',
    value,
    installationId: installation.id,
    permissions,
    repositories,
    expiresAt,
  });
  return created({
    token: value,
    expires_at: instant(expiresAt),
    permissions,
    repository_selection: named || installation.repositories !== 'all' ? 'selected' : 'all',
    ...(named ? { repositories: named.map((one) => repositoryJson(github, one)) } : {}),
  });
}

function namedRepositories(github: GitHub, installation: Installation, wishes: z.infer<typeof TokenWishes>) {
  const { repositories: names, repository_ids: ids } = wishes;
  if (names === undefined && ids === undefined) return undefined;
  if ((names?.length ?? 0) + (ids?.length ?? 0) > mostNamed) {
    refuse(failure(422, `The number of repositories may not exceed ${mostNamed}.`));
  }
  const own = [...github.state.repositories.values()].filter((one) =>
    isInstalledOn(github, installation, one),
  );
  const byName = (names ?? []).map((name) =>
    own.find((one) => one.name.toLowerCase() === name.toLowerCase()),
  );
  const byId = (ids ?? []).map((id) => own.find((one) => one.id === id));
  return [...byName, ...byId].map((one) => one ?? refuseUnknownRepository());
}

function isInstalledOn(github: GitHub, installation: Installation, repository: Repository) {
  return installationOf(github.state, repository)?.id === installation.id;
}

function refuseUnknownRepository(): never {
  const message =
    'There is at least one repository that does not exist or is not accessible to the parent installation.';
  return refuse(failure(422, message));
}

function grantedPermissions(installation: Installation, wanted: Permissions | undefined): Permissions {
  if (wanted === undefined) return installation.permissions;
  if (!covers(installation.permissions, wanted)) {
    refuse(failure(422, 'The permissions requested are not granted to this installation.'));
  }
  return { ...wanted, metadata: 'read' };
}

/** A token in the form of 2026: `ghs_`, the App's id, and a JSON web token; about 520 characters. */
function newToken(github: GitHub, installation: Installation, expiresAt: number) {
  const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');
  const claims = {
    iss: 'github',
    sub: installation.id,
    exp: Math.floor(expiresAt / 1000),
    jti: randomBytes(210).toString('base64url'),
  };
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const signature = createHmac('sha256', github.app.webhookSecret)
    .update(`${head}.${body}`)
    .digest('base64url');
  return `ghs_${github.app.id}_${head}.${body}.${signature}`;
}

function rateLimit(call: Call) {
  const { limits } = call.github;
  const core = limits.overview(rateKey(call), 'core');
  const graphql = limits.overview(rateKey(call), 'graphql');
  return json({ resources: { core, graphql, search: core }, rate: core });
}
