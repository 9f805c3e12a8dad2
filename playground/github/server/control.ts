import { z } from 'zod';
import { created, failure, json, refusalOf, type Answer } from '../answer.ts';
import type { GitHub } from '../github.ts';
import { openLocalPull } from '../local-pull.ts';
import { personOf } from '../person.ts';
import { logAnswer } from '../routes/actions.ts';
import type { ReadRequest } from './listen.ts';

const LocalPull = z.strictObject({
  directory: z.string(),
  base: z.string(),
  head: z.string(),
  name: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/)
    .optional(),
  title: z.string().optional(),
  body: z.string().optional(),
  draft: z.boolean().optional(),
  as: z.string().default('you'),
});

/** What only a local GitHub can do: routes below `/_local/`, for the shell. */
export async function control(github: GitHub, request: ReadRequest): Promise<Answer> {
  const { pathname } = request.url;
  const log = /^\/_local\/logs\/(\d+)$/.exec(pathname)?.[1];
  try {
    if (request.method === 'GET' && log !== undefined) return logAnswer(github, Number(log));
    if (request.method === 'POST' && pathname === '/_local/pulls') return await openPull(github, request);
    return failure(404, 'Not Found');
  } catch (error) {
    return refusalOf(error) ?? failure(422, error instanceof Error ? error.message : String(error));
  }
}

async function openPull(github: GitHub, request: ReadRequest): Promise<Answer> {
  // A page in a browser cannot send this type without asking first, and is not answered.
  if (request.headers['content-type'] !== 'application/json') return failure(415, 'Send application/json.');
  const parsed = LocalPull.safeParse(parsedJson(request.body));
  if (!parsed.success) return json({ message: z.prettifyError(parsed.error) }, 422);
  const { as, ...wanted } = parsed.data;
  const pull = await openLocalPull(github.state, personOf(github, as), wanted);
  return created({ ...pull, url: `${github.addresses.html}/${pull.repository}/pull/${pull.number}` });
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
