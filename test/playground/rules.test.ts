import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { eventsAfter } from './events.ts';
import { type Hub, openSamplePull, refusedWith, startHub } from './start-hub.ts';

async function open(hub: Hub) {
  const sample = await openSamplePull(hub);
  const api = await hub.installationApi('alice/app');
  return { ...sample, api, repository: { owner: 'alice', repo: 'app' } };
}

suite('rules for branches', () => {
  test('are shown for each branch that they fit', async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    alice.ruleBranches('alice/app', {
      kind: 'ruleset',
      branches: 'release/*',
      rules: [
        { type: 'creation' },
        { type: 'pull_request' },
        { type: 'required_signatures' },
        { type: 'required_status_checks', checks: [{ context: 'test' }, { context: 'lint', appId: 7 }] },
      ],
    });
    const { data } = await api.repos.getBranchRules({ ...repository, branch: 'release/1' });
    const other = await api.repos.getBranchRules({ ...repository, branch: 'main' });

    assert.deepEqual(
      [data.map(({ type }) => type), other.data],
      [['creation', 'pull_request', 'required_signatures', 'required_status_checks'], []],
    );
    const last = data.at(-1);
    assert.deepEqual(last?.type === 'required_status_checks' && last.parameters?.required_status_checks, [
      { context: 'test' },
      { context: 'lint', integration_id: 7 },
    ]);
  });

  test('of the older kind are shown with the branch', async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    const rules = [{ type: 'required_status_checks', checks: [{ context: 'test' }] }] as const;
    alice.ruleBranches('alice/app', { kind: 'protection', branches: 'main', rules });
    const main = await api.repos.getBranch({ ...repository, branch: 'main' });
    const feature = await api.repos.getBranch({ ...repository, branch: 'feature' });

    assert.deepEqual(
      [main, feature].map(({ data }) => [data.protected, data.protection.required_status_checks?.contexts]),
      [
        [true, ['test']],
        [false, []],
      ],
    );
  });

  test('refuse a new branch, a push and a commit that nobody vouches for', async (t) => {
    const hub = await startHub(t);
    const { alice, api, pull, repository } = await open(hub);
    const kind = 'ruleset' as const;
    alice.ruleBranches('alice/app', { kind, branches: 'locked*', rules: [{ type: 'creation' }] });
    alice.ruleBranches('alice/app', { kind, branches: 'main', rules: [{ type: 'pull_request' }] });
    alice.ruleBranches('alice/app', { kind, branches: 'signed', rules: [{ type: 'required_signatures' }] });
    await alice.push('alice/app', 'signed', { files: {} });
    const { data: main } = await api.git.getRef({ ...repository, ref: 'heads/main' });
    const parents = [main.object.sha];
    const { data: parent } = await api.git.getCommit({ ...repository, commit_sha: main.object.sha });
    const words = { message: 'm', tree: parent.tree.sha, parents };
    const { data: commit } = await api.git.createCommit({ ...repository, ...words });
    const heading = 'Repository rule violations found\n\n';

    await assert.rejects(
      api.git.createRef({ ...repository, ref: 'refs/heads/locked-1', sha: pull.headSha }),
      refusedWith(422, `${heading}Cannot create ref due to creations being restricted.\n\n`),
    );
    await assert.rejects(
      api.git.updateRef({ ...repository, ref: 'heads/main', sha: commit.sha }),
      refusedWith(422, `${heading}Changes must be made through a pull request.\n\n`),
    );
    await assert.rejects(
      api.git.updateRef({ ...repository, ref: 'heads/signed', sha: commit.sha, force: true }),
      refusedWith(422, `${heading}Commits must have verified signatures.\n\n`),
    );
    await api.git.updateRef({ ...repository, ref: 'heads/feature', sha: commit.sha, force: true });
  });
});

