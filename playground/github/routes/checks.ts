import { z } from 'zod';
import { created, failure, json, notFound, refuse } from '../answer.ts';
import { actorOf } from '../authenticate.ts';
import { bodyOf, numberOf, parameterOf, type RepositoryCall } from '../call.ts';
import {
  announceCheckRun,
  announceSuite,
  createCheckRun,
  updateCheckRun,
  type CheckRunWords,
} from '../changes/checks.ts';
import { latestRuns, makerOf, runsOfSuite, suiteFor, suiteOf } from '../check-suites.ts';
import { gitDirectory } from '../find.ts';
import { resolveCommit } from '../git/refs.ts';
import { pageAnswer, pageOf, seen } from '../page.ts';
import { annotationJson, checkRunJson, checkSuiteJson } from '../render/check.ts';
import { inRepository, type Routes } from '../route.ts';
import type { Annotation, CheckRun, CheckSuite } from '../check-state.ts';
import { readChecks, writeChecks } from './needs.ts';

const repository = '/repos/{owner}/{repo}';

export const checkRoutes: Routes = {
  [`POST ${repository}/check-runs`]: inRepository(writeChecks, postRun),
  [`GET ${repository}/check-runs/{check_run_id}`]: inRepository(readChecks, (call) =>
    json(checkRunJson(call.github, runIn(call))),
  ),
  [`PATCH ${repository}/check-runs/{check_run_id}`]: inRepository(writeChecks, updateRun),
  [`GET ${repository}/check-runs/{check_run_id}/annotations`]: inRepository(readChecks, listAnnotations),
  [`POST ${repository}/check-runs/{check_run_id}/rerequest`]: inRepository(writeChecks, rerequestRun),
  [`POST ${repository}/check-suites`]: inRepository(writeChecks, createSuite),
  [`GET ${repository}/commits/{ref}/check-runs`]: inRepository(readChecks, listRunsOfCommit),
  [`GET ${repository}/commits/{ref}/check-suites`]: inRepository(readChecks, listSuitesOfCommit),
  [`GET ${repository}/check-suites/{check_suite_id}`]: inRepository(readChecks, async (call) =>
    json(await checkSuiteJson(call.github, suiteIn(call))),
  ),
  [`GET ${repository}/check-suites/{check_suite_id}/check-runs`]: inRepository(readChecks, (call) =>
    pageOfRuns(call, runsOfSuite(call.github.state, suiteIn(call))),
  ),
  [`POST ${repository}/check-suites/{check_suite_id}/rerequest`]: inRepository(writeChecks, rerequestSuite),
};

/** GitHub takes at most this many annotations and actions in one request. */
const mostAnnotations = 50;
const mostActions = 3;
const longestOutput = 65_535;

const NewAnnotation = z
  .object({
    path: z.string(),
    start_line: z.number().int(),
    end_line: z.number().int(),
    start_column: z.number().int().optional(),
    end_column: z.number().int().optional(),
    annotation_level: z.enum(['notice', 'warning', 'failure']),
    message: z.string().max(64 * 1024),
    title: z.string().max(255).optional(),
    raw_details: z
      .string()
      .max(64 * 1024)
      .optional(),
  })
  .transform((one): Annotation => ({
    path: one.path,
    startLine: one.start_line,
    endLine: one.end_line,
    startColumn: one.start_column ?? null,
    endColumn: one.end_column ?? null,
    level: one.annotation_level,
    message: one.message,
    title: one.title ?? null,
    rawDetails: one.raw_details ?? null,
  }));

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const RunWords = z.object({
  name: z.string().optional(),
  head_sha: z.string().optional(),
  external_id: z.string().optional(),
  details_url: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending']).optional(),
  conclusion: z
    .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required'])
    .optional(),
  started_at: Instant.optional(),
  completed_at: Instant.optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string().max(longestOutput).optional(),
      text: z.string().max(longestOutput).optional(),
      annotations: z.array(NewAnnotation).max(mostAnnotations).optional(),
    })
    .optional(),
  actions: z
    .array(
      z.object({
        label: z.string().max(20),
        description: z.string().max(40),
        identifier: z.string().max(20),
      }),
    )
    .max(mostActions)
    .optional(),
});

function wordsOf(body: z.infer<typeof RunWords>): CheckRunWords {
  return {
    name: body.name,
    externalId: body.external_id,
    detailsUrl: body.details_url,
    status: body.status,
    conclusion: body.conclusion,
    startedAt: body.started_at,
    completedAt: body.completed_at,
    ...body.output,
    actions: body.actions,
  };
}

async function postRun(call: RepositoryCall) {
  const body = bodyOf(call, RunWords.required({ name: true, head_sha: true }));
  checkWords(body);
  const words = { ...wordsOf(body), name: body.name, headSha: body.head_sha, maker: 'app' as const };
  const run = await createCheckRun(actorOf(call.github, call.caller), call.repository, words);
  return created(checkRunJson(call.github, run));
}

