import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { SandboxSession } from '../../../src/ports/sandbox.ts';
import { openSandboxWorld, type SandboxWorld } from '../../contracts/sandbox-world.ts';
import { lacking } from '../../services/lacking.ts';

const skip = lacking('bubblewrap');

let world: SandboxWorld;
let session: SandboxSession;
before(async () => {
  world = await openSandboxWorld();
  await writeFile(join(world.tree, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(world.tree, 'package-lock.json'), JSON.stringify(await lockfile()));
  session = await world.sandbox.open({ tree: world.tree, tools: ['node', 'npm'], network: 'registries' });
});
after(async () => {
  await session[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const name = 'commander';
const manifest = { name: 'sample', version: '1.0.0', dependencies: { [name]: '*' } };

/** A lockfile of one package, as our own has it: it names no registry. */
async function lockfile(): Promise<object> {
  const own = JSON.parse(await readFile(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'));
  const { version, integrity } = own.packages[`node_modules/${name}`];
  return {
    name: manifest.name,
    version: manifest.version,
    lockfileVersion: 3,
    packages: { '': manifest, [`node_modules/${name}`]: { version, integrity } },
  };
}

const npmCi = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'] as const;

suite('while dependencies are installed', { skip }, () => {
  test('npm gets packages from the registry of this machine, and a command without a network uses them', async () => {
    const installed = await session.run({ argv: npmCi });
    assert.deepEqual(installed.ended, { is: 'exited', exitCode: 0 }, installed.stderr.text);
    assert.equal(await world.node(`console.log(typeof require("${name}").Command)`), 'function');
  });

  test('no other server is reached, through the proxy or beside it', async () => {
    const script = `
      const answers = [];
      require('http').get({ host: '127.0.0.1', port: 3128, path: 'http://example.com/' }, (response) => {
        response.on('data', (data) => answers.push(response.statusCode + ' ' + data));
        response.on('end', () => {
          require('net').connect(80, '192.0.2.1').on('error', (error) => console.log(answers + error.code));
        });
      });`;
    const { stdout } = await session.run({ argv: ['node', '-e', script] });
    const refusal =
      'example.com:80 cannot be reached from here: only the package registries that this machine is set up for.\n';
    assert.equal(stdout.text, `403 ${refusal}ENETUNREACH\n`);
  });

  test('npm is refused another registry', async () => {
    const argv = [...npmCi, '--registry=https://example.com/', '--cache=/tmp/other'] as const;
    const { ended, stderr } = await session.run({ argv });
    assert.deepEqual(ended, { is: 'exited', exitCode: 1 });
    assert.match(stderr.text, /403/);
  });

  test('no file of this machine, no server and no password is seen', async () => {
    const script = `
      const names = Object.keys(process.env).filter((name) => /token|auth|secret|password/i.test(name));
      const seen = ['/root', '/home', ${JSON.stringify(world.secret)}].filter((path) => fs.existsSync(path));
      require('net').connect(${world.port}, '127.0.0.1').on('error', (error) => console.log(names, seen, error.code));`;
    const { stdout } = await session.run({ argv: ['node', '-e', script] });
    assert.equal(stdout.text, '[] [] ECONNREFUSED\n');
    assert.equal(world.visits(), 0);
  });

  test('how a command ends is told as without a network', async () => {
    const script = 'echo out; echo err >&2; exit 7';
    const { ended, stdout, stderr } = await session.run({ argv: ['sh', '-c', script] });
    assert.deepEqual([ended, stdout.text, stderr.text], [{ is: 'exited', exitCode: 7 }, 'out\n', 'err\n']);
    const missing = await session.run({ argv: ['no-such-program'] });
    assert.deepEqual(missing.ended, { is: 'exited', exitCode: 127 });
    const killed = await session.run({ argv: ['sh', '-c', 'kill -TERM $$'] });
    assert.deepEqual(killed.ended, { is: 'signalled', signal: 'SIGTERM' });
  });
});
