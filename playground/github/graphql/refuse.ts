import { GraphQLError } from 'graphql';

export type Refusal =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'STALE_DATA'
  | 'UNPROCESSABLE'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION'
  | 'INVALID_CURSOR_ARGUMENTS';

/** An error of one field, with the type that GitHub puts beside the message. */
export function refuseField(type: Refusal, message: string): never {
  throw new GraphQLError(message, { extensions: { type } });
}
