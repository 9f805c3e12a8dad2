import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { GitHub } from '../github.ts';
import { nodeId } from '../node-id.ts';
import type { Account } from '../state.ts';

export type AccountJson = RestEndpointMethodTypes['issues']['listAssignees']['response']['data'][number];

/** GitHub's 'simple user', with the longer links that only payloads of webhooks also need. */
export function accountJson(github: GitHub, account: Account) {
  const path = encodeURIComponent(account.login);
  const url = `${github.addresses.api}/users/${path}`;
  const html = account.type === 'Bot' ? `apps/${account.login.replace('[bot]', '')}` : account.login;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('account', account.id),
    avatar_url: `${github.addresses.html}/avatars/u/${account.id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${github.addresses.html}/${html}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  } satisfies AccountJson;
}

export function accountOrNull(github: GitHub, account: Account | undefined) {
  return account ? accountJson(github, account) : null;
}
