import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { AppProfile, GitHub } from '../github.ts';
import { instant, instantOrNull } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import type { Installation } from '../state.ts';
import { accountJson } from './account.ts';

type AppJson = NonNullable<RestEndpointMethodTypes['apps']['getAuthenticated']['response']['data']>;
type InstallationJson = RestEndpointMethodTypes['apps']['getInstallation']['response']['data'];

export function appJson(github: GitHub, app: AppProfile = github.app) {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('app', app.id),
    owner: accountJson(github, app.owner),
    name: app.name,
    description: '',
    external_url: `${github.addresses.html}/${app.slug}`,
    html_url: `${github.addresses.html}/apps/${app.slug}`,
    created_at: instant(app.createdAt),
    updated_at: instant(app.createdAt),
    permissions: { ...app.permissions },
    events: [...app.events],
  } satisfies AppJson;
}

/** The App where it made a thing, else null: GitHub's `performed_via_github_app`. */
export function viaAppJson(github: GitHub, thing: { readonly viaApp: boolean }) {
  return thing.viaApp ? appJson(github) : null;
}

export function installationJson(github: GitHub, installation: Installation) {
  const { app, addresses } = github;
  const suspended = installation.suspendedAt === undefined ? null : accountJson(github, installation.account);
  return {
    id: installation.id,
    client_id: app.clientId,
    account: accountJson(github, installation.account),
    repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
    access_tokens_url: `${addresses.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${addresses.api}/installation/repositories`,
    html_url: `${addresses.html}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: installation.account.id,
    target_type: installation.account.type,
    permissions: installation.permissions,
    events: [...installation.events],
    created_at: instant(installation.createdAt),
    updated_at: instant(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspended,
    suspended_at: instantOrNull(installation.suspendedAt),
  } satisfies InstallationJson;
}
