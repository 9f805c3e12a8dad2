import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { lockFolder } from '../../src/adapters/database/folder-lock.ts';
import { wantedEvents, wantedPermissions } from '../../src/cli/doctor-github.ts';
import { settings as allSettings } from '../../src/config/settings.ts';
import { freePort } from '../services/process.ts';
import { doctor, examined, goodHook, hook, openDoctorWorld } from './doctor-world.ts';

suite('patchwright doctor', { concurrency: 2 }, () => {
  test('says ok of everything, a line each, and ends with code 0', async (context) => {
    const { github, folder, settings } = await openDoctorWorld(context);
    await github.as('ada').createRepository('octo/shop');
    hook(github, goodHook);
    const { code, output, error } = await doctor(settings);
    const lines = output.replace(/[\d.]+ GB/, 'N GB').replace(/version \d\S+/, 'version N');
    assert.deepEqual([code, error], [0, '']);
    assert.deepEqual(
      lines.split('\n').filter((line) => !line.includes(' sandbox ')),
      [
        `ok     settings       all ${Object.keys(allSettings).length} can be used`,
        `ok     data folder    ${folder}/data will be made at the first start, N GB free`,
        `ok     database       embedded, will be made in ${folder}/data/ledger at the first start: a convenience for one small machine; for a team, set DATABASE_URL`,
        'ok     queue          in the same database',
        `ok     model          scripted at ${settings['OPENAI_BASE_URL']} without a key; the server takes connections, and was asked nothing (\`doctor --model scripted\` asks)`,
        `ok     GitHub         ${github.apiUrl} accepts the App ${github.app.id} by its key`,
        'ok     name           the App is called as BOT_NAME says, @patchwright',
        'ok     permissions    as in app.yml',
        'ok     events         as in app.yml',
        'ok     webhook        goes to https://patchwright.example/api/github/webhooks',
        'ok     installations  1 in all',
        'ok     clock          agrees with that of GitHub',
        'ok     git            version N',
        '',
      ],
    );
    assert.match(output, /^(ok|later) +sandbox +.*later features run code in it/m);
  });

  test('tells all that is wrong with the settings at once, and shows no secret', async () => {
    const { code, output } = await doctor({
      WEBHOOK_SECRET: 'a-secret-that-nobody-may-see',
      PRIVATE_KEY: 'not-a-key-but-secret-all-the-same',
      BOT_NAME: 'swordfish of redis',
      PORT: 'a-secret-that-nobody-may-see',
      REDIS_URL: 'redis://:swordfish%20of%20redis@localhost',
    });
    assert.equal(code, 2);
    assert.deepEqual(output.split('\n').slice(0, 6), [
      "to do  settings       APP_ID is not set: take it from the App's settings page",
      'to do  settings       BOT_NAME must be the App\'s name in addresses, of letters, digits and hyphens; it is "[redacted]"',
      'to do  settings       PORT must be a whole number from 0 to 65535; it is "[redacted]"',
      'to do  settings       PRIVATE_KEY is no private key: it must be the whole PEM that GitHub made for the App',
      'to do  settings       REDIS_URL is set without DATABASE_URL: set both or neither, since Redis holds the queue but not the ledger',
      'later  the rest       data folder, database, queue, model and GitHub are looked at when the settings can be read',
    ]);
    assert.doesNotMatch(output, /a-secret-that|not-a-key-but/);
  });

  test('names the settings where GitHub does not know the App by its key', async (context) => {
    const { settings } = await openDoctorWorld(context);
    const { code, checks } = await examined({ ...settings, PRIVATE_KEY: anotherKey() });
    assert.deepEqual(
      [code, checks['GitHub']],
      [2, 'to do: GitHub does not accept the App: check APP_ID, PRIVATE_KEY and GITHUB_URL'],
    );
  });

  test('names the address where no GitHub answers', async (context) => {
    const { settings } = await openDoctorWorld(context);
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const { code, checks } = await examined({ ...settings, GITHUB_URL: nowhere });
    assert.equal(code, 2);
    assert.match(
      checks['GitHub'] ?? '',
      new RegExp(
        `^to do: GitHub does not answer as it should .* GITHUB_URL is ${nowhere}: is that the address of GitHub`,
      ),
    );
  });

  test('compares the App with app.yml, BOT_NAME and what its webhook has to be', async (context) => {
    const { contents: _, ...permissions } = wantedPermissions;
    const { github, settings } = await openDoctorWorld(context, {
      slug: 'reviewer',
      permissions: { ...permissions, issues: 'read', administration: 'write' },
      events: [...wantedEvents.filter((event) => event !== 'check_run'), 'push'],
    });
    hook(github, { url: 'http://localhost:3000/hooks', content_type: 'form', insecure_ssl: '1' });
    const { code, checks } = await examined(settings);
    assert.equal(code, 2);
    assert.deepEqual(
      ['name', 'permissions', 'events', 'webhook', 'installations'].map((check) => checks[check]),
      [
        'to do: the App is called reviewer in addresses, and BOT_NAME is patchwright. Set BOT_NAME to reviewer.',
        "to do: it lacks contents: write, issues: write; it has more than it needs: administration: write. Correct the permissions on the App's settings page.",
        "to do: it does not hear of check_run; it hears of push, which nobody listens to. Correct the subscriptions on the App's settings page.",
        "to do: it goes to http://localhost:3000/hooks, where nobody listens: its path must be /api/github/webhooks; its content type is not JSON: set application/json; it has no secret: set the value of WEBHOOK_SECRET; certificates are not checked: switch SSL verification on. It is on the App's settings page.",
        "to do: none: install the App on an account or repository, from the App's settings page",
      ],
    );
  });

  test('notices a clock that is wrong, and who has not accepted new permissions', async (context) => {
    const { github, settings } = await openDoctorWorld(context, {
      permissions: { ...wantedPermissions, contents: 'read' },
    });
    await github.as('ada').createRepository('octo/shop');
    const date = new Date(Date.now() - 120_000).toUTCString();
    const body = { slug: 'patchwright', permissions: wantedPermissions, events: wantedEvents };
    github.faults.add({
      match: { template: '/app' },
      act: { kind: 'fail-with', status: 200, headers: { date }, body },
    });
    const { code, checks } = await examined(settings);
    assert.equal(code, 2);
    assert.match(
      checks['clock'] ?? '',
      /^to do: this machine's clock is 1[2-9]\d s ahead of that of GitHub\. Have it set by NTP\.$/,
    );
    assert.equal(
      checks['installations'],
      'to do: 1, and not all have accepted the permissions of the App: octo. Their owners can in their settings, under GitHub Apps.',
    );
  });

  test('says what to do without a model, without git, and where nothing can be written', async (context) => {
    const { folder, settings } = await openDoctorWorld(context);
    const occupied = join(folder, 'occupied');
    await writeFile(occupied, '');
    const broken = { DATA_DIR: join(occupied, 'data'), PATH: folder, PATCHWRIGHT_MODEL: '' };
    const { code, checks } = await examined({ ...settings, ...broken });
    assert.equal(code, 2);
    assert.equal(
      checks['model'],
      'to do: no model is named, so nothing can be reviewed. Set PATCHWRIGHT_MODEL, and OPENAI_BASE_URL or the key of its provider.',
    );
    assert.match(
      checks['git'] ?? '',
      /^to do: git cannot be run \(.*not found\)\. Install git 2\.39 or newer, and have it on the PATH\.$/,
    );
    assert.match(
      checks['data folder'] ?? '',
      /^to do: \S+\/occupied\/data cannot be written: ENOTDIR.* Give the app's user the right to, or set DATA_DIR to another folder\.$/,
    );
    assert.equal(
      checks['sandbox'],
      'later: bubblewrap is not there: install it (on Debian, the package bubblewrap). Reviews do without it; later features run code in it.',
    );
  });

  test("says where a model's server cannot be reached, and when its key is missing", async (context) => {
    const { settings } = await openDoctorWorld(context);
    const port = await freePort();
    const unreached = await examined({ ...settings, OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` });
    assert.equal(
      unreached.checks['model'],
      `to do: 127.0.0.1:${port}, where scripted is asked, cannot be reached (connect ECONNREFUSED 127.0.0.1:${port}). Check OPENAI_BASE_URL.`,
    );
    const keyless = await examined({ ...settings, PATCHWRIGHT_MODEL: 'openai/gpt-5' });
    assert.equal(keyless.checks['model'], 'to do: api.openai.com wants a key: set OPENAI_API_KEY.');
  });

  test('names the process that has the embedded database and does not answer', async (context) => {
    const { folder, settings } = await openDoctorWorld(context);
    const ledger = join(folder, 'data', 'ledger');
    await mkdir(ledger, { recursive: true });
    const lock = await lockFolder(ledger);
    context.after(() => lock.release());
    const { code, checks } = await examined(settings);
    assert.deepEqual(
      [code, checks['database'], checks['queue']],
      [
        2,
        `to do: ${ledger} belongs to a running Patchwright (process ${process.pid}). Stop that one first, or set DATA_DIR to another folder.`,
        'later: in the same database: looked at when that is in order',
      ],
    );
  });
});

test('doctor and app.yml want the same of the App', async () => {
  const app = parse(await readFile(join(import.meta.dirname, '../../app.yml'), 'utf8'));
  assert.deepEqual(app.default_permissions, wantedPermissions);
  assert.deepEqual(app.default_events, wantedEvents);
});

function anotherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' });
}
