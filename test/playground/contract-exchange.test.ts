import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Exchange } from '../../playground/contract/exchange.ts';
import { examples, exchange, faults } from './contract-examples.ts';

const review = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const checkRun = 'POST /repos/{owner}/{repo}/check-runs';
const pull = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
const notFound = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' };

suite('a request held against the contract', () => {
  test('is refused when its route is not in the contract', () => {
    assert.deepEqual(faults(exchange('GET /repos/{owner}/{repo}/stargazers', { status: 200 })), [
      'route GET /repos/{owner}/{repo}/stargazers is not in the contract; add it to fixtures/github/routes.ts',
    ]);
    assert.deepEqual(faults(exchange('PUT /app', { status: 200 })), [
      'route PUT /app is not in the contract; add it to fixtures/github/routes.ts',
    ]);
  });

  test('may come in through the address of an Enterprise Server', () => {
    assert.deepEqual(pathFaults(pull, '/api/v3/repos/octocat/hello/pulls/7?page=1'), []);
  });

  test('is refused when its path does not match the template, or a parameter is of another type', () => {
    assert.deepEqual(pathFaults(pull, '/repos/octocat/hello/pulls'), [
      'path /repos/octocat/hello/pulls does not match /repos/{owner}/{repo}/pulls/{pull_number}',
    ]);
    assert.deepEqual(pathFaults(pull, '/repos/octocat/hello/pulls/seven'), [
      'path /pull_number must be integer, is "seven"',
    ]);
  });

  test('may have slashes in a file name or branch, but not in a repository', () => {
    const contents = 'GET /repos/{owner}/{repo}/contents/{path}';
    assert.deepEqual(pathFaults(contents, '/repos/octocat/hello/contents/src/main.ts'), []);
    assert.deepEqual(pathFaults(contents, '/repos/octocat/hello/contents/'), []);
    assert.deepEqual(pathFaults('GET /repos/{owner}/{repo}/contents', '/repos/octocat/hello/contents'), []);
    const labels = 'GET /repos/{owner}/{repo}/labels/{name}';
    assert.deepEqual(pathFaults(labels, '/repos/octocat/hello/labels/a/b'), [
      'path /repos/octocat/hello/labels/a/b does not match /repos/{owner}/{repo}/labels/{name}',
    ]);
  });

  test('is refused for an unknown, wrong or repeated query parameter', () => {
    const pulls = 'GET /repos/{owner}/{repo}/pulls';
    assert.deepEqual(queryFaults(pulls, 'state=open&per_page=100&head=octocat%3Amain'), []);
    assert.deepEqual(queryFaults(pulls, 'state=merged&per_page=all&sate=open&page=1&page=2'), [
      'query /page is given more than once',
      "query has the unknown property 'sate'",
      'query /per_page must be integer, is "all"',
      'query /state must be one of ["open","closed","all"], is "merged"',
    ]);
  });

  test('is refused without the body that its route requires, or with one where none belongs', () => {
    assert.deepEqual(bodyFaults(checkRun, undefined), ['request body is missing']);
    assert.deepEqual(bodyFaults(pull, { page: 1 }), ["request body has the unknown property 'page'"]);
    assert.deepEqual(bodyFaults(review, undefined), []);
  });

  test('is refused for each thing that is wrong in its body', () => {
    const requestBody = {
      commit_id: 1,
      event: 'COMMENTED',
      boddy: 'hello',
      comments: [{ path: 'main.ts', lines: 3, line: '3' }],
    };
    assert.deepEqual(bodyFaults(review, requestBody), [
      "request body has the unknown property 'boddy'",
      "request body /comments/0 lacks 'body'",
      "request body /comments/0 has the unknown property 'lines'",
      'request body /comments/0/line must be integer, is "3"',
      'request body /commit_id must be string, is 1',
      'request body /event must be one of ["APPROVE","REQUEST_CHANGES","COMMENT"], is "COMMENTED"',
    ]);
  });

  test('is refused with 51 annotations, four buttons or a button of 21 letters', () => {
    const annotation = {
      path: 'a.ts',
      start_line: 1,
      end_line: 1,
      annotation_level: 'notice',
      message: 'look',
    };
    const button = { label: 'Explain', description: 'Say more', identifier: 'explain' };
    const requestBody = {
      name: 'review',
      head_sha: '0'.repeat(40),
      output: { title: 'Review', summary: '', annotations: Array.from({ length: 51 }, () => annotation) },
      actions: [button, button, button, { ...button, label: 'x'.repeat(21) }],
    };
    const found = bodyFaults(checkRun, requestBody);
    assert.deepEqual(
      found.map((fault) => fault.replace(/, is .*/s, '')),
      [
        'request body /actions must NOT have more than 3 items',
        'request body /actions/3/label must NOT have more than 20 characters',
        'request body /output/annotations must NOT have more than 50 items',
      ],
    );
  });

  test('may say no more of a check run than its conclusion, but a completed one must have one', () => {
    const update = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
    assert.deepEqual(bodyFaults(update, { conclusion: 'success' }), []);
    assert.deepEqual(bodyFaults(update, { output: { summary: 'half way' } }), []);
    assert.deepEqual(bodyFaults(update, { status: 'completed' }), ["request body lacks 'conclusion'"]);
  });

  test('is refused, naming every type that would do, when a value is of none of them', () => {
    const issue = 'POST /repos/{owner}/{repo}/issues';
    assert.deepEqual(bodyFaults(issue, { title: 7, milestone: null, labels: ['bug', { name: 'ui' }] }), []);
    assert.deepEqual(bodyFaults(issue, { title: true, labels: [{ name: 1, colour: 'red' }] }), [
      "request body /labels/0 has the unknown property 'colour'",
      'request body /labels/0/name must be string, is 1',
      'request body /title must be string or integer, is true',
    ]);
  });

  test('may ask for the permissions of an installation by name, and no others', () => {
    const token = 'POST /app/installations/{installation_id}/access_tokens';
    assert.deepEqual(bodyFaults(token, { permissions: { contents: 'read', pull_requests: 'write' } }), []);
    assert.deepEqual(bodyFaults(token, { permissions: { content: 'read', checks: 'admin' } }), [
      "request body /permissions has the unknown property 'content'",
      'request body /permissions/checks must be one of ["read","write"], is "admin"',
    ]);
  });
});

