import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { readPullBasesAt } from './pulls.ts';
import { read, type Reading } from './reading.ts';

/** A check that has to pass before a branch takes a pull request; `app` is the one that has to say so, null where any may. */
export interface RequiredCheck {
  readonly context: string;
  readonly app: number | null;
}

/**
 * What the branches demand into which open pull requests with this head are to be merged: by their rules, and by the protection of
 * the older kind. Nothing where the App may know neither.
 */
export async function readRequiredChecks(at: Reading, headSha: string): Promise<readonly RequiredCheck[]> {
  const required: RequiredCheck[] = [];
  for (const branch of await readPullBasesAt(at, headSha)) {
    required.push(...(await orNone(readRules(at, branch))), ...(await orNone(readProtection(at, branch))));
  }
  return required;
}

async function orNone(asked: Promise<readonly RequiredCheck[]>): Promise<readonly RequiredCheck[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'user') return [];
    throw error;
  }
}

const Rules = z.array(
  z.object({
    type: z.string(),
    parameters: z
      .object({
        required_status_checks: z
          .array(z.object({ context: z.string(), integration_id: z.int().nullish() }))
          .optional(),
      })
      .optional(),
  }),
);

/** A hundred rules on one branch are more than anybody has. */
async function readRules(at: Reading, branch: string): Promise<readonly RequiredCheck[]> {
  const rules = await read(at, `the rules of ${branch}`, Rules, (name) =>
    at.client.rest.repos.getBranchRules({ ...name, branch, per_page: 100 }),
  );
  return rules
    .filter(({ type }) => type === 'required_status_checks')
    .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
    .map(({ context, integration_id: app = null }) => ({ context, app }));
}

const Protected = z.object({
  protection: z
    .object({
      required_status_checks: z
        .object({
          contexts: z.array(z.string()).optional(),
          checks: z.array(z.object({ context: z.string(), app_id: z.int().nullish() })).optional(),
        })
        .optional(),
    })
    .optional(),
});

/** `checks` tells the same as `contexts`, with the app that is asked for; minus one stands for any. */
async function readProtection(at: Reading, branch: string): Promise<readonly RequiredCheck[]> {
  const { protection } = await read(at, branch, Protected, (name) =>
    at.client.rest.repos.getBranch({ ...name, branch }),
  );
  const { contexts = [], checks } = protection?.required_status_checks ?? {};
  return (
    checks?.map(({ context, app_id: app = null }) => ({ context, app: app === -1 ? null : app })) ??
    contexts.map((context) => ({ context, app: null }))
  );
}