async function updateRun(call: RepositoryCall) {
  const run = runIn(call);
  refuseForeign(call, run);
  const body = bodyOf(call, RunWords);
  checkWords(body);
  await updateCheckRun(actorOf(call.github, call.caller), run, wordsOf(body));
  return json(checkRunJson(call.github, run));
}

function refuseForeign(call: RepositoryCall, run: CheckRun) {
  if (makerId(call, run) === call.github.app.id) return;
  const rule = 'Check run can only be modified by the GitHub App that created it.';
  refuse(failure(403, `Invalid app_id \`${call.github.app.id}\` - ${rule}`));
}

/** Rules between the fields: an output has title and summary, a completed run its conclusion. */
function checkWords(body: z.infer<typeof RunWords>) {
  const { output } = body;
  if (output && output.summary === undefined) refuseWords('"summary" wasn\'t supplied.');
  if (output && output.title === undefined) refuseWords('"title" wasn\'t supplied.');
  if (body.status === 'completed' && body.conclusion === undefined)
    refuseWords('"conclusion" wasn\'t supplied.');
}

function refuseWords(fault: string): never {
  refuse(failure(422, `Invalid request.\n\n${fault}`));
}

function runIn(call: RepositoryCall): CheckRun {
  const run = call.github.state.checkRuns.get(numberOf(call, 'check_run_id'));
  return run?.repositoryId === call.repository.id ? run : notFound();
}

function suiteIn(call: RepositoryCall): CheckSuite {
  const suite = call.github.state.checkSuites.get(numberOf(call, 'check_suite_id'));
  return suite?.repositoryId === call.repository.id ? suite : notFound();
}

function listAnnotations(call: RepositoryCall) {
  const run = runIn(call);
  return pageAnswer(call, run.annotations, (annotation) => annotationJson(call.github, run, annotation));
}

async function listRunsOfCommit(call: RepositoryCall) {
  const sha = await commitIn(call);
  const runs = [...call.github.state.checkRuns.values()];
  return pageOfRuns(
    call,
    runs.filter((one) => one.repositoryId === call.repository.id && one.headSha === sha),
  );
}

function pageOfRuns(call: RepositoryCall, runs: readonly CheckRun[]) {
  const { query, github } = call;
  const name = query.get('check_name');
  const status = query.get('status');
  const appId = query.get('app_id');
  const current = query.get('filter') === 'all' ? seen(call, runs) : latestRuns(seen(call, runs));
  const shown = current.filter(
    (run) =>
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (appId === null || appId === String(makerId(call, run))),
  );
  const page = pageOf(call, shown);
  const checkRuns = page.items.map((run) => checkRunJson(github, run));
  return json({ total_count: shown.length, check_runs: checkRuns }, 200, page.headers);
}

function makerId({ github }: RepositoryCall, run: CheckRun) {
  return makerOf(github, suiteOf(github.state, run)).id;
}

async function commitIn(call: RepositoryCall) {
  const ref = parameterOf(call, 'ref');
  const sha = await resolveCommit(gitDirectory(call.github, call.repository), ref);
  return sha ?? refuse(failure(422, `No commit found for SHA: ${ref}`));
}

async function listSuitesOfCommit(call: RepositoryCall) {
  const sha = await commitIn(call);
  const suites = [...call.github.state.checkSuites.values()].filter(
    (one) => one.repositoryId === call.repository.id && one.headSha === sha,
  );
  const page = pageOf(call, suites);
  const shown = await Promise.all(page.items.map((one) => checkSuiteJson(call.github, one)));
  return json({ total_count: suites.length, check_suites: shown }, 200, page.headers);
}

async function rerequestSuite(call: RepositoryCall) {
  await announceSuite(actorOf(call.github, call.caller), suiteIn(call), 'rerequested');
  return created({});
}

function rerequestRun(call: RepositoryCall) {
  announceCheckRun(actorOf(call.github, call.caller), runIn(call), 'rerequested');
  return created({});
}

/** 201 for a new suite, 200 for the one that the commit has already. */
async function createSuite(call: RepositoryCall) {
  const { github } = call;
  const { head_sha: wanted } = bodyOf(call, z.object({ head_sha: z.string() }));
  const sha = await commitIn({ ...call, parameters: { ...call.parameters, ref: wanted } });
  const before = github.state.checkSuites.size;
  const head = { maker: 'app', sha, branch: null } as const;
  const suite = suiteFor(github.state, call.repository, head, github.clock.now());
  const shown = await checkSuiteJson(github, suite);
  return github.state.checkSuites.size > before ? created(shown) : json(shown);
}
