import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { parse, print, separateOperations } from 'graphql';
import type { Variables } from '../../playground/contract/graphql.ts';
import { validateGraphql } from '../../playground/contract/graphql.ts';
import { validateGraphqlAnswer } from '../../playground/contract/graphql-answer.ts';

const operations = separateOperations(
  parse(readFileSync(new URL('../../fixtures/github/operations.graphql', import.meta.url), 'utf8')),
);
const pull = { owner: 'octocat', name: 'hello', number: 7, first: 50 };
const sha = '6dcb09b5b57875f334f61aebed695e2e4193db5e';

const variablesOf: Readonly<Record<string, Variables>> = {
  ClosingIssues: pull,
  ClosingPulls: pull,
  Conversation: { owner: 'octocat', name: 'hello', number: 7, last: 1 },
  ReviewThreads: { ...pull, after: null },
  Nodes: { id: 'PR_1', ids: ['I_1'] },
  ResolveReviewThread: { input: { threadId: 'PRRT_1' } },
  UnresolveReviewThread: { input: { threadId: 'PRRT_1', clientMutationId: 'mine' } },
  MinimizeComment: { input: { subjectId: 'IC_1', classifier: 'OUTDATED' } },
  UnminimizeComment: { input: { subjectId: 'IC_1' } },
  CreateCommitOnBranch: { input: commitInput({}) },
};

suite('a GraphQL request held against the contract', () => {
  test('is valid for every operation that the contract is cut for', () => {
    assert.deepEqual(Object.keys(variablesOf), Object.keys(operations));
    for (const [name, operation] of Object.entries(operations)) {
      assert.deepEqual(faults(print(operation), variablesOf[name] ?? {}), [], name);
    }
  });

  test('is refused when it cannot be parsed', () => {
    assert.deepEqual(faults('query { viewer { login }'), [
      'query 1:25 Syntax Error: Expected Name, found <EOF>.',
    ]);
  });

  test('is refused for a field or argument that GitHub does not have', () => {
    assert.deepEqual(faults('{ viewer { logn } repository(owner: "o", name: "n", id: 1) { id } }'), [
      'query 1:12 Cannot query field "logn" on type "User". Did you mean "login"?',
      'query 1:53 Unknown argument "id" on field "Query.repository".',
    ]);
  });

  test('is refused when it holds two operations', () => {
    assert.deepEqual(faults('query A { viewer { id } } query B { viewer { id } }'), [
      'query must hold one operation, holds 2',
    ]);
  });

  test('is refused for each variable that is missing, undeclared or of another type', () => {
    const query = 'query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } }';
    assert.deepEqual(faults(query, { ids: [true], login: 'octocat' }), [
      'variables /login is not declared by the query',
      'variables Variable "$id" of required type "ID!" was not provided.',
      'variables Variable "$ids" got invalid value true at "ids[0]"; ID cannot represent value: true',
    ]);
  });

  test('is refused when a word is not one of those that GitHub knows', () => {
    const input = { subjectId: 'IC_1', classifier: 'BORING' };
    assert.deepEqual(faults(named('MinimizeComment'), { input }), [
      'variables Variable "$input" got invalid value "BORING" at "input.classifier"; ' +
        'Value "BORING" does not exist in "ReportedContentClassifiers" enum.',
    ]);
  });

  test('is refused when a file is not base64 or a commit id not a full one', () => {
    const input = commitInput({ contents: 'const a = 1;\n', expectedHeadOid: sha.slice(0, 7) });
    assert.deepEqual(faults(named('CreateCommitOnBranch'), { input }), [
      'variables Variable "$input" got invalid value "6dcb09b" at "input.expectedHeadOid"; ' +
        '"6dcb09b" is not a GitObjectID',
      'variables Variable "$input" got invalid value "const a = 1;\\n" at "input.fileChanges.additions[0].contents"; ' +
        '"const a = 1;\\n" is not a Base64String',
    ]);
  });

  test('is refused in few words when a whole file is wrong', () => {
    const input = commitInput({ contents: 'ß'.repeat(1e6) });
    assert.deepEqual(faults(named('CreateCommitOnBranch'), { input }), [
      `variables Variable "$input" got invalid value "${'ß'.repeat(161)}...${'ß'.repeat(175)}" is not a Base64String`,
    ]);
  });

  test('is refused when a list asks for no size, or for more than 100', () => {
    const refused = "query 4:9 'reviewThreads' must have 'first' or 'last' of 1 to 100";
    assert.deepEqual(faults(threads('(first: $first)'), { first: 100 }), []);
    assert.deepEqual(faults(threads('(first: $first)').replace('Int', 'Int = 50')), []);
    assert.deepEqual(faults(threads('(last: 1)')), []);
    assert.deepEqual(faults(threads('(first: $first)'), { first: 101 }), [refused]);
    assert.deepEqual(faults(threads('(first: $first)'), {}), [refused]);
    assert.deepEqual(faults(threads('')), [refused]);
  });
});