suite('an answer held against the contract', () => {
  test('is refused without a field that GitHub always sends, with one of another type, or with one that it rules out', () => {
    const [user] = answersOf('GET /users/{username}');
    const responseBody = { ...user, login: undefined, site_admin: 'no', html_url: 'here', surprise: true };
    assert.deepEqual(answerFaults('GET /users/{username}', { responseBody }), [
      "answer body lacks 'login'",
      "answer body has the unknown property 'surprise'",
      'answer body /html_url must match format "uri", is "here"',
      'answer body /site_admin must be boolean, is "no"',
    ]);
  });

  test('may be null where GitHub says so, and only there', () => {
    const [comment] = answersOf('GET /repos/{owner}/{repo}/pulls/comments/{comment_id}');
    const get = 'GET /repos/{owner}/{repo}/pulls/comments/{comment_id}';
    assert.deepEqual(
      answerFaults(get, { responseBody: { ...comment, start_line: null, start_side: null } }),
      [],
    );
    assert.deepEqual(answerFaults(get, { responseBody: { ...comment, path: null } }), [
      'answer body /path must be string, is null',
    ]);
  });

  test('may have the address of a bot among its authors', () => {
    const get = 'GET /repos/{owner}/{repo}/commits/{ref}/check-suites';
    const [suites] = answersOf(get) as [{ check_suites: { head_commit: { author: object } }[] }];
    const responseBody = structuredClone(suites);
    responseBody.check_suites[0]!.head_commit.author = {
      name: 'patchwright[bot]',
      email: '1+patchwright[bot]@users.noreply.github.com',
    };
    assert.deepEqual(answerFaults(get, { responseBody }), []);
  });

  test('is refused with a status that the route does not have', () => {
    assert.deepEqual(answerFaults(pull, { status: 201, responseBody: {} }), [
      `answer status 201 is not in the contract of ${pull}`,
    ]);
  });

  test('may be an error that any route can give, with a message and where to read on', () => {
    for (const status of [301, 307, 400, 401, 403, 404, 422, 429]) {
      assert.deepEqual(answerFaults(checkRun, { status, responseBody: notFound }), []);
    }
    assert.deepEqual(answerFaults(checkRun, { status: 403, responseBody: { error: 'no' } }), [
      "answer body lacks 'message'",
      "answer body lacks 'documentation_url'",
    ]);
    assert.deepEqual(answerFaults(pull, { status: 404, responseBody: { message: 'Not Found' } }), [
      "answer body lacks 'documentation_url'",
    ]);
  });

  test('is refused when the errors of a refused review are not texts', () => {
    const responseBody = { ...notFound, errors: [{ code: 'custom' }] };
    assert.deepEqual(answerFaults(review, { status: 422, responseBody }), [
      'answer body /errors/0 must be string, is {"code":"custom"}',
    ]);
  });

  test('may be any page at all when a server of GitHub failed', () => {
    const page = { status: 502, responseBody: '<h1>Bad gateway</h1>', contentType: 'text/html' };
    assert.deepEqual(answerFaults(pull, page), []);
    assert.deepEqual(answerFaults(pull, { ...page, status: 404 }), [
      'answer content-type must be application/json, is text/html',
    ]);
    assert.deepEqual(
      answerFaults(checkRun, { status: 404, responseBody: notFound, contentType: undefined }),
      ['answer content-type must be application/json, is missing'],
    );
  });

  test('is refused with a body where GitHub sends none', () => {
    const remove = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}';
    assert.deepEqual(answerFaults(remove, { status: 204, responseBody: '', contentType: undefined }), []);
    assert.deepEqual(answerFaults(remove, { status: 204, responseBody: {} }), ['answer body must be empty']);
    const logs = 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs';
    assert.deepEqual(
      answerFaults(logs, { status: 302, responseBody: undefined, contentType: undefined }),
      [],
    );
  });

  test('may be a diff or a raw file as text, by either name of its media type', () => {
    const text = { responseBody: 'diff --git a/a b/a\n' };
    for (const contentType of [
      'application/vnd.github.diff; charset=utf-8',
      'application/vnd.github.v3.diff',
    ]) {
      assert.deepEqual(answerFaults(pull, { ...text, contentType }), []);
    }
    const contents = 'GET /repos/{owner}/{repo}/contents/{path}';
    for (const contentType of [
      'application/vnd.github.raw',
      'application/vnd.github.v3.raw+json; charset=utf-8',
    ]) {
      assert.deepEqual(answerFaults(contents, { ...text, contentType }), []);
    }
    assert.deepEqual(answerFaults(pull, { responseBody: {}, contentType: 'application/vnd.github.diff' }), [
      'answer body must be string, is {}',
    ]);
  });

  test('may be that of a repository found by its id', () => {
    const [repository] = answersOf('GET /repos/{owner}/{repo}');
    const byId = 'GET /repositories/{repository_id}';
    const responseBody = { ...repository, language: null, source: undefined };
    assert.deepEqual(answerFaults(byId, { responseBody }), []);
    assert.deepEqual(pathFaults(byId, '/repositories/octocat'), [
      'path /repository_id must be integer, is "octocat"',
    ]);
  });
});

function pathFaults(route: string, path: string): readonly string[] {
  return faults(exchange(route, { path, status: 500 }));
}

function queryFaults(route: string, query: string): readonly string[] {
  return faults(exchange(route, { query: new URLSearchParams(query), status: 500 }));
}

function bodyFaults(route: string, requestBody: unknown): readonly string[] {
  return faults(exchange(route, { requestBody, status: 500 }));
}

function answerFaults(route: string, given: Partial<Exchange>): readonly string[] {
  const contentType = 'application/json; charset=utf-8';
  const requestBody = examples[route]?.requests[0];
  return faults(exchange(route, { status: 200, contentType, requestBody, ...given }));
}

function answersOf(route: string): readonly Readonly<Record<string, unknown>>[] {
  const bodies = examples[route]?.answers['200']?.['application/json'] ?? [];
  return bodies as readonly Readonly<Record<string, unknown>>[];
}
