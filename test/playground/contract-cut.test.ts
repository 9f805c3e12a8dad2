import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { suite, test } from 'node:test';
import { cutExamples } from '../../fixtures/github/cut/examples.ts';
import { cutGraphql } from '../../fixtures/github/cut/graphql.ts';
import { entryPerLine, type JsonObject } from '../../fixtures/github/cut/json.ts';
import { cutRest } from '../../fixtures/github/cut/rest.ts';
import { cutSamples } from '../../fixtures/github/cut/samples.ts';
import { cutSchema } from '../../fixtures/github/cut/schemas.ts';
import { shareRepeated } from '../../fixtures/github/cut/sharing.ts';
import { cutWebhooks } from '../../fixtures/github/cut/webhooks.ts';
import { events } from '../../fixtures/github/events.ts';
import { routes, undescribed } from '../../fixtures/github/routes.ts';
import { openSchemas, type Schema } from '../../playground/contract/schemas.ts';

const github = new URL('../../fixtures/github/', import.meta.url);
const text = { type: 'string' };

suite('the cut files', () => {
  test('hold exactly the listed routes and events, in less than 1.5 MB', () => {
    const rest = openSchemas<{ routes: object; schemas: Record<string, Schema> }>('rest.json').content;
    assert.deepEqual(Object.keys(rest.routes), [...routes, ...Object.keys(undescribed)].sort());
    const webhooks = openSchemas<{ events: object; schemas: Record<string, Schema> }>(
      'webhooks.json',
    ).content;
    const names = Object.keys(webhooks.events);
    assert.deepEqual(new Set(names.map((name) => name.split('.')[0])), new Set(Object.keys(events)));
    const acted = Object.entries(events).flatMap(([event, actions]) =>
      actions === 'all' ? [] : actions.map((action) => `${event}.${action}`),
    );
    assert.deepEqual(
      acted.filter((name) => !names.includes(name)),
      [],
    );
    const files = ['rest.json', 'examples.json', 'webhooks.json', 'schema.graphql'];
    const size = files.reduce((sum, file) => sum + statSync(new URL(file, github)).size, 0);
    assert.ok(size < 1.5e6, `${size} bytes`);
  });

  test('hold components that all compile', () => {
    for (const file of ['rest.json', 'webhooks.json']) {
      const { content, errors } = openSchemas<{ schemas: Record<string, Schema> }>(file);
      for (const name of Object.keys(content.schemas)) errors({ $ref: `#/schemas/${name}` }, undefined);
    }
  });
});

suite('cutting a schema', () => {
  test('keeps what restricts a value and drops prose', () => {
    const schema = {
      type: 'object',
      title: 'Label',
      description: 'A label',
      required: ['name'],
      properties: { name: { ...text, example: 'bug' }, url: { ...text, format: 'uri', 'x-note': 1 } },
    };
    assert.deepEqual(cutSchema(schema), {
      type: 'object',
      required: ['name'],
      properties: { name: text, url: { type: 'string', format: 'uri' } },
    });
  });

  test('says null as a type, however GitHub says it', () => {
    const orNull = { type: ['string', 'null'] };
    assert.deepEqual(cutSchema({ type: 'string', nullable: true }), orNull);
    assert.deepEqual(cutSchema({ type: ['string', 'null'] }), orNull);
    assert.deepEqual(cutSchema({ type: 'string', enum: ['a'], nullable: true }), {
      ...orNull,
      enum: ['a', null],
    });
    assert.deepEqual(cutSchema({ oneOf: [text], nullable: true }), { anyOf: [text, { type: 'null' }] });
    const reference = { $ref: '#/schemas/user' };
    assert.deepEqual(cutSchema({ $ref: '#/components/schemas/user', nullable: true }), {
      anyOf: [reference, { type: 'null' }],
    });
    assert.deepEqual(cutSchema({ allOf: [{ $ref: '#/components/schemas/user' }], nullable: true }), {
      anyOf: [{ allOf: [reference] }, { type: 'null' }],
    });
  });

  test('stops at a keyword that it does not know', () => {
    assert.throws(() => cutSchema({ type: 'array', contains: text }), /unknown keyword contains/);
  });

  test('keeps what occurs again and again once', () => {
    const user = { properties: { login: { enum: ['x'.repeat(200)], type: 'string' } }, type: 'object' };
    const list = { items: user, type: 'array' };
    assert.deepEqual(
      shareRepeated({ a: { properties: { owner: user, type: list }, type: 'object' }, b: list }),
      {
        'shared-owner-1': user,
        a: {
          properties: { owner: { $ref: '#/schemas/shared-owner-1' }, type: { $ref: '#/schemas/b' } },
          type: 'object',
        },
        b: { items: { $ref: '#/schemas/shared-owner-1' }, type: 'array' },
      },
    );
  });
});

