import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isStore, logEnd } from '../../src/adapters/github/job-log.ts';
import type { CommitCheck } from '../../src/ports/forge.ts';
import { type ForgeWorld, startForgeWorld } from './github-world.ts';

const logs = '/repos/{owner}/{repo}/actions/jobs/{job_id}/logs';

suite('the checks of a commit', () => {
  test('are runs and statuses of others, never our own', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    await ours(world, sha);
    await ada.runWorkflow('ada/lib', sha, { jobs: [{ name: 'build', conclusion: 'success', log: '' }] });
    await ada.reportCheck('ada/lib', sha, { name: 'lint', status: 'in_progress' });
    ada.setStatus('ada/lib', { sha, context: 'old/ci', state: 'failure', description: '2 of 9 failed' });
    ada.setStatus('ada/lib', { sha, context: 'old/docs', state: 'pending' });

    assert.deepEqual((await forge.checks(sha)).map(told), [
      ['build', 'passed', ''],
      ['lint', 'pending', ''],
      ['old/ci', 'failed', '2 of 9 failed'],
      ['old/docs', 'pending', ''],
    ]);
  });

  test('are none where nobody checks anything', async () => {
    await using world = await startForgeWorld();
    const { sha, forge } = await opened(world);
    await ours(world, sha);

    assert.deepEqual(await forge.checks(sha), []);
  });

  test('count in their latest run, which is another one by its id', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    await ada.reportCheck('ada/lib', sha, { name: 'lint', conclusion: 'failure' });
    ada.setStatus('ada/lib', { sha, context: 'old/ci', state: 'error' });
    const before = await forge.checks(sha);
    world.clock.move(60_000);
    await ada.reportCheck('ada/lib', sha, { name: 'lint', conclusion: 'success' });
    ada.setStatus('ada/lib', { sha, context: 'old/ci', state: 'success' });
    const after = await forge.checks(sha);

    assert.deepEqual(
      [before.map(stateOf), after.map(stateOf)],
      [
        ['failed', 'failed'],
        ['passed', 'passed'],
      ],
    );
    assert.equal(new Set([...before, ...after].map(({ id }) => id)).size, 4);
  });

  test('of two workflows whose jobs are called the same both count', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    for (const [name, conclusion] of [
      ['CI', 'failure'],
      ['Docs', 'success'],
    ] as const)
      await ada.runWorkflow('ada/lib', sha, { name, jobs: [{ name: 'build', conclusion, log: '' }] });

    assert.deepEqual((await forge.checks(sha)).map(stateOf), ['failed', 'passed']);
  });

  test('have no verdict while they wait for a person, and fail however else they end badly', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    const conclusions = [
      'success',
      'neutral',
      'skipped',
      'failure',
      'timed_out',
      'cancelled',
      'action_required',
    ] as const;
    for (const conclusion of conclusions)
      await ada.reportCheck('ada/lib', sha, { name: conclusion, conclusion });

    assert.deepEqual(Object.fromEntries((await forge.checks(sha)).map(({ name, state }) => [name, state])), {
      success: 'passed',
      neutral: 'passed',
      skipped: 'passed',
      failure: 'failed',
      timed_out: 'failed',
      cancelled: 'failed',
      action_required: 'pending',
    });
  });

  test('are required where rules or protection of the base say so, of the app that they name', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    const { guard, actions } = { guard: 77_077, actions: 15_368 };
    const checks = [
      { context: 'build' },
      { context: 'lint', appId: guard },
      { context: 'types', appId: actions },
    ];
    const rules = [{ type: 'required_status_checks', checks }] as const;
    const old = [{ type: 'required_status_checks', checks: [{ context: 'old/ci' }] }] as const;
    ada.ruleBranches('ada/lib', { kind: 'ruleset', branches: 'main', rules });
    ada.ruleBranches('ada/lib', { kind: 'protection', branches: 'main', rules: old });
    for (const name of ['build', 'lint', 'types', 'other'])
      await ada.reportCheck('ada/lib', sha, { name, conclusion: 'success' });
    ada.setStatus('ada/lib', { sha, context: 'old/ci', state: 'success' });

    assert.deepEqual(
      (await forge.checks(sha)).filter(({ isRequired }) => isRequired).map(({ name }) => name),
      ['build', 'lint', 'old/ci'],
    );
  });

  test('are not required where nobody may know', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    const rules = [{ type: 'required_status_checks', checks: [{ context: 'build' }] }] as const;
    ada.ruleBranches('ada/lib', { kind: 'ruleset', branches: 'main', rules });
    await ada.reportCheck('ada/lib', sha, { name: 'build', conclusion: 'success' });
    const template = '/repos/{owner}/{repo}/rules/branches/{branch}';
    const body = { message: 'Resource not accessible by integration' };
    world.github.faults.add({ match: { template }, act: { kind: 'fail-with', status: 403, body } });

    assert.deepEqual(
      (await forge.checks(sha)).map(({ isRequired }) => isRequired),
      [false],
    );
  });
});

