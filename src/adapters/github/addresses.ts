/** Where one GitHub is reached, each without a final slash. */
export interface Addresses {
  /** What links and git remotes begin with. */
  readonly web: string;
  /** REST; Octokit finds GraphQL from it. */
  readonly api: string;
}

/** The addresses that follow from GITHUB_URL: github.com, a tenant of ghe.com, or a GitHub Enterprise Server. */
export function addressesOf(githubUrl: string): Addresses {
  const { protocol, host, hostname } = new URL(githubUrl);
  const web = `${protocol}//${host}`;
  const hasOwnApiHost = hostname === 'github.com' || hostname.endsWith('.ghe.com');
  return { web, api: hasOwnApiHost ? `${protocol}//api.${host}` : `${web}/api/v3` };
}
