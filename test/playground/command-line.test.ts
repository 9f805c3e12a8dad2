import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { suite, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commitFile, git, temporaryFolder } from './git-command.ts';
import { lines } from './start-hub.ts';

const playground = fileURLToPath(new URL('../../playground/', import.meta.url));

/** Starts one of the scripts; what it prints is gathered until it ends. */
function start(script: string, ...argv: readonly string[]) {
  const child = spawn(process.execPath, [playground + script, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (printed.error += chunk.toString('utf8')));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...printed }));
  return { child, printed, ended };
}

/** Waits until a running script has printed something that fits. */
async function printing({ child, printed }: ReturnType<typeof start>, pattern: RegExp) {
  for (;;) {
    const found = pattern.exec(printed.out);
    if (found) return found;
    await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'close').then(() => assert.fail(printed.error)),
    ]);
  }
}

async function localRepository(t: TestContext) {
  const directory = await temporaryFolder(t);
  await git(directory, 'init', '--quiet', '--initial-branch=trunk');
  await commitFile(directory, 'count.txt', lines());
  await commitFile(directory, 'count.txt', lines({ 5: 'FIVE' }));
  return directory;
}

suite('npm run github', () => {
  test('prints what an App needs, opens pull requests, and stops when told', async (t) => {
    const directory = await localRepository(t);
    const data = await temporaryFolder(t);
    const argv = [
      '--port',
      '0',
      '--directory',
      data,
      '--webhook',
      'http://127.0.0.1:9/',
      '--repo',
      directory,
    ];
    const server = start('serve.ts', ...argv);
    t.after(() => server.child.kill('SIGKILL'));
    const [, opened = ''] = await printing(server, /^Opened (\S+)$/m);
    const { out } = server.printed;
    const [, url = ''] = /^ {2}GITHUB_URL=(\S+)$/m.exec(out) ?? [];
    assert.ok(opened.startsWith(`${url}/you/`));
    assert.match(out, /^ {2}APP_ID=4242$/m);
    assert.ok(out.includes(`PRIVATE_KEY_PATH=${data}/app.private-key.pem`));
    await commitFile(directory, 'count.txt', lines({ 5: 'FIVE', 6: 'SIX' }));
    const second = await start(
      'open-pull.ts',
      '--url',
      url,
      '--repo',
      directory,
      '--base',
      'HEAD~1',
      '--head',
      'HEAD',
    ).ended;
    assert.deepEqual([second.code, second.out.trim()], [0, opened.replace(/\d+$/, '2')]);
    const wrong = await start(
      'open-pull.ts',
      '--url',
      url,
      '--repo',
      directory,
      '--base',
      'ghost',
      '--head',
      'HEAD',
    ).ended;
    assert.equal(wrong.code, 2);
    assert.match(wrong.error, /has no commit ghost, or is no git repository\./);
    server.child.kill('SIGTERM');
    assert.equal((await server.ended).code, 0);
  });

  test('says how it is used', async () => {
    const { code, error } = await start('open-pull.ts').ended;
    assert.equal(code, 2);
    assert.match(error, /--repo DIR --base REV --head REV/);
  });
});
