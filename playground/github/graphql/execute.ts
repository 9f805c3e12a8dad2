import { graphql, GraphQLError, type ExecutionResult, type GraphQLResolveInfo } from 'graphql';
import { graphqlSchema } from '../../contract/graphql-schema.ts';
import { findRepository } from '../find.ts';
import { instant } from '../instant.ts';
import { rateKey } from '../rate-key.ts';
import { canSee, type Context } from './access.ts';
import { findNode, nodeOf } from './find-node.ts';
import { mutations } from './mutations.ts';
import { repositoryNode } from './nodes.ts';
import { refuseField } from './refuse.ts';

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/** Runs an operation against GitHub's own schema; answers errors in GitHub's form, with a type and no extensions. */
export async function execute(context: Context, operation: Operation) {
  const result = await graphql({
    schema: graphqlSchema(),
    source: operation.query,
    rootValue: { ...queries(context), ...mutations(context) },
    variableValues: operation.variables,
    operationName: operation.operationName ?? null,
    fieldResolver: resolveStrictly,
  });
  return shownResult(result);
}

function queries(context: Context) {
  return {
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = findRepository(context.github.state, `${owner}/${name}`);
      if (repository && canSee(context.caller, repository)) return repositoryNode(context, repository);
      return refuseField('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
    },
    node: ({ id }: { id: string }) => nodeOf(context, findNode(context, id)),
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => nodeOf(context, findNode(context, id))),
    rateLimit: () => rateLimit(context),
  };
}

function rateLimit({ github, caller }: Context) {
  const { limit, remaining, used, reset } = github.limits.overview(rateKey({ caller }), 'graphql');
  return { cost: 1, limit, remaining, used, nodeCount: 0, resetAt: instant(reset * 1000) };
}

/** A field that GitHub has and this server does not would be null in silence; it is an error instead. */
function resolveStrictly(
  source: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
  _context: unknown,
  { fieldName, parentType }: GraphQLResolveInfo,
): unknown {
  if (!(fieldName in source)) {
    throw new GraphQLError(`The local GitHub does not know ${parentType.name}.${fieldName}.`);
  }
  const value = source[fieldName];
  return typeof value === 'function' ? value(wanted) : value;
}

function shownResult({ data, errors }: ExecutionResult) {
  if (!errors) return { data };
  const shown = errors.map(shownError);
  return data === undefined ? { errors: shown } : { data, errors: shown };
}

/** GitHub puts the type beside the message. What a resolver threw by mistake is a fault of this server. */
function shownError({ message, locations, path, extensions, originalError }: GraphQLError) {
  if (originalError && !(originalError instanceof GraphQLError)) throw originalError;
  const { type } = extensions;
  return { ...(type === undefined ? {} : { type }), ...(path ? { path } : {}), locations, message };
}
