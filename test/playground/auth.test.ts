import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { suite, test } from 'node:test';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { openSamplePull, refusedWith, signedToken, startHub } from './start-hub.ts';

const minute = 60_000;
const undecodable = 'A JSON web token could not be decoded';

suite('the JSON web token of the App', () => {
  test('opens GET /app', async (t) => {
    const { appApi, github } = await startHub(t);
    const { data } = await appApi().apps.getAuthenticated();
    assert.equal(data?.slug, 'patchwright');
    assert.deepEqual(data?.permissions, github.app.permissions);
  });

  test('is made by the real App authentication of Octokit', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    // The library reads the real clock, and corrects itself by the date of the refusal.
    const { id: appId, privateKey } = hub.github.app;
    const warnings: string[] = [];
    const log = { debug() {}, info() {}, warn: (text: string) => warnings.push(text), error() {} };
    const auth = { appId, privateKey, log };
    const octokit = new Octokit({ baseUrl: hub.github.apiUrl, authStrategy: createAppAuth, auth, log });
    const { data } = await octokit.apps.getRepoInstallation({ owner: 'alice', repo: 'app' });
    assert.equal(data.account && 'login' in data.account && data.account.login, 'alice');
  });

  const bad = [
    { fault: 'is signed by another key', claims: {}, otherKey: true, status: 401, message: undecodable },
    {
      fault: 'lives for longer than ten minutes',
      claims: { exp: 700 },
      status: 401,
      message: "'Expiration time' claim ('exp') is too far in the future",
    },
    {
      fault: 'has expired',
      claims: { exp: -1 },
      status: 401,
      message:
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    },
    {
      fault: 'was issued in the future',
      claims: { iat: 90, exp: 300 },
      status: 401,
      message:
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    },
    { fault: 'names another App', claims: { iss: 1 }, status: 404, message: 'Integration not found' },
  ];
  for (const { fault, claims, otherKey, status, message } of bad) {
    test(`is refused when it ${fault}`, async (t) => {
      const { api, github, clock } = await startHub(t);
      const now = Math.floor(clock.now() / 1000);
      const times = Object.fromEntries(
        Object.entries(claims).map(([name, value]) => [name, name === 'iss' ? value : now + value]),
      );
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const key = otherKey ? privateKey.export({ type: 'pkcs1', format: 'pem' }) : github.app.privateKey;
      const token = signedToken(github, clock.now(), times, key);
      await assert.rejects(api(token).apps.getAuthenticated(), refusedWith(status, message));
    });
  }

  test('does not open a repository', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    await assert.rejects(
      hub.appApi().repos.get({ owner: 'alice', repo: 'app' }),
      refusedWith(401, 'Bad credentials'),
    );
  });
});

suite("an installation's token", () => {
  test('has the new form: ghs_, the App, a JSON web token, about 520 characters', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    const token = await hub.installationToken('alice/app');
    assert.match(token, /^ghs_4242_[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.ok(Math.abs(token.length - 520) <= 20, `${token.length} characters`);
  });

  test('dies after an hour', async (t) => {
    const hub = await startHub(t);
    const { at } = await openSamplePull(hub);
    const api = await hub.installationApi('alice/app');
    hub.clock.advance(60 * minute - 1);
    assert.equal((await api.pulls.get(at)).status, 200);
    hub.clock.advance(1);
    await assert.rejects(api.pulls.get(at), refusedWith(401, 'Bad credentials'));
  });

  test('dies when it is revoked', async (t) => {
    const hub = await startHub(t);
    const { at } = await openSamplePull(hub);
    const api = await hub.installationApi('alice/app');
    await api.apps.revokeInstallationAccessToken();
    await assert.rejects(api.pulls.get(at), refusedWith(401, 'Bad credentials'));
  });

  test('dies with its installation', async (t) => {
    const hub = await startHub(t);
    const { alice, at } = await openSamplePull(hub);
    const api = await hub.installationApi('alice/app');
    alice.uninstallApp();
    await assert.rejects(api.pulls.get(at), refusedWith(401, 'Bad credentials'));
  });

  test('does nothing while its installation is suspended', async (t) => {
    const hub = await startHub(t);
    const { alice, at } = await openSamplePull(hub);
    const api = await hub.installationApi('alice/app');
    alice.suspendApp();
    await assert.rejects(api.pulls.get(at), refusedWith(403, 'This installation has been suspended'));
    await assert.rejects(
      hub.installationToken('alice/app'),
      refusedWith(403, 'This installation has been suspended'),
    );
    alice.unsuspendApp();
    assert.equal((await api.pulls.get(at)).status, 200);
  });

  test('narrowed to permissions, is refused the others and told which', async (t) => {
    const hub = await startHub(t);
    const { at } = await openSamplePull(hub);
    const api = await hub.installationApi('alice/app', { permissions: { pull_requests: 'read' } });
    assert.equal((await api.pulls.get(at)).status, 200);
    const comment = api.issues.createComment({ owner: 'alice', repo: 'app', issue_number: 1, body: 'Hello' });
    await assert.rejects(
      comment,
      (error: { status: number; response: { headers: Record<string, string> } }) => {
        assert.equal(
          error.response.headers['x-accepted-github-permissions'],
          'issues=write; pull_requests=write',
        );
        return refusedWith(403, 'Resource not accessible by integration')(error);
      },
    );
  });

  test('narrowed to one repository, does not find another', async (t) => {
    const hub = await startHub(t);
    const { alice } = await openSamplePull(hub);
    await alice.createRepository('alice/other', { files: { a: 'a' } });
    const api = await hub.installationApi('alice/app', { repositories: ['app'] });
    const { data } = await api.apps.listReposAccessibleToInstallation();
    assert.deepEqual(
      data.repositories.map((one) => one.full_name),
      ['alice/app'],
    );
    await assert.rejects(api.repos.get({ owner: 'alice', repo: 'other' }), refusedWith(404, 'Not Found'));
  });

  test('does not reach a repository of an account where the App is not', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    await hub.github.as('bob').createRepository('bob/own', { installed: false, files: { a: 'a' } });
    const api = await hub.installationApi('alice/app');
    await assert.rejects(api.repos.get({ owner: 'bob', repo: 'own' }), refusedWith(404, 'Not Found'));
  });

  test('is not given for more than the App has', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    await assert.rejects(
      hub.installationToken('alice/app', { permissions: { administration: 'write' } }),
      refusedWith(422, 'The permissions requested are not granted to this installation.'),
    );
    await assert.rejects(
      hub.installationToken('alice/app', { repositories: ['nowhere'] }),
      refusedWith(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      ),
    );
  });

  test('cannot do what only the App itself can', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    const api = await hub.installationApi('alice/app');
    await assert.rejects(api.apps.listInstallations(), refusedWith(401, undecodable));
  });
});

