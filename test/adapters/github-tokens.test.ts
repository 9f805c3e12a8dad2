import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { suite, test } from 'node:test';
import { addressesOf } from '../../src/adapters/github/addresses.ts';
import { openAppClient, readSelf } from '../../src/adapters/github/app-client.ts';
import { openTokens } from '../../src/adapters/github/tokens.ts';
import { Failure } from '../../src/core/failure.ts';
import { type ForgeWorld, startForgeWorld } from './github-world.ts';

const mint = 'POST /app/installations/{installation_id}/access_tokens';
const hourMs = 3_600_000;

suite('an installation token', () => {
  test('is for one repository and one purpose', async () => {
    await using world = await startForgeWorld();
    const { installation, id } = await installed(world);
    const scopes = ['read', 'speak', 'push'] as const;
    const values = [];
    for (const scope of scopes) values.push(await world.tokens.get(installation, id, scope));
    const made = values.map((value) => world.github.state.data.tokens.get(value));
    const reading = { actions: 'read', checks: 'read', contents: 'read', issues: 'read', metadata: 'read' };
    const speaking = { checks: 'write', issues: 'write', metadata: 'read', pull_requests: 'write' };
    assert.deepEqual(
      made.map((token) => token?.kind === 'installation' && [token.permissions, token.repositories]),
      [
        [{ ...reading, pull_requests: 'read', statuses: 'read' }, new Set([id])],
        [speaking, new Set([id])],
        [{ ...speaking, contents: 'write' }, new Set([id])],
      ],
    );
  });

  test('is asked for once, however many want it', async () => {
    await using world = await startForgeWorld();
    const { installation, id } = await installed(world);
    const wanted = Array.from({ length: 20 }, () => world.tokens.get(installation, id, 'read'));
    const values = new Set(await Promise.all(wanted));
    assert.deepEqual([values.size, world.asked()], [1, [mint]]);
  });

  test('is kept until five minutes before its hour, then replaced once', async () => {
    await using world = await startForgeWorld();
    const { installation, id } = await installed(world);
    const first = await world.tokens.get(installation, id, 'read');
    world.clock.move(hourMs - 5 * 60_000 - 1);
    const kept = await world.tokens.get(installation, id, 'read');
    world.clock.move(1);
    const both = await Promise.all([1, 2].map(() => world.tokens.get(installation, id, 'read')));
    assert.deepEqual([kept, both[0] === first, both[0] === both[1]], [first, false, true]);
    assert.deepEqual(world.asked(), [mint, mint]);
  });

  test('is listed as a secret for as long as it is alive', async () => {
    await using world = await startForgeWorld();
    const { installation, id } = await installed(world);
    const read = await world.tokens.get(installation, id, 'read');
    world.clock.move(hourMs / 2);
    const speak = await world.tokens.get(installation, id, 'speak');
    const both = world.tokens.liveSecrets();
    world.clock.move(hourMs / 2);
    const one = world.tokens.liveSecrets();
    world.clock.move(hourMs / 2);
    assert.deepEqual([both, one, world.tokens.liveSecrets()], [[read, speak], [speak], []]);
  });

  test('that GitHub refuses is replaced, and the request goes through', async () => {
    await using world = await startForgeWorld();
    const { installation, id } = await installed(world);
    const revoked = await world.tokens.get(installation, id, 'read');
    world.github.state.data.tokens.delete(revoked);
    const { defaultBranch } = await world.forge('ada/lib').repository();
    const repository = 'GET /repositories/{repository_id}';
    assert.deepEqual([defaultBranch, world.asked()], ['main', [mint, repository, mint, repository]]);
    assert.ok(!world.tokens.liveSecrets().includes(revoked));
  });

  test('is asked for again after a fault', async () => {
    await using world = await startForgeWorld();
    const { installation, id } = await installed(world);
    const template = '/app/installations/{installation_id}/access_tokens';
    world.github.faults.add({ match: { template, nth: 1 }, act: { kind: 'html' } });
    await assert.rejects(
      world.tokens.get(installation, id, 'read'),
      failsAs('transient: github-unavailable'),
    );
    assert.ok(await world.tokens.get(installation, id, 'read'));
  });

  test('is not to be had where the App is not installed any more', async () => {
    await using world = await startForgeWorld();
    const { installation, id } = await installed(world);
    world.github.as('ada').uninstallApp();
    await assert.rejects(world.tokens.get(installation, id, 'read'), failsAs('user: gone'));
  });
});