suite("cutting GitHub's descriptions", () => {
  const description: JsonObject = {
    paths: {
      '/repos/{repo}': {
        get: {
          parameters: [
            { name: 'repo', in: 'path', required: true, schema: text, 'x-multi-segment': true },
            { $ref: '#/components/parameters/page' },
          ],
          requestBody: {
            content: { 'application/json': { schema: text, examples: { one: { value: 'hello' } } } },
          },
          responses: {
            '200': { content: json({ $ref: '#/components/schemas/repo' }) },
            '204': { description: 'Nothing' },
            '404': { $ref: '#/components/responses/missing' },
          },
        },
      },
    },
    webhooks: {
      'issue-comment-created': webhook('issue_comment', 'issue-comment/created', 'repo'),
      'star-created': webhook('star', 'star/created', 'unused'),
    },
    components: {
      schemas: {
        repo: { type: 'object', properties: { owner: { $ref: '#/components/schemas/user' } } },
        user: text,
        unused: text,
      },
      parameters: { page: { name: 'page', in: 'query', schema: { type: 'integer' } } },
      responses: {
        missing: {
          content: {
            'application/json': { schema: {}, examples: { a: { $ref: '#/components/examples/a' } } },
          },
        },
      },
      examples: { a: { value: null } },
    },
  };
  const components = {
    repo: { type: 'object', properties: { owner: { $ref: '#/schemas/user' } } },
    user: text,
  };

  test('keeps a route with its parameters, bodies and the components that they use', () => {
    const wanted = {
      routes: ['GET /repos/{repo}'],
      undescribed: { 'GET /repositories/{id}/{repo}': 'GET /repos/{repo}' },
      plainText: { 'GET /repos/{repo}': ['text/plain'] },
    };
    const query = parameters({ page: { type: 'integer' } }, []);
    const request = { required: false, schema: text };
    const repo = { 'application/json': { $ref: '#/schemas/repo' } };
    const others = { '204': {}, '404': { 'application/json': {} } };
    assert.deepEqual(cutRest(description, wanted), {
      routes: {
        'GET /repos/{repo}': {
          path: parameters({ repo: text }, ['repo']),
          query,
          multiSegment: ['repo'],
          request,
          answers: { '200': { ...repo, 'text/plain': text }, ...others },
        },
        'GET /repositories/{id}/{repo}': {
          path: parameters({ id: { type: 'integer' }, repo: text }, ['id', 'repo']),
          query,
          multiSegment: [],
          request,
          answers: { '200': repo, ...others },
        },
      },
      schemas: components,
    });
  });

  test("keeps GitHub's examples of a route", () => {
    assert.deepEqual(cutExamples(description, ['GET /repos/{repo}']), {
      routes: {
        'GET /repos/{repo}': { requests: ['hello'], answers: { '404': { 'application/json': [null] } } },
      },
    });
  });

  test('stops at a route that GitHub does not describe', () => {
    const wanted = { routes: ['GET /repos/{repo}/stars'], undescribed: {}, plainText: {} };
    assert.throws(() => cutRest(description, wanted), /GitHub's description of GET \/repos\/\{repo\}\/stars/);
  });

  test('keeps the webhooks of the wanted events by event and action', () => {
    assert.deepEqual(cutWebhooks(description, ['issue_comment']), {
      events: { 'issue_comment.created': { $ref: '#/schemas/repo' } },
      schemas: components,
    });
  });

  test('keeps the fullest sample that an app received, of each action in use', () => {
    const samples = cutSamples(
      [
        {
          name: 'issues',
          examples: [
            { action: 'opened', installation: { id: 1 } },
            { action: 'opened', installation: { id: 1 }, repository: {} },
            { action: 'opened', repository: { name: 'a long name but no installation' } },
            { action: 'pinned' },
          ],
        },
        { name: 'push', examples: [{ ref: 'main' }] },
      ],
      { issues: ['opened'] },
    );
    assert.deepEqual(
      [...samples],
      [['issues.opened', { action: 'opened', installation: { id: 1 }, repository: {} }]],
    );
  });

  test('is written with a line for each entry', () => {
    assert.equal(
      entryPerLine({ source: 'here', schemas: { a: { b: 1 }, c: true } }),
      '{\n"source":"here",\n"schemas":{\n"a":{"b":1},\n"c":true\n}\n}\n',
    );
  });
});

suite("cutting GitHub's GraphQL schema", () => {
  test('keeps the types in use, their plain fields and the ways between them', () => {
    const schema = `
      directive @hidden on OBJECT
      "What can act"
      interface Actor { login: String! enterprise: Enterprise }
      type Bot implements Actor { login: String! enterprise: Enterprise }
      type Enterprise { id: ID! }
      enum Order { ASC @deprecated(reason: "old") DESC }
      input Filter { order: Order since: DateTime }
      scalar DateTime
      scalar Unused
      type Issue @hidden { "Its number" number: Int! author: Actor enterprise: Enterprise repository: Repository! }
      type Repository { issue(number: Int!, filter: Filter): Issue stars: Stars createdAt: DateTime! }
      type Stars { count: Int! }
      type Query { repository(name: String!): Repository enterprise: Enterprise }
    `;
    const operations = '{ repository(name: "a") { issue(number: 1) { author { ... on Bot { login } } } } }';
    assert.equal(
      cutGraphql(schema, operations),
      `interface Actor {
  login: String!
}

type Bot implements Actor {
  login: String!
}

scalar DateTime

input Filter {
  order: Order
  since: DateTime
}

type Issue {
  number: Int!
  author: Actor
  repository: Repository!
}

enum Order {
  ASC @deprecated(reason: "old")
  DESC
}

type Query {
  repository(name: String!): Repository
}

type Repository {
  issue(number: Int!, filter: Filter): Issue
  createdAt: DateTime!
}
`,
    );
  });
});

function webhook(event: string, operationId: string, payload: string): JsonObject {
  const content = json({ $ref: `#/components/schemas/${payload}` });
  return { post: { operationId, 'x-github': { subcategory: event }, requestBody: { content } } };
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}

function parameters(properties: JsonObject, required: readonly string[]): JsonObject {
  return { type: 'object', properties, required, additionalProperties: false };
}