suite('a GraphQL answer held against the contract', () => {
  const query = `
    query ($owner: String!, $name: String!, $number: Int!, $first: Int!) {
      repository(owner: $owner, name: $name) {
        pullRequest(number: $number) {
          createdAt
          author { login ... on Bot { bot: databaseId } ...person }
          closingIssuesReferences(first: $first) { nodes { number state } }
        }
      }
    }
    fragment person on User { user: databaseId }`;
  const issues = { nodes: [{ number: 3, state: 'OPEN' }] };
  const right = {
    createdAt: '2026-11-22T07:00:00Z',
    author: { login: 'octocat', user: 1 },
    closingIssuesReferences: issues,
  };

  test('is valid when it holds what was asked for, whoever the author is', () => {
    const ghost = { ...right, author: null };
    const bot = { ...right, author: { login: 'patchwright', bot: 2 } };
    const organization = { ...right, author: { login: 'github' } };
    for (const found of [right, ghost, bot, organization, null]) assert.deepEqual(answerFaults(found), []);
  });

  test('is refused for what is missing, not asked for, of another type or null', () => {
    assert.deepEqual(
      answerFaults({ ...right, author: undefined, closingIssuesReferences: null, title: 'Fix' }),
      [
        "answer /data/repository/pullRequest has 'title', which the query does not ask for",
        'answer /data/repository/pullRequest/author must be null, is undefined',
      ],
    );
    const { createdAt: _, ...undated } = right;
    assert.deepEqual(answerFaults(undated), [
      'answer /data/repository/pullRequest/createdAt Cannot return null for non-nullable field PullRequest.createdAt.',
    ]);
    const { author: __, ...anonymous } = right;
    assert.deepEqual(answerFaults(anonymous), ["answer /data/repository/pullRequest lacks 'author'"]);
    assert.deepEqual(answerFaults({ ...right, createdAt: 'yesterday' }), [
      'answer /data/repository/pullRequest/createdAt "yesterday" is not a DateTime',
    ]);
    assert.deepEqual(
      answerFaults({ ...right, closingIssuesReferences: { nodes: [{ number: '3', state: 'OPEN' }] } }),
      ['answer /data/repository/pullRequest/closingIssuesReferences/nodes/0/number must be 3, is "3"'],
    );
    assert.deepEqual(
      answerFaults({ ...right, closingIssuesReferences: { nodes: [{ number: 3, state: 'open' }] } }),
      [
        'answer /data/repository/pullRequest/closingIssuesReferences/nodes/0/state ' +
          'Enum "IssueState" cannot represent value: "open"',
      ],
    );
  });

  test('is refused when the author has fields of a type that it is not', () => {
    assert.deepEqual(answerFaults({ ...right, author: { __typename: 'Bot', login: 'octocat', user: 1 } }), [
      "answer /data/repository/pullRequest/author lacks 'bot'",
      "answer /data/repository/pullRequest/author has '__typename', which the query does not ask for",
      "answer /data/repository/pullRequest/author has 'user', which the query does not ask for",
    ]);
  });

  test('is refused when it has a field too many, whatever its type may be', () => {
    assert.deepEqual(answerFaults({ ...right, author: { login: 'octocat', user: 1, name: 'Mona' } }), [
      "answer /data/repository/pullRequest/author has 'name', which the query does not ask for",
    ]);
  });

  test('is held to the type that it names', () => {
    const query =
      '{ node(id: "I_1") { __typename ... on Issue { number } ... on PullRequest { pull: number } } }';
    assert.deepEqual(nodeFaults({ __typename: 'Issue', number: 3 }), []);
    assert.deepEqual(nodeFaults({ __typename: 'PullRequest', number: 3 }), [
      'answer /data/node/pull Cannot return null for non-nullable field PullRequest.number.',
    ]);
    assert.deepEqual(nodeFaults({ __typename: 'Actor' }), [
      'answer /data/node Abstract type "Node" was resolved to a non-object type "Actor".',
    ]);

    function nodeFaults(node: unknown): readonly string[] {
      const found = validateGraphqlAnswer({ query, variables: {}, answer: { data: { node } } });
      return found.map(({ where, message }) => `${where} ${message}`);
    }
  });

  test('may be a list of errors, each with a message', () => {
    assert.deepEqual(
      wholeAnswerFaults({ data: null, errors: [{ message: 'Not found', type: 'NOT_FOUND' }] }),
      [],
    );
    assert.deepEqual(wholeAnswerFaults({ errors: [] }), [
      'answer /errors must be a list of objects with a message',
    ]);
    assert.deepEqual(wholeAnswerFaults({ data: null }), ['answer /data must be an object']);
    assert.deepEqual(wholeAnswerFaults('<h1>Bad gateway</h1>'), ['answer must be an object']);
  });

  test('is not looked at when its request is wrong', () => {
    const answer = { data: {} };
    assert.deepEqual(validateGraphqlAnswer({ query: '{ viewer { logn } }', variables: {}, answer }), [
      { where: 'query 1:12', message: 'Cannot query field "logn" on type "User". Did you mean "login"?' },
    ]);
  });

  function answerFaults(pullRequest: unknown): readonly string[] {
    return wholeAnswerFaults({ data: { repository: { pullRequest } } });
  }

  function wholeAnswerFaults(answer: unknown): readonly string[] {
    const found = validateGraphqlAnswer({ query, variables: pull, answer });
    return found.map(({ where, message }) => `${where} ${message}`);
  }
});

function faults(query: string, variables: Variables = {}): readonly string[] {
  return validateGraphql({ query, variables }).map(({ where, message }) => `${where} ${message}`);
}

function named(name: string): string {
  const operation = operations[name];
  assert.ok(operation);
  return print(operation);
}

/** A query for review threads with these arguments. */
function threads(given: string): string {
  return `query ${given.includes('$first') ? '($first: Int) ' : ''}{
    repository(owner: "octocat", name: "hello") {
      pullRequest(number: 7) {
        reviewThreads${given} { totalCount }
      }
    }
  }`;
}

function commitInput(given: { readonly contents?: string; readonly expectedHeadOid?: string }) {
  const { contents = Buffer.from('const a = 1;\n').toString('base64'), expectedHeadOid = sha } = given;
  return {
    branch: { repositoryNameWithOwner: 'octocat/hello', branchName: 'fix' },
    message: { headline: 'Fix it' },
    expectedHeadOid,
    fileChanges: { additions: [{ path: 'a.ts', contents }], deletions: [{ path: 'b.ts' }] },
  };
}