suite('people and strangers', () => {
  test('a token nobody made is refused', async (t) => {
    const { api } = await startHub(t);
    await assert.rejects(api('ghp_nobody').rateLimit.get(), refusedWith(401, 'Bad credentials'));
  });

  test('somebody with access reads a private repository, others do not find it', async (t) => {
    const hub = await startHub(t);
    const { github } = hub;
    await github.as('alice').createRepository('alice/secret', { private: true, files: { a: 'a' } });
    github.as('alice').setPermission('alice/secret', 'bob', 'read');
    const at = { owner: 'alice', repo: 'secret' };
    const { data } = await hub.api(github.as('bob').token()).repos.get(at);
    assert.deepEqual(data.permissions, {
      admin: false,
      maintain: false,
      push: false,
      triage: false,
      pull: true,
    });
    await assert.rejects(hub.api(github.as('carol').token()).repos.get(at), refusedWith(404, 'Not Found'));
    await assert.rejects(hub.api().repos.get(at), refusedWith(404, 'Not Found'));
  });

  test('a stranger reads a public repository and writes nothing', async (t) => {
    const hub = await startHub(t);
    const { at } = await openSamplePull(hub);
    assert.equal((await hub.api().pulls.get(at)).data.title, 'Shout five');
    await assert.rejects(
      hub.api().issues.createComment({ owner: 'alice', repo: 'app', issue_number: 1, body: 'Hello' }),
      refusedWith(401, 'Requires authentication'),
    );
  });

  test('labels need triage, which reading is not', async (t) => {
    const hub = await startHub(t);
    const { alice } = await openSamplePull(hub);
    const bob = hub.api(hub.github.as('bob').token());
    const label = { owner: 'alice', repo: 'app', issue_number: 1, labels: ['mine'] };
    await assert.rejects(
      bob.issues.addLabels(label),
      refusedWith(403, 'Must have push access to repository'),
    );
    alice.setPermission('alice/app', 'bob', 'triage');
    assert.equal((await bob.issues.addLabels(label)).data[0]?.name, 'mine');
  });

  test('people do only what their role lets them do', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    const bob = hub.github.as('bob');
    const { id } = alice.comment(pull, 'Mine');
    const forbidden = [
      () => bob.label(pull, 'wide'),
      () => bob.assign(pull, 'bob'),
      () => bob.close(pull),
      () => bob.edit(pull, { title: 'Taken over' }),
      () => bob.convertToDraft(pull),
      () => bob.merge(pull),
      async () => bob.editComment(id, 'Theirs'),
      async () => bob.setPermission('alice/app', 'bob', 'admin'),
    ];
    for (const act of forbidden) await assert.rejects(act, /Must have admin rights to Repository\./);
    await assert.rejects(
      bob.push('alice/app', 'feature', { files: { x: 'x' } }),
      /bob may not push to alice\/app/,
    );
    alice.setPermission('alice/app', 'bob', 'triage');
    await bob.label(pull, 'wide');
    await bob.close(pull);
    assert.deepEqual(
      [hub.github.state.pull(pull).labels, hub.github.state.pull(pull).state],
      [['wide'], 'closed'],
    );
  });

  const roles = [
    { role: 'admin', permission: 'admin' },
    { role: 'maintain', permission: 'write' },
    { role: 'write', permission: 'write' },
    { role: 'triage', permission: 'read' },
    { role: 'read', permission: 'read' },
  ] as const;
  for (const { role, permission } of roles) {
    test(`${role} is shown as the permission ${permission}`, async (t) => {
      const hub = await startHub(t);
      const { alice } = await openSamplePull(hub);
      alice.setPermission('alice/app', 'bob', role);
      const api = await hub.installationApi('alice/app');
      const at = { owner: 'alice', repo: 'app', username: 'bob' };
      const { data } = await api.repos.getCollaboratorPermissionLevel(at);
      assert.deepEqual([data.permission, data.role_name, data.user?.login], [permission, role, 'bob']);
    });
  }
});
