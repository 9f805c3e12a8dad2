import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  getVariableValues,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  type ValidationContext,
  valueFromASTUntyped,
} from 'graphql';
import { type Fault, shortened } from './fault.ts';
import { graphqlSchema } from './graphql-schema.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** A GraphQL request as it is sent. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Variables;
}

/** Everything in the query and its variables that GitHub's published GraphQL schema does not allow. */
export function validateGraphql({ query, variables }: GraphqlRequest): readonly Fault[] {
  const document = parsed(query);
  if (document instanceof GraphQLError) return [faultOf(document)];
  const errors = validate(graphqlSchema(), document, [
    ...specifiedRules,
    (context) => pagination(context, variables),
  ]);
  if (errors.length > 0) return errors.map(faultOf);
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1) {
    return [{ where: 'query', message: `must hold one operation, holds ${operations.length}` }];
  }
  return variableFaults(operation, variables);
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function faultOf(error: GraphQLError): Fault {
  const at = error.locations?.map(({ line, column }) => ` ${line}:${column}`).join(',') ?? '';
  return { where: `query${at}`, message: error.message };
}

/**
 * GitHub refuses a connection without `first` or `last`, or with one that is not 1 to 100:
 * https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#node-limit.
 */
function pagination(context: ValidationContext, given: Variables) {
  const variables = { ...defaultsIn(context.getDocument()), ...given };
  return {
    Field(node: FieldNode) {
      if (!getNamedType(context.getType())?.name.endsWith('Connection')) return;
      const sizes = (node.arguments ?? []).filter(
        ({ name }) => name.value === 'first' || name.value === 'last',
      );
      const counts = sizes.map(({ value }) => valueFromASTUntyped(value, variables));
      const isPaged =
        counts.length > 0 && counts.every((count) => typeof count === 'number' && count >= 1 && count <= 100);
      if (!isPaged) {
        context.reportError(
          new GraphQLError(`'${node.name.value}' must have 'first' or 'last' of 1 to 100`, { nodes: node }),
        );
      }
    },
  };
}

function defaultsIn(document: DocumentNode): Variables {
  const declared = document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? (node.variableDefinitions ?? []) : [],
  );
  const defaults = declared.map(
    ({ variable, defaultValue }) =>
      [variable.name.value, defaultValue && valueFromASTUntyped(defaultValue)] as const,
  );
  return Object.fromEntries(defaults);
}

function variableFaults(operation: OperationDefinitionNode, variables: Variables): readonly Fault[] {
  const declared = operation.variableDefinitions ?? [];
  const names = new Set(declared.map(({ variable }) => variable.name.value));
  const unknown = Object.keys(variables).filter((name) => !names.has(name));
  const { errors = [] } = getVariableValues(graphqlSchema(), declared, { ...variables });
  return [
    ...unknown.map((name) => ({ where: `variables /${name}`, message: 'is not declared by the query' })),
    ...errors.map(({ message }) => ({ where: 'variables', message: shortened(message, 400) })),
  ];
}
