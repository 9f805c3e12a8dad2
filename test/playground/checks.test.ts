import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSamplePull, refusedWith, startHub, type Hub } from './start-hub.ts';

async function open(hub: Hub) {
  const { alice, pull } = await openSamplePull(hub);
  const api = await hub.installationApi('alice/app');
  return { alice, pull, api, repository: { owner: 'alice', repo: 'app' } };
}

function annotations(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    path: 'count.txt',
    start_line: n + 1,
    end_line: n + 1,
    annotation_level: 'notice' as const,
    message: `Line ${n + 1}`,
  }));
}

suite('a check run', () => {
  test('goes from queued to completed on the head of its pull request', async (t) => {
    const hub = await startHub(t);
    const { api, repository, pull } = await open(hub);
    const { data: queued } = await api.checks.create({
      ...repository,
      name: 'Review',
      head_sha: pull.headSha,
      status: 'queued',
      external_id: 'run-1',
    });
    assert.deepEqual(
      [queued.status, queued.conclusion, queued.app?.slug, queued.pull_requests.map((one) => one.number)],
      ['queued', null, 'patchwright', [1]],
    );
    hub.clock.advance(60_000);
    const { data: done } = await api.checks.update({
      ...repository,
      check_run_id: queued.id,
      status: 'completed',
      conclusion: 'success',
      output: { title: 'All well', summary: 'Nothing found.' },
    });
    assert.deepEqual(
      [done.status, done.conclusion, done.completed_at, done.output.title, done.external_id],
      ['completed', 'success', '2026-11-22T12:01:00Z', 'All well', 'run-1'],
    );
    const { data } = await api.checks.listForRef({ ...repository, ref: 'feature', check_name: 'Review' });
    assert.deepEqual([data.total_count, data.check_runs[0]?.id], [1, queued.id]);
  });

  test('takes fifty annotations in a request, adds fifty more, and not one above', async (t) => {
    const hub = await startHub(t);
    const { api, repository, pull } = await open(hub);
    const output = { title: 'Notes', summary: 'Many.' };
    const run = { ...repository, name: 'Review', head_sha: pull.headSha };
    await assert.rejects(
      api.checks.create({ ...run, output: { ...output, annotations: annotations(51) } }),
      refusedWith(422, 'Invalid request.\n\nNo more than 50 items are allowed; 51 were supplied.'),
    );
    const { data } = await api.checks.create({ ...run, output: { ...output, annotations: annotations(50) } });
    const named = { ...repository, check_run_id: data.id };
    await api.checks.update({ ...named, output: { ...output, annotations: annotations(50) } });
    const all = await api.paginate(api.checks.listAnnotations, named);
    assert.equal(all.length, 100);
  });

  const four = ['a', 'b', 'c', 'd'].map((id) => ({ label: id, description: id, identifier: id }));
  const limits = [
    {
      what: 'a fourth button',
      words: { actions: four },
      refusal: 'Invalid request.\n\nNo more than 3 items are allowed; 4 were supplied.',
    },
    {
      what: 'a long label',
      words: { actions: [{ label: 'x'.repeat(21), description: 'x', identifier: 'x' }] },
      refusal: 'Invalid request.\n\nOnly 20 characters are allowed; 21 were supplied.',
    },
    {
      what: 'a long summary',
      words: { output: { title: 'x', summary: 'x'.repeat(65_536) } },
      refusal: 'Invalid request.\n\nOnly 65535 characters are allowed; 65536 were supplied.',
    },
    {
      what: 'an output without a title',
      words: { output: { summary: 'x' } as { title: string; summary: string } },
      refusal: 'Invalid request.\n\n"title" wasn\'t supplied.',
    },
    {
      what: 'a completion without a conclusion',
      words: { status: 'completed' as const },
      refusal: 'Invalid request.\n\n"conclusion" wasn\'t supplied.',
    },
  ];
  for (const { what, words, refusal } of limits) {
    test(`with ${what} is refused`, async (t) => {
      const hub = await startHub(t);
      const { api, repository, pull } = await open(hub);
      await assert.rejects(
        api.checks.create({ ...repository, name: 'Review', head_sha: pull.headSha, ...words }),
        refusedWith(422, refusal),
      );
      assert.deepEqual(hub.github.state.checkRuns(pull), []);
    });
  }

  test('is made by Apps only', async (t) => {
    const hub = await startHub(t);
    const { alice, repository, pull } = await open(hub);
    await assert.rejects(
      hub.api(alice.token()).checks.create({ ...repository, name: 'Review', head_sha: pull.headSha }),
      refusedWith(403, 'You must authenticate via a GitHub App.'),
    );
  });

  test('of a commit that is not there is refused', async (t) => {
    const hub = await startHub(t);
    const { api, repository } = await open(hub);
    const sha = '0'.repeat(40);
    await assert.rejects(
      api.checks.create({ ...repository, name: 'Review', head_sha: sha }),
      refusedWith(422, 'Validation Failed', [
        {
          resource: 'CheckRun',
          code: 'custom',
          field: 'head_sha',
          message: `No commit found for SHA: ${sha}`,
        },
      ]),
    );
  });

  test('of another App cannot be changed', async (t) => {
    const hub = await startHub(t);
    const { api, repository, pull, alice } = await open(hub);
    await alice.runWorkflow('alice/app', pull.headSha, {
      jobs: [{ name: 'test', conclusion: 'failure', log: 'Expected 5, got FIVE\n' }],
    });
    const [run] = hub.github.state.checkRuns(pull);
    await assert.rejects(
      api.checks.update({ ...repository, check_run_id: run?.id ?? 0, conclusion: 'success' }),
      refusedWith(
        403,
        'Invalid app_id `4242` - Check run can only be modified by the GitHub App that created it.',
      ),
    );
  });
});

