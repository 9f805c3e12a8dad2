import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { commitFile, git, temporaryFolder } from './git-command.ts';
import { lines, openSamplePull, startHub, type Hub } from './start-hub.ts';

function remote(hub: Hub, token?: string, name = 'alice/app') {
  const url = new URL(`${hub.github.url}/${name}.git`);
  if (token !== undefined) {
    url.username = 'x-access-token';
    url.password = token;
  }
  return url.href;
}

/** What git says when it fails. */
function failsWith(pattern: RegExp) {
  return (error: { stderr: string }) => {
    assert.match(error.stderr, pattern);
    return true;
  };
}

async function cloneOf(t: TestContext, hub: Hub, token: string) {
  const directory = await temporaryFolder(t);
  await git(directory, 'clone', '--quiet', remote(hub, token), '.');
  return directory;
}

suite('git over HTTP', () => {
  test("fetches the head of a pull request with an installation's token", async (t) => {
    const hub = await startHub(t);
    const { pull } = await openSamplePull(hub);
    const token = await hub.installationToken('alice/app', { permissions: { contents: 'read' } });
    const directory = await temporaryFolder(t);
    await git(directory, 'init', '--quiet');
    await git(directory, 'fetch', '--quiet', '--depth=1', remote(hub, token), 'refs/pull/1/head');
    assert.equal(await git(directory, 'rev-parse', 'FETCH_HEAD'), pull.headSha);
    await git(directory, 'fetch', '--quiet', remote(hub, token), pull.headSha);
    await git(directory, 'checkout', '--quiet', pull.headSha);
    assert.equal(await readFile(join(directory, 'count.txt'), 'utf8'), lines({ 5: 'FIVE' }));
  });

  test('shows a private repository to nobody without a token', async (t) => {
    const hub = await startHub(t);
    await hub.github.as('alice').createRepository('alice/app', { private: true, files: { a: 'a\n' } });
    const directory = await temporaryFolder(t);
    await assert.rejects(
      git(directory, 'ls-remote', remote(hub)),
      failsWith(/could not read Username|Authentication failed/),
    );
    await assert.rejects(
      git(directory, 'ls-remote', remote(hub, 'ghs_wrong')),
      failsWith(/Authentication failed/),
    );
    const bob = hub.github.as('bob').token();
    await assert.rejects(git(directory, 'ls-remote', remote(hub, bob)), failsWith(/not found/));
    const alice = hub.github.as('alice').token();
    assert.match(await git(directory, 'ls-remote', remote(hub, alice)), /refs\/heads\/main/);
  });

  test('pushes move pull requests', async (t) => {
    const hub = await startHub(t);
    const { pull } = await openSamplePull(hub);
    const directory = await cloneOf(t, hub, await hub.installationToken('alice/app'));
    await git(directory, 'checkout', '--quiet', 'feature');
    const sha = await commitFile(directory, 'more.txt', 'more\n');
    await git(directory, 'push', '--quiet', 'origin', 'feature');
    assert.equal(hub.github.state.pull(pull).head.sha, sha);
    await hub.github.webhooks.settled();
    const told = hub.github.webhooks.deliveries.find((one) => one.action === 'synchronize');
    assert.ok(told);
    assert.equal((told.payload as { after: string }).after, sha);
  });

  test('refuses a push without contents: write, to a pull request ref, or past an expired hour', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    const token = await hub.installationToken('alice/app');
    const directory = await cloneOf(t, hub, token);
    await commitFile(directory, 'more.txt', 'more\n');
    const reader = await hub.installationToken('alice/app', { permissions: { contents: 'read' } });
    await assert.rejects(git(directory, 'push', remote(hub, reader), 'HEAD:refs/heads/x'), failsWith(/403/));
    await assert.rejects(
      git(directory, 'push', remote(hub), 'HEAD:refs/heads/x'),
      failsWith(/could not read Username/),
    );
    await assert.rejects(
      git(directory, 'push', 'origin', 'HEAD:refs/pull/1/head'),
      failsWith(/deny updating a hidden ref/),
    );
    hub.clock.advance(3_600_000);
    await assert.rejects(
      git(directory, 'push', 'origin', 'HEAD:refs/heads/x'),
      failsWith(/Authentication failed/),
    );
  });

  test('refuses an App that touches workflows, not a person', async (t) => {
    const hub = await startHub(t);
    const { alice } = await openSamplePull(hub);
    const directory = await cloneOf(t, hub, await hub.installationToken('alice/app'));
    await commitFile(directory, '.github/workflows/ci.yml', 'on: push\n');
    await assert.rejects(
      git(directory, 'push', 'origin', 'HEAD:refs/heads/x'),
      failsWith(
        /refusing to allow a GitHub App to create or update workflow `\.github\/workflows\/ci\.yml` without `workflows` permission/,
      ),
    );
    await git(directory, 'push', '--quiet', remote(hub, alice.token()), 'HEAD:refs/heads/x');
  });
});

test('pages are shown where no other route is', async (t) => {
  const hub = await startHub(t);
  hub.github.mount(async ({ path }) =>
    path === '/alice/app' ? { status: 200, html: '<p>app</p>' } : undefined,
  );
  const page = await fetch(`${hub.github.url}/alice/app`);
  assert.deepEqual([page.status, await page.text()], [200, '<p>app</p>']);
  assert.equal((await fetch(`${hub.github.url}/elsewhere`)).status, 404);
});
