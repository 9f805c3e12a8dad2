import { z } from 'zod';
import { failure, json, refuse } from '../answer.ts';
import { bodyOf, type Call } from '../call.ts';
import { execute } from '../graphql/execute.ts';
import { anyone, type Routes } from '../route.ts';

export const graphqlRoutes: Routes = {
  'POST /graphql': anyone(answerOperation),
};

const Operation = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** GraphQL answers 200 also to what it refuses; only who may not ask at all gets another status. */
async function answerOperation(call: Call) {
  const { github, caller } = call;
  if (caller.kind === 'none' || caller.kind === 'app') {
    const message = 'This endpoint requires you to be authenticated.';
    refuse(
      failure(401, message, {
        documentation:
          'https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql',
      }),
    );
  }
  if (caller.kind === 'installation' && caller.installation.suspendedAt !== undefined) {
    refuse(failure(403, 'This installation has been suspended'));
  }
  const { query, variables, operationName } = bodyOf(call, Operation);
  return json(
    await execute(
      { github, caller },
      { query, variables: variables ?? {}, operationName: operationName ?? undefined },
    ),
  );
}
