import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { askRegistries } from '../../../src/adapters/bubblewrap/registries.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-registries-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Puts a package manager on this machine that answers whatever it is asked. */
async function manager(name: string, answer: string): Promise<void> {
  const script = `#!/bin/sh\ncat <<'END'\n${answer}\nEND\n`;
  await writeFile(join(folder, name), script, { mode: 0o755 });
}

function ask(environment: Readonly<Record<string, string>> = {}) {
  return askRegistries({ PATH: `${folder}:/usr/bin:/bin`, HOME: folder, ...environment });
}

/** On a machine whose real package managers lie beside `cat`, each of them has to be shadowed. */
async function nothingElse(): Promise<void> {
  for (const name of ['npm', 'pip', 'python3', 'yarn'])
    await writeFile(join(folder, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
}

const quiet = { npm_config_update_notifier: 'false', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

suite('the registries of this machine', () => {
  beforeEach(nothingElse);

  test('are those that npm is set up for, with certificates and without passwords', async () => {
    const config = {
      registry: 'https://me:hidden@npm.example/all/',
      '@team:registry': 'http://team.example:4873',
      '@other:scope': 'https://not.example/',
      cafile: '/etc/own.pem',
    };
    await manager('npm', JSON.stringify(config));
    assert.deepEqual(await ask(), {
      hosts: ['npm.example:443', 'team.example:4873'],
      env: {
        ...quiet,
        npm_config_registry: 'https://npm.example/all/',
        npm_config_cafile: '/etc/own.pem',
        NODE_EXTRA_CA_CERTS: '/etc/own.pem',
        PIP_CERT: '/etc/own.pem',
        SSL_CERT_FILE: '/etc/own.pem',
      },
      files: ['/etc/own.pem'],
    });
  });

  test('are those that yarn is set up for', async () => {
    await manager('yarn', 'https://yarn.example/');
    const { hosts } = await ask();
    assert.deepEqual(hosts, ['yarn.example:443']);
    await manager('yarn', 'undefined');
    assert.deepEqual((await ask()).hosts, []);
  });

  test('are those that pip is set up for, folders among them', async () => {
    await manager(
      'pip',
      [
        "global.index-url='https://me:hidden@pip.example/simple'",
        "global.extra-index-url='https://more.example:8443/simple file:///srv/index/simple'",
        "global.find-links='/srv/wheels'",
      ].join('\n'),
    );
    assert.deepEqual(await ask(), {
      hosts: ['pip.example:443', 'more.example:8443'],
      env: {
        ...quiet,
        PIP_INDEX_URL: 'https://pip.example/simple',
        PIP_EXTRA_INDEX_URL: 'https://more.example:8443/simple file:///srv/index/simple',
        PIP_FIND_LINKS: '/srv/wheels',
      },
      files: ['/srv/index', '/srv/wheels'],
    });
  });

  test('are those that pip knows by itself, where it is set up for none', async () => {
    await manager('pip', '');
    await manager('python3', 'https://index.example/simple\nhttps://files.example');
    const { hosts } = await ask();
    assert.deepEqual(hosts, ['index.example:443', 'files.example:443']);
    const { hosts: own } = await ask({ PIP_INDEX_URL: 'https://own.example/simple' });
    assert.deepEqual(own, ['own.example:443']);
  });

  test('are none where no package manager is', async () => {
    assert.deepEqual(await ask(), { hosts: [], env: quiet, files: [] });
  });
});
