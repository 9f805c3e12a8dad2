import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, type GraphQLSchema, isScalarType, valueFromASTUntyped } from 'graphql';
import { once } from './once.ts';

/** GitHub's GraphQL schema, cut down; read at first use. Its own scalars hold only what GitHub says they hold. */
export const graphqlSchema = once((): GraphQLSchema => {
  const text = readFileSync(new URL('../../fixtures/github/schema.graphql', import.meta.url), 'utf8');
  const schema = buildSchema(text);
  for (const [name, isValid] of Object.entries(scalars)) restrictScalar(schema, name, isValid);
  return schema;
});

const scalars: Readonly<Record<string, (text: string) => boolean>> = {
  Base64String: (text) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0,
  DateTime: (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text),
  GitObjectID: (text) => /^[0-9a-f]{40}$/.test(text),
  URI: (text) => URL.canParse(text),
};

function restrictScalar(schema: GraphQLSchema, name: string, isValid: (text: string) => boolean): void {
  const scalar = schema.getType(name);
  if (!isScalarType(scalar)) throw new Error(`the schema has no scalar ${name}`);
  function check(value: unknown): string {
    if (typeof value === 'string' && isValid(value)) return value;
    throw new GraphQLError(`${JSON.stringify(value)} is not a ${name}`);
  }
  scalar.parseValue = check;
  scalar.parseLiteral = (node, variables) => check(valueFromASTUntyped(node, variables));
  scalar.serialize = check;
}