suite('a check suite', () => {
  test('completes with the worst conclusion of its runs', async (t) => {
    const hub = await startHub(t);
    const { api, repository, pull } = await open(hub);
    for (const [name, conclusion] of [
      ['one', 'success'],
      ['two', 'failure'],
    ] as const) {
      await api.checks.create({ ...repository, name, head_sha: pull.headSha, conclusion });
    }
    const { data } = await api.checks.listSuitesForRef({ ...repository, ref: pull.headSha });
    assert.deepEqual(
      data.check_suites.map((one) => [
        one.status,
        one.conclusion,
        one.latest_check_runs_count,
        one.head_branch,
      ]),
      [['completed', 'failure', 2, 'feature']],
    );
  });
});

suite('a workflow', () => {
  test('leaves its jobs and their logs', async (t) => {
    const hub = await startHub(t);
    const { api, repository, pull, alice } = await open(hub);
    await alice.runWorkflow('alice/app', pull.headSha, {
      name: 'CI',
      jobs: [{ name: 'test', conclusion: 'failure', log: 'Expected 5, got FIVE\n' }],
    });
    const { data: runs } = await api.actions.listWorkflowRunsForRepo({
      ...repository,
      head_sha: pull.headSha,
    });
    assert.deepEqual(
      runs.workflow_runs.map((one) => [one.name, one.status, one.conclusion]),
      [['CI', 'completed', 'failure']],
    );
    const { data } = await api.actions.listJobsForWorkflowRun({
      ...repository,
      run_id: Number(runs.workflow_runs[0]?.id),
    });
    const job_id = Number(data.jobs[0]?.id);
    const log = await api.actions.downloadJobLogsForWorkflowRun({ ...repository, job_id });
    assert.equal(log.data, 'Expected 5, got FIVE\n');
    const suites = await api.checks.listSuitesForRef({ ...repository, ref: pull.headSha });
    assert.deepEqual(
      suites.data.check_suites.map((one) => [one.app?.slug, one.conclusion]),
      [
        ['patchwright', null],
        ['github-actions', 'failure'],
      ],
    );
  });
});