suite('the detail of a failed check', () => {
  test('holds what it says, where it says it, and the end of the log', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    const annotation = { ...annotated, title: 'Sum', message: 'expected 2' };
    const log = [
      '2026-11-02T10:00:00.1234567Z \u001b[32mRun npm test\u001b[0m',
      '2026-11-02T10:00:01.1234567Z 1 of 2 failed',
      '2026-11-02T10:00:02.1234567Z ##[error]Process completed with exit code 1.',
      '2026-11-02T10:00:03.1234567Z Cleaning up orphan processes',
      '',
    ].join('\n');
    const job = { name: 'test', conclusion: 'failure', log, annotations: [annotation] } as const;
    await ada.runWorkflow('ada/lib', sha, { jobs: [job] });

    const [check] = await forge.checks(sha);
    assert.equal(
      check?.detail,
      [
        'It ended as failure.',
        'a.txt:3-5: failure: Sum: expected 2',
        'Run npm test\n1 of 2 failed\n##[error]Process completed with exit code 1.',
      ].join('\n\n'),
    );
  });

  test('of an app that is not Actions has its summary, and no log is asked for', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    const words = { title: 'Two faults', summary: 'In a.txt.', text: 'Mend them.' };
    await ada.reportCheck('ada/lib', sha, { name: 'lint', conclusion: 'failure', ...words });
    world.asked();

    const [check] = await forge.checks(sha);
    assert.equal(check?.detail, 'It ended as failure.\n\nTwo faults\n\nIn a.txt.\n\nMend them.');
    assert.ok(!world.asked().includes(`GET ${logs}`));
  });

  test('is read of ten among very many, the required ones first', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    const rules = [{ type: 'required_status_checks', checks: [{ context: 'check 11' }] }] as const;
    ada.ruleBranches('ada/lib', { kind: 'ruleset', branches: 'main', rules });
    for (let count = 1; count <= 12; count += 1) {
      const words = { name: `check ${count}`, conclusion: 'failure', summary: `Fault ${count}` } as const;
      await ada.reportCheck('ada/lib', sha, words);
    }

    const brief = (await forge.checks(sha)).filter(({ detail }) => detail === 'It ended as failure.');
    assert.deepEqual(
      brief.map(({ name }) => name),
      ['check 10', 'check 12'],
    );
  });

  test('goes without a log that GitHub has not, or keeps at a place that is not its own', async () => {
    const elsewhere = { location: 'https://logs.example.com/1' };
    for (const act of [
      { kind: 'fail-with', status: 410, body: { message: 'Gone' } },
      { kind: 'fail-with', status: 302, body: {}, headers: elsewhere },
    ] as const) {
      await using world = await startForgeWorld();
      const { ada, sha, forge } = await opened(world);
      await ada.runWorkflow('ada/lib', sha, { jobs: [{ name: 'test', conclusion: 'failure', log: 'x' }] });
      world.github.faults.add({ match: { template: logs }, act });

      assert.deepEqual((await forge.checks(sha)).map(told), [['test', 'failed', 'It ended as failure.']]);
    }
  });

  test('is waited for where GitHub is away', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    await ada.runWorkflow('ada/lib', sha, { jobs: [{ name: 'test', conclusion: 'failure', log: 'x' }] });
    world.github.faults.add({ match: { template: logs }, act: { kind: 'html' } });

    await assert.rejects(forge.checks(sha), { message: 'transient: github-unavailable' });
  });
});

suite('the log of a job', () => {
  test('is fetched from the stores of GitHub alone', () => {
    const api = 'https://api.github.com';
    const places = {
      'https://productionresultssa0.blob.core.windows.net/logs/1?sig=x': true,
      'https://results-receiver.actions.githubusercontent.com/logs/1': true,
      'https://api.github.com/logs/1': true,
      'http://productionresultssa0.blob.core.windows.net/logs/1': false,
      'http://api.github.com/logs/1': false,
      'https://blob.core.windows.net.example.com/logs/1': false,
      'https://evilblob.core.windows.net.example.com': false,
      'http://169.254.169.254/latest/meta-data': false,
      'file:///etc/passwd': false,
      'not an address': false,
    };
    const judged = Object.keys(places).map((place) => [place, isStore(place, api)]);
    assert.deepEqual(Object.fromEntries(judged), places);
    assert.ok(isStore('http://127.0.0.1:8080/_local/logs/1', 'http://127.0.0.1:8080/api/v3'));
  });

  test('is read to its end, however long it is', async () => {
    await using world = await startForgeWorld();
    const { ada, sha, forge } = await opened(world);
    const log = Array.from({ length: 60_000 }, (_, line) => `line ${line}\n`).join('');
    await ada.runWorkflow('ada/lib', sha, { jobs: [{ name: 'test', conclusion: 'failure', log }] });

    const lines = (await forge.checks(sha))[0]?.detail.split('\n') ?? [];
    assert.deepEqual([lines.at(-1), lines.at(-150), lines.length], ['line 59999', 'line 59850', 152]);
  });

  test('ends with its last error, or with its last line where it tells none', () => {
    assert.equal(logEnd('a\n##[error]one\nb\n##[error]two\ntidied up\n'), 'a\n##[error]one\nb\n##[error]two');
    assert.equal(logEnd('\uFEFFa\r\nb\u0007\r\n\r\n'), 'a\nb');
    assert.equal(logEnd(''), '');
  });
});

const annotated = {
  path: 'a.txt',
  startLine: 3,
  endLine: 5,
  startColumn: null,
  endColumn: null,
  level: 'failure',
  rawDetails: null,
} as const;

/** A pull request of ada's into `main` of `ada/lib`. */
async function opened(world: ForgeWorld) {
  const ada = world.github.as('ada');
  await ada.createRepository('ada/lib', { files: { 'a.txt': '1\n' } });
  const sha = await ada.push('ada/lib', 'topic', { files: { 'a.txt': '2\n' } });
  await ada.openPull('ada/lib', { head: 'topic' });
  return { ada, sha, forge: world.forge('ada/lib') };
}

async function ours(world: ForgeWorld, headSha: string): Promise<void> {
  const shown = { name: 'patchwright', headSha, key: 'k', title: 't', summary: 's', buttons: [] };
  await world.writer('ada/lib').createCheck({ ...shown, state: { is: 'completed', conclusion: 'failure' } });
}

function told({ name, state, detail }: CommitCheck) {
  return [name, state, detail];
}

function stateOf({ state }: CommitCheck) {
  return state;
}