test('an archived repository can be read, and nothing in it changed', async (t) => {
  const hub = await startHub(t);
  const { alice, api, at, repository } = await open(hub);
  alice.setArchived('alice/app', true);

  const { data } = await api.repos.get(repository);
  assert.equal(data.archived, true);
  const refused = refusedWith(403, 'Repository was archived so is read-only.');
  await assert.rejects(api.pulls.update({ ...at, title: 'New' }), refused);
  await assert.rejects(api.issues.createComment({ ...repository, issue_number: 1, body: 'x' }), refused);
});

test('a locked issue hears nobody but those who may write', async (t) => {
  const hub = await startHub(t);
  const { alice, api, repository } = await open(hub);
  const issue = await alice.openIssue('alice/app', { title: 'Count' });
  alice.lock(issue);
  const stranger = hub.api(hub.github.as('mallory').token());
  const there = { ...repository, issue_number: issue.number };
  const words = { ...there, body: 'x' };

  await assert.rejects(
    stranger.issues.createComment(words),
    refusedWith(403, 'Unable to create comment because issue is locked.'),
  );
  await api.issues.createComment(words);
  assert.equal((await api.issues.get(there)).data.locked, true);
  alice.lock(issue, false);
  await stranger.issues.createComment(words);
});

test('an issue that is opened with labels and assignees tells of each of them', async (t) => {
  const hub = await startHub(t);
  const { alice } = await open(hub);
  const more = { labels: ['bug'], assignees: ['mailbox'] };

  assert.deepEqual(await eventsAfter(hub, () => alice.openIssue('alice/app', { title: 'Count', ...more })), [
    'issues.opened',
    'issues.labeled',
    'issues.assigned',
  ]);
});

suite('what others say of a commit', () => {
  test('is a check run of their App, of which ours hears', async (t) => {
    const hub = await startHub(t);
    const { alice, api, pull, repository } = await open(hub);
    const words = { name: 'lint', conclusion: 'failure', title: 'Two faults', summary: 'Here.' } as const;
    const events = await eventsAfter(hub, () => alice.reportCheck('alice/app', pull.headSha, words));

    const { data } = await api.checks.listForRef({ ...repository, ref: pull.headSha });
    assert.deepEqual(
      data.check_runs.map(({ app, name, conclusion, output }) => [app?.slug, name, conclusion, output.title]),
      [['code-guard', 'lint', 'failure', 'Two faults']],
    );
    assert.deepEqual(events, ['check_run.created', 'check_run.completed', 'check_suite.completed']);
    await assert.rejects(
      api.checks.update({ ...repository, check_run_id: data.check_runs[0]?.id ?? 0, name: 'x' }),
      refusedWith(
        403,
        'Invalid app_id `4242` - Check run can only be modified by the GitHub App that created it.',
      ),
    );
  });

  test('is a status, of each context the newest', async (t) => {
    const hub = await startHub(t);
    const { alice, api, pull, repository } = await open(hub);
    const of = { ...repository, ref: pull.headSha };
    const states = ['pending', 'failure', 'success'] as const;
    const seen: string[] = [];
    for (const state of states) {
      alice.setStatus('alice/app', { sha: pull.headSha, context: 'ci', state });
      seen.push((await api.repos.getCombinedStatusForRef(of)).data.state);
    }
    alice.setStatus('alice/app', { sha: pull.headSha, context: 'docs', state: 'error' });
    const { data } = await api.repos.getCombinedStatusForRef(of);

    assert.deepEqual(seen, ['pending', 'failure', 'success']);
    assert.deepEqual(
      [data.state, data.statuses.map(({ context, state }) => [context, state])],
      [
        'failure',
        [
          ['ci', 'success'],
          ['docs', 'error'],
        ],
      ],
    );
  });

  test('is a suite for each workflow', async (t) => {
    const hub = await startHub(t);
    const { alice, api, pull, repository } = await open(hub);
    for (const name of ['CI', 'Docs']) {
      const jobs = [{ name: 'build', conclusion: 'success', log: '' }] as const;
      await alice.runWorkflow('alice/app', pull.headSha, { name, jobs });
    }
    const { data } = await api.checks.listForRef({ ...repository, ref: pull.headSha });

    assert.deepEqual(
      data.check_runs.map(({ name }) => name),
      ['build', 'build'],
    );
  });
});
