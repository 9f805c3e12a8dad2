import { z } from 'zod';
import type { CommitCheck } from '../../ports/forge.ts';
import { endingOf, readRunDetail } from './check-detail.ts';
import { read, type Reading } from './reading.ts';
import { readRequiredChecks, type RequiredCheck } from './required-checks.ts';

/** What others say of a commit: check runs, and statuses of the older kind, each in its latest run. */
export async function readChecks(at: Reading, headSha: string): Promise<readonly CommitCheck[]> {
  const runs = latest((await readRuns(at, headSha)).filter(({ app }) => app?.id !== at.self.appId));
  const statuses = await readStatuses(at, headSha);
  if (runs.length + statuses.length === 0) return [];
  const required = await readRequiredChecks(at, headSha);
  const judged = runs.map((run) => ({ run, state: stateOfRun(run), isRequired: isRequired(run, required) }));
  const details = await readDetails(at, judged);
  return [
    ...judged.map(({ run, ...judgement }) => {
      return { id: idOf(run), name: run.name, ...judgement, detail: details.get(run.id) ?? '' };
    }),
    ...statuses.map((status) => checkOfStatus(status, required)),
  ];
}

function isRequired({ name, app: by }: Run, required: readonly RequiredCheck[]): boolean {
  return required.some(({ context, app }) => context === name && (app === null || app === by?.id));
}

/** Each takes a few requests, and a hundred jobs that fail together fail for one reason. */
const mostDetailed = 10;

/** What failed runs say, by their ids; of very many those that are required, and the first. */
async function readDetails(
  at: Reading,
  judged: readonly { readonly run: Run; readonly state: string; readonly isRequired: boolean }[],
): Promise<ReadonlyMap<number, string>> {
  const failed = judged.filter(({ state }) => state === 'failed');
  const wanted = failed.toSorted((left, right) => Number(right.isRequired) - Number(left.isRequired));
  const details = new Map(failed.map(({ run }) => [run.id, endingOf(run)]));
  for (const { run } of wanted.slice(0, mostDetailed)) details.set(run.id, await readRunDetail(at, run));
  return details;
}

const mostPages = 10;

const Run = z.object({
  id: z.int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  started_at: z.string().nullable(),
  app: z.object({ id: z.int(), slug: z.string().optional() }).nullable(),
  check_suite: z.object({ id: z.int() }).nullable(),
  output: z.object({
    title: z.string().nullable(),
    summary: z.string().nullable(),
    text: z.string().nullable(),
    annotations_count: z.int(),
  }),
});
type Run = z.infer<typeof Run>;

const Runs = z.object({ check_runs: z.array(Run) });

async function readRuns(at: Reading, headSha: string): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const { check_runs: some } = await read(at, `commit ${headSha}`, Runs, (name) =>
      at.client.rest.checks.listForRef({ ...name, ref: headSha, filter: 'latest', per_page: 100, page }),
    );
    runs.push(...some);
    if (some.length < 100) break;
  }
  return runs;
}

/**
 * Of an app's runs in one suite under one name, the newest. Two workflows whose jobs are called the same have a suite each, and one
 * that passed says nothing of the other.
 */
function latest(runs: readonly Run[]): readonly Run[] {
  const ordered = runs.toSorted((left, right) => left.id - right.id);
  return [...new Map(ordered.map((run) => [JSON.stringify([run.check_suite?.id, run.name]), run])).values()];
}

/** An app that runs a check again may do so under the same id. */
function idOf({ id, started_at: startedAt }: Run): string {
  return `run-${id}-${startedAt === null ? 0 : Date.parse(startedAt)}`;
}

/** What waits for a person, or was given up by GitHub, has no verdict yet. */
function stateOfRun({ status, conclusion }: Run): CommitCheck['state'] {
  if (status !== 'completed' || conclusion === null) return 'pending';
  if (['action_required', 'stale'].includes(conclusion)) return 'pending';
  return ['success', 'neutral', 'skipped'].includes(conclusion) ? 'passed' : 'failed';
}

const Status = z.object({
  id: z.int(),
  context: z.string(),
  state: z.enum(['pending', 'success', 'failure', 'error']),
  description: z.string().nullable(),
  target_url: z.string().nullable(),
});
type Status = z.infer<typeof Status>;

/** The newest of each context, as GitHub combines them. */
async function readStatuses(at: Reading, headSha: string): Promise<readonly Status[]> {
  const { statuses } = await read(at, `commit ${headSha}`, z.object({ statuses: z.array(Status) }), (name) =>
    at.client.rest.repos.getCombinedStatusForRef({ ...name, ref: headSha, per_page: 100 }),
  );
  return statuses;
}

const stateOfStatus = { pending: 'pending', success: 'passed', failure: 'failed', error: 'failed' } as const;

function checkOfStatus(status: Status, required: readonly RequiredCheck[]): CommitCheck {
  const { id, context: name, description } = status;
  const state = stateOfStatus[status.state];
  const said = [description ?? '', status.target_url ?? ''].filter((text) => text !== '').join('\n');
  return {
    id: `status-${id}`,
    name,
    state,
    isRequired: required.some(({ context }) => context === name),
    detail: state === 'failed' ? said : '',
  };
}