suite('the App', () => {
  test('learns who it is', async () => {
    await using world = await startForgeWorld();
    assert.deepEqual(await readSelf(world.app, world.clock), world.self);
  });

  test("is known by its clock, not the machine's", async () => {
    await using world = await startForgeWorld();
    world.clock.move(1_000 * 24 * hourMs);
    assert.deepEqual(await readSelf(world.app, world.clock), world.self);
  });

  test('makes up for a clock that is wrong', async () => {
    await using world = await startForgeWorld();
    const clock = { now: () => Math.floor(Date.now() / 1000) * 1000 };
    world.clock.move(clock.now() - world.clock.now() - 20 * 60_000);
    assert.deepEqual(await readSelf(appOf(world, world.github.app.privateKey, clock), clock), world.self);
  });

  test("learns what time it is from GitHub where its clock is wrong and the machine's another one", async () => {
    await using world = await startForgeWorld();
    const clock = { now: () => world.clock.now() + hourMs };
    const app = appOf(world, world.github.app.privateKey, clock);
    assert.deepEqual(await readSelf(app, clock), world.self);
    assert.equal(world.asked().length, 2);
    assert.deepEqual(await readSelf(app, clock), world.self);
    assert.equal(world.asked().length, 1);
  });

  test('takes keys in either form', async () => {
    await using world = await startForgeWorld();
    const key = createPrivateKey(world.github.app.privateKey);
    for (const type of ['pkcs1', 'pkcs8'] as const) {
      const pem = key.export({ type, format: 'pem' });
      assert.deepEqual(await readSelf(appOf(world, pem), world.clock), world.self);
    }
  });

  test('names the settings when GitHub does not accept its key', async () => {
    await using world = await startForgeWorld();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const foreign = appOf(world, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const message = 'GitHub does not accept the App: check APP_ID, PRIVATE_KEY and GITHUB_URL';
    await assert.rejects(readSelf(foreign, world.clock), { message });
  });

  test('waits for a key that GitHub accepts when it no longer does in mid-work', async () => {
    await using world = await startForgeWorld();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const foreign = appOf(world, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await assert.rejects(openTokens(foreign, world.clock).get(1, 1, 'read'), {
      why: {
        kind: 'transient',
        reason: {
          is: 'github-unavailable',
          detail: "it no longer accepts the App's key; its operator may check APP_ID and PRIVATE_KEY",
        },
        retryAfterMs: 10_000,
      },
    });
  });
});

suite('the addresses of a GitHub', () => {
  test('follow from its URL', () => {
    const urls = [
      'https://github.com',
      'https://octo.ghe.com/',
      'https://git.example.com',
      'http://127.0.0.1:8080',
    ];
    assert.deepEqual(urls.map(addressesOf), [
      { web: 'https://github.com', api: 'https://api.github.com' },
      { web: 'https://octo.ghe.com', api: 'https://api.octo.ghe.com' },
      { web: 'https://git.example.com', api: 'https://git.example.com/api/v3' },
      { web: 'http://127.0.0.1:8080', api: 'http://127.0.0.1:8080/api/v3' },
    ]);
  });
});

async function installed(world: ForgeWorld): Promise<{ installation: number; id: number }> {
  await world.github.as('ada').createRepository('ada/lib', { files: { 'a.txt': 'a\n' } });
  return { installation: world.installation('ada/lib'), id: world.ref('ada/lib').id };
}

function appOf({ github, clock }: ForgeWorld, privateKey: string, own: { now(): number } = clock) {
  const { api } = addressesOf(github.url);
  return openAppClient({ api, timeoutMs: 5_000, clock: own, appId: github.app.id, privateKey });
}

function failsAs(message: string): (error: unknown) => boolean {
  return (error) => error instanceof Failure && error.message === message;
}
