import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Examples, examples, exchange, faults } from './contract-examples.ts';

/** Where GitHub's own examples differ from GitHub's own schemas. */
const knownSlips: Readonly<Record<string, readonly string[]>> = {
  'DELETE /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers': lacks(
    'answer body /requested_teams/0',
    'type',
  ),
  'GET /app/installations': lacks('answer body /0/account', 'name slug created_at updated_at'),
  'GET /repos/{owner}/{repo}': [
    ...lacks('answer body', 'language'),
    ...lacks('answer body /source', 'language'),
  ],
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}': lacks('answer body', 'created_at'),
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs': lacks('answer body /jobs/0', 'created_at'),
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': lacks('answer body /user', 'role_name'),
  'GET /repos/{owner}/{repo}/commits/{ref}': lacks('answer body /files/0', 'contents_url sha'),
  // Its example of a pinned comment is that comment alone, without the issue.
  'GET /repos/{owner}/{repo}/issues/{issue_number}': lacks(
    'answer body',
    'assignee closed_at comments comments_url events_url html_url id node_id labels labels_url milestone number ' +
      'repository_url state locked title url user created_at updated_at',
  ),
  'GET /repos/{owner}/{repo}/pulls': lacks('answer body /0/requested_teams/0', 'type'),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': lacks('answer body /requested_teams/0', 'type'),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers': lacks('answer body /teams/0', 'type'),
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': lacks('answer body /requested_teams/0', 'type'),
  'POST /app/hook/deliveries/{delivery_id}/attempts': ['answer body must be object, is null'],
  'POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest': ['answer body must be object, is null'],
  'POST /repos/{owner}/{repo}/check-suites/{check_suite_id}/rerequest': [
    'answer body must be object, is null',
  ],
  'POST /repos/{owner}/{repo}/pulls': lacks('answer body /requested_teams/0', 'type'),
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers': lacks(
    'answer body /requested_teams/0',
    'type',
  ),
  // Its examples of a pull request that cannot be merged are from before errors said where to read on.
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': lacks('answer body', 'documentation_url'),
};

suite("GitHub's own examples", () => {
  for (const [route, given] of Object.entries(examples)) {
    test(`${route} is valid${route in knownSlips ? ' but for known slips' : ''}`, () => {
      assert.deepEqual(faultsOf(route, given), knownSlips[route] ?? []);
    });
  }

  test('an unknown property anywhere in a request is found', () => {
    const missed: string[] = [];
    for (const [route, { requests }] of Object.entries(examples)) {
      for (const requestBody of requests.flatMap(withOneTypo)) {
        if (faults(exchange(route, { requestBody, status: 500 })).length === 0) missed.push(route);
      }
    }
    assert.deepEqual(missed, []);
  });
});

/** The faults of everything in a route's examples, each once. */
function faultsOf(route: string, { requests, answers }: Examples): readonly string[] {
  const found = requests.flatMap((requestBody) => faults(exchange(route, { requestBody, status: 500 })));
  for (const [status, bodies] of Object.entries(answers)) {
    for (const [contentType, list] of Object.entries(bodies)) {
      for (const responseBody of list) {
        const given = { requestBody: requests[0], status: Number(status), responseBody, contentType };
        found.push(...faults(exchange(route, given)));
      }
    }
  }
  return [...new Set(found)];
}

function lacks(where: string, names: string): readonly string[] {
  return names.split(' ').map((name) => `${where} lacks '${name}'`);
}

/** The value once for each object in it, with a property in that object that nobody knows. */
function withOneTypo(value: unknown): readonly unknown[] {
  return objectsIn(value).map((_, index) => {
    const copy = structuredClone(value);
    Object.assign(objectsIn(copy)[index] ?? {}, { nobodyKnowsThis: true });
    return copy;
  });
}

function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inside : [value, ...inside];
}
