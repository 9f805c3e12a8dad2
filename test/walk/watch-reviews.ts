import type { LocalGitHub } from '../../playground/github/start.ts';
import type { Exchange } from '../../playground/github/server/exchange.ts';

/** Reviews that stand on another head than the pull request had when they were posted. */
export interface ReviewWatch {
  /** The app had last read this very head: a push overtook it between its look and its post. */
  overtaken: number;
  /** The app could have known. */
  readonly stale: string[];
}

/**
 * Watches the end of each review: the app looks for what it may have posted before, reads the pull request once more, and posts.
 * What it read in between must have been the head that it posts on.
 */
export function watchReviews(github: LocalGitHub): ReviewWatch {
  const watch: ReviewWatch = { overtaken: 0, stale: [] };
  const read = new Map<string, string[]>();
  github.observe((exchange) => {
    const { method, path, template, status } = exchange;
    if (status >= 300) return;
    const pull = /^\/repos\/[^/]+\/[^/]+\/pulls\/\d+/.exec(path)?.[0] ?? '';
    if (`${method} ${template}` === `GET ${reviews}`) read.set(pull, []);
    if (`${method} ${template}` === `GET ${onePull}`) read.get(pull)?.push(headIn(exchange));
    if (`${method} ${template}` === `POST ${reviews}`) judge(github, exchange, read.get(pull) ?? [], watch);
  });
  return watch;
}

const onePull = '/repos/{owner}/{repo}/pulls/{pull_number}';
const reviews = `${onePull}/reviews`;

function headIn({ responseBody }: Exchange): string {
  const { head } = responseBody as { readonly head: { readonly sha: string } };
  return head.sha;
}

function judge(
  github: LocalGitHub,
  { path, requestBody }: Exchange,
  read: readonly string[],
  watch: ReviewWatch,
): void {
  const [, owner, repo, , number] = path.slice(1).split('/');
  const { commit_id: commitId } = requestBody as { readonly commit_id: string };
  const { head } = github.state.pull({ repository: `${owner}/${repo}`, number: Number(number) });
  if (head.sha === commitId) return;
  if (read.includes(commitId)) watch.overtaken += 1;
  else watch.stale.push(`a review of #${number} was posted on ${commitId.slice(0, 7)}, which had been left`);
}
