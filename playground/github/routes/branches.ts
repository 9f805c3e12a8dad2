import { json, notFound } from '../answer.ts';
import { parameterOf, type RepositoryCall } from '../call.ts';
import { type BranchRule, rulesOf } from '../branch-rules.ts';
import { fullName, gitDirectory } from '../find.ts';
import { findCommit } from '../git/diff.ts';
import { pageAnswer } from '../page.ts';
import { commitJson } from '../render/commit.ts';
import { inRepository, type Routes } from '../route.ts';
import { metadata, readContents } from './needs.ts';

export const branchRoutes: Routes = {
  'GET /repos/{owner}/{repo}/branches/{branch}': inRepository(readContents, getBranch),
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': inRepository(metadata, (call) =>
    pageAnswer(call, rulesOf(call.repository, parameterOf(call, 'branch'), 'ruleset'), (rule) =>
      ruleJson(call, rule),
    ),
  ),
};

async function getBranch(call: RepositoryCall) {
  const { github, repository } = call;
  const name = parameterOf(call, 'branch');
  const commit = await findCommit(gitDirectory(github, repository), `refs/heads/${name}`);
  if (!commit) return notFound();
  const url = `${github.addresses.api}/repos/${fullName(repository)}/branches/${name}`;
  const rules = rulesOf(repository, name, 'protection');
  return json({
    name,
    commit: commitJson(github, repository, commit),
    _links: { self: url, html: `${github.addresses.html}/${fullName(repository)}/tree/${name}` },
    protected: rules.length > 0,
    protection: protectionJson(rules),
    protection_url: `${url}/protection`,
  });
}

/** All that somebody who is no administrator is told. */
function protectionJson(rules: readonly BranchRule[]) {
  const checks = checksIn(rules);
  return {
    enabled: rules.length > 0,
    required_status_checks: {
      enforcement_level: checks.length > 0 ? 'non_admins' : 'off',
      contexts: checks.map(({ context }) => context),
      checks: checks.map(({ context, appId = null }) => ({ context, app_id: appId })),
    },
  };
}

function checksIn(rules: readonly BranchRule[]) {
  return rules.flatMap((rule) => (rule.type === 'required_status_checks' ? rule.checks : []));
}

function ruleJson({ repository }: RepositoryCall, rule: BranchRule) {
  const source = {
    ruleset_source_type: 'Repository',
    ruleset_source: fullName(repository),
    ruleset_id: repository.id,
  };
  return { type: rule.type, ...parametersJson(rule), ...source };
}

function parametersJson(rule: BranchRule) {
  switch (rule.type) {
    case 'creation':
    case 'required_signatures':
      return {};
    case 'pull_request':
      return {
        parameters: {
          dismiss_stale_reviews_on_push: false,
          require_code_owner_review: false,
          require_last_push_approval: false,
          required_approving_review_count: 1,
          required_review_thread_resolution: false,
        },
      };
    case 'required_status_checks':
      return {
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: rule.checks.map(({ context, appId }) => ({
            context,
            ...(appId === undefined ? {} : { integration_id: appId }),
          })),
        },
      };
  }
}
