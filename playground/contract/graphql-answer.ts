import {
  executeSync,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { Fault } from './fault.ts';
import { type GraphqlRequest, validateGraphql } from './graphql.ts';
import { graphqlSchema } from './graphql-schema.ts';

/** A GraphQL request and the parsed body that answered it. */
export interface GraphqlExchange extends GraphqlRequest {
  readonly answer: unknown;
}

/**
 * Everything in the answer to a valid request that GitHub's schema and the query do not allow: values of another
 * type, nulls where there are none, fields missing or not asked for. Data beside errors is not looked at.
 */
export function validateGraphqlAnswer({ query, variables, answer }: GraphqlExchange): readonly Fault[] {
  const requestFaults = validateGraphql({ query, variables });
  if (requestFaults.length > 0) return requestFaults;
  if (!isRecord(answer)) return [{ where: 'answer', message: 'must be an object' }];
  if (answer['errors'] !== undefined) return errorFaults(answer['errors']);
  const data = answer['data'];
  if (!isRecord(data)) return [{ where: 'answer /data', message: 'must be an object' }];
  const result = executeSync({
    schema: graphqlSchema(),
    document: parse(query),
    rootValue: data,
    variableValues: variables,
    fieldResolver: (source, _arguments, _context, info) => source[info.path.key],
    typeResolver: (value, _context, info, type) => typeOf(value, info, type),
  });
  if (result.errors === undefined) return differences('answer /data', result.data, data);
  return result.errors.map(({ path = [], message }) => ({
    where: ['answer /data', ...path].join('/'),
    message,
  }));
}

function errorFaults(errors: unknown): readonly Fault[] {
  const isRight =
    Array.isArray(errors) &&
    errors.length > 0 &&
    errors.every((error) => isRecord(error) && typeof error['message'] === 'string');
  return isRight ? [] : [{ where: 'answer /errors', message: 'must be a list of objects with a message' }];
}

/** Which type an interface's value is of: the one it names, else the one whose selected fields fit it best. */
function typeOf(value: unknown, info: GraphQLResolveInfo, type: GraphQLAbstractType): string | undefined {
  if (!isRecord(value)) return undefined;
  if (typeof value['__typename'] === 'string') return value['__typename'];
  const keys = new Set(Object.keys(value));
  const misfits = info.schema.getPossibleTypes(type).map((candidate) => ({
    name: candidate.name,
    count: keys.symmetricDifference(selectedNames(info, candidate)).size,
  }));
  return misfits.toSorted((one, other) => one.count - other.count)[0]?.name;
}

function selectedNames(info: GraphQLResolveInfo, type: GraphQLObjectType): ReadonlySet<string> {
  const names = info.fieldNodes.flatMap(({ selectionSet }) => namesIn(selectionSet, info, type));
  return new Set(names);
}

function namesIn(
  selectionSet: SelectionSetNode | undefined,
  info: GraphQLResolveInfo,
  type: GraphQLObjectType,
): readonly string[] {
  return (selectionSet?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [(selection.alias ?? selection.name).value];
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    return appliesTo(fragment?.typeCondition, info.schema, type)
      ? namesIn(fragment?.selectionSet, info, type)
      : [];
  });
}

function appliesTo(
  condition: NamedTypeNode | undefined,
  schema: GraphQLSchema,
  type: GraphQLObjectType,
): boolean {
  if (condition === undefined) return true;
  const conditionType = schema.getType(condition.name.value);
  return conditionType === type || (isAbstractType(conditionType) && schema.isSubType(conditionType, type));
}

/** Where what was answered is not what the schema and the query make of it. */
function differences(where: string, expected: unknown, answered: unknown): readonly Fault[] {
  if (Array.isArray(expected) && Array.isArray(answered)) {
    return expected.flatMap((item, index) => differences(`${where}/${index}`, item, answered[index]));
  }
  if (!isRecord(expected) || !isRecord(answered)) {
    if (expected === answered) return [];
    return [{ where, message: `must be ${JSON.stringify(expected)}, is ${JSON.stringify(answered)}` }];
  }
  const missing = Object.keys(expected).filter((key) => !Object.hasOwn(answered, key));
  const unasked = Object.keys(answered).filter((key) => !Object.hasOwn(expected, key));
  const shared = Object.keys(expected).filter((key) => Object.hasOwn(answered, key));
  return [
    ...missing.map((key) => ({ where, message: `lacks '${key}'` })),
    ...unasked.map((key) => ({ where, message: `has '${key}', which the query does not ask for` })),
    ...shared.flatMap((key) => differences(`${where}/${key}`, expected[key], answered[key])),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
