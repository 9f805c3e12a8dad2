import assert from 'node:assert/strict';
import { mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, suite, test } from 'node:test';
import type { SandboxEnding, SandboxLimits, SandboxSession } from '../../src/ports/sandbox.ts';
import { startChild } from './child.ts';
import { probes } from './sandbox-probes.ts';
import { groupsOf, openSandboxWorld, type SandboxWorld } from './sandbox-world.ts';
import { lacking } from '../services/lacking.ts';

const skip = lacking('bubblewrap');

let world: SandboxWorld;
before(async () => {
  world = await openSandboxWorld();
});
after(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const name of await readdir(world.tree)) await rm(join(world.tree, name), { recursive: true });
});

test('the sandbox of this machine holds', { skip }, async () => {
  assert.equal((await world.sandbox.state()).is, 'verified');
});

suite('inside the sandbox', { skip }, () => {
  for (const { promise, by, script, seen, order } of probes)
    test(promise, async () => {
      const printed = await world[by](typeof script === 'string' ? script : script(world), order);
      if (typeof seen === 'string') assert.equal(printed, seen);
      else assert.match(printed, seen);
      assert.equal(world.visits(), 0);
    });
});

test('the devices of this machine stay as they are, whatever is done to those inside', { skip }, async () => {
  const before = await Promise.all(devices.map(async (device) => (await stat(device)).mode));
  const script = `for d in ${devices.join(' ')}; do chmod 622 $d; chown 1000 $d; done 2>/dev/null; touch -d 2001-01-01 /dev/null; echo on`;
  const { stdout } = await world.run(['sh', '-c', script]);
  assert.equal(stdout.text, 'on\n');
  const after = await Promise.all(devices.map(async (device) => (await stat(device)).mode));
  assert.deepEqual(after, before);
});

const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty'].map((name) => `/dev/${name}`);

/** Everything that hostile code can do to not end, and how it ends. */
const ends: readonly {
  readonly what: string;
  readonly script: string;
  readonly limits: Partial<SandboxLimits>;
  readonly ended: SandboxEnding;
}[] = [
  {
    what: 'a command that hangs',
    script: 'sleep 1234',
    limits: { timeMs: 300 },
    ended: { is: 'timed-out', limitMs: 300 },
  },
  {
    what: 'a daemon that hears no signal, when its starter has ended',
    script:
      'trap "" TERM HUP INT QUIT; (setsid sh -c "(sleep 1234 &) & sleep 1234" >/dev/null 2>&1 </dev/null &); echo started',
    limits: { timeMs: 5_000 },
    ended: { is: 'exited', exitCode: 0 },
  },
  {
    what: 'a daemon that holds on to the output',
    script: '(setsid sleep 1234 &) ; exit 3',
    limits: { timeMs: 5_000 },
    ended: { is: 'exited', exitCode: 3 },
  },
  {
    what: 'forks without end',
    script: 'f() { f | f & }; f; sleep 1234',
    limits: { processes: 40, timeMs: 20_000 },
    ended: { is: 'too-many-processes', limit: 40 },
  },
  {
    what: 'a program that wants all memory',
    script: 'head -c 1G /dev/zero | tail',
    limits: { memoryBytes: 50_000_000 },
    ended: { is: 'out-of-memory', limitBytes: 50_000_000 },
  },
  {
    what: 'many programs that want it together',
    script: 'for i in 1 2 3 4 5 6 7 8; do head -c 20M /dev/zero | tail | sleep 1234 & done; wait',
    limits: { memoryBytes: 50_000_000, timeMs: 20_000 },
    ended: { is: 'out-of-memory', limitBytes: 50_000_000 },
  },
  {
    what: 'gigabytes of output',
    script: 'exec head -c 4G /dev/zero',
    limits: { outputBytes: 1_000_000 },
    ended: { is: 'output-limit', limitBytes: 1_000_000 },
  },
  {
    what: 'gigabytes of errors',
    script: 'exec head -c 4G /dev/zero >&2',
    limits: { outputBytes: 1_000_000 },
    ended: { is: 'output-limit', limitBytes: 1_000_000 },
  },
  {
    what: 'files that fill the disk',
    script: 'i=0; while :; do head -c 1M /dev/zero >f$i; i=$((i+1)); done',
    limits: { diskBytes: 20_000_000 },
    ended: { is: 'disk-full', limitBytes: 20_000_000, limitFiles: 300_000 },
  },
  {
    what: 'files without end that hold nothing',
    script: 'i=0; while :; do : >f$i; i=$((i+1)); done',
    limits: { diskFiles: 2_000 },
    ended: { is: 'disk-full', limitBytes: 2_000_000_000, limitFiles: 2_000 },
  },
  {
    what: 'more on the disk than may be, left by a command that ended',
    script: 'head -c 3M /dev/zero >f',
    limits: { diskBytes: 2_000_000 },
    ended: { is: 'disk-full', limitBytes: 2_000_000, limitFiles: 300_000 },
  },
  {
    what: 'a file that is too large',
    script: 'exec head -c 10M /dev/zero >f',
    limits: { fileBytes: 1_000_000 },
    ended: { is: 'file-too-large', limitBytes: 1_000_000 },
  },
  {
    what: 'a loop',
    script: 'while :; do :; done',
    limits: { processorMs: 1_000 },
    ended: { is: 'processor-time', limitMs: 1_000 },
  },
  {
    what: 'a command that kills all it can see',
    script: 'kill -9 -1; kill -9 $$',
    limits: {},
    ended: { is: 'signalled', signal: 'SIGKILL' },
  },
  {
    what: 'a program that is not there',
    script: 'exec no-such-program',
    limits: {},
    ended: { is: 'exited', exitCode: 127 },
  },
];

suite('ends as it is named, and leaves nothing running and no file outside the tree:', { skip }, () => {
  for (const [index, { what, script, limits, ended }] of ends.entries())
    test(what, async () => {
      const word = `end-${process.pid}-${index}`;
      const result = await world.run(['sh', '-c', script, word], { limits });
      assert.deepEqual(result.ended, ended);
      assert.deepEqual(await world.leftovers(word), []);
    });
});

test('nothing runs on when the app is killed, and the next one clears up', { skip }, async () => {
  const script = `echo >begun; (setsid sleep 2345 &); sleep 2345; : victim-${process.pid}`;
  await using folder = await openSandboxWorld();
  const victim = startChild('sandbox-victim.ts', folder.tree, folder.tree, script);
  assert.equal(await victim.line(), 'ready');
  await until(async () => (await readdir(folder.tree)).includes('begun'));
  await victim.kill();
  await until(async () => (await folder.leftovers(`victim-${process.pid}`)).length === 0);
  assert.deepEqual(await folder.leftovers('sleep 2345'), []);
  await folder.sandbox.state();
  assert.deepEqual(await groupsOf(victim.pid), []);
});

suite('a session', { skip }, () => {
  test('hands over input, arguments as they are, a folder and the allowed environment', async () => {
    await mkdir(join(world.tree, 'sub'));
    await using session = await world.sandbox.open({ tree: world.tree });
    const foreign = { CI: '1', LD_PRELOAD: '/x.so' };
    const result = await session.run({
      argv: ['sh', '-c', 'cat; echo "$1" "$CI" "$LD_PRELOAD" "$PWD"', 'sh', '$(id) "; \n'],
      cwd: 'sub',
      env: foreign,
      input: 'given\n',
    });
    assert.equal(result.stdout.text, `given\n$(id) "; \n 1  ${session.root}/sub\n`);
  });

  test('keeps the beginning and the end of long output', async () => {
    const result = await world.run(['sh', '-c', 'echo first; yes | head -c 100000; echo last'], {
      limits: { keptBytes: 20 },
    });
    assert.deepEqual(result.stdout, {
      text: 'first\ny\ny\n\n[99991 bytes left out]\n\ny\ny\nlast\n',
      bytes: 100_011,
    });
  });

  test('is cancelled by its signal, before and during a command', async () => {
    await using session = await world.sandbox.open({ tree: world.tree });
    const stop = new AbortController();
    const running = session.run({ argv: ['sh', '-c', 'echo >begun; sleep 1234'], signal: stop.signal });
    await until(async () => (await readdir(world.tree)).includes('begun'));
    stop.abort();
    assert.deepEqual((await running).ended, { is: 'cancelled' });
    const late = await session.run({ argv: ['touch', 'late'], signal: stop.signal });
    assert.deepEqual(late.ended, { is: 'cancelled' });
    assert.deepEqual(await readdir(world.tree), ['begun']);
  });

  test('ends what still runs when it is disposed of', async () => {
    let running: ReturnType<SandboxSession['run']>;
    {
      await using session = await world.sandbox.open({ tree: world.tree });
      running = session.run({ argv: ['sh', '-c', 'echo >begun; sleep 4321'] });
      await until(async () => (await readdir(world.tree)).includes('begun'));
    }
    assert.deepEqual((await running).ended, { is: 'cancelled' });
    assert.deepEqual(await world.leftovers('sleep 4321'), []);
  });

  test('keeps the tree between commands, and tells what they changed', async () => {
    await writeFile(join(world.tree, 'kept'), 'one');
    await writeFile(join(world.tree, 'edited'), 'two\n');
    await writeFile(join(world.tree, 'gone'), 'three');
    await using session = await world.sandbox.open({ tree: world.tree });
    await session.run({ argv: ['sh', '-c', 'mkdir new; echo made >new/file; ln -s /etc/shadow new/link'] });
    await session.run({
      argv: ['sh', '-c', 'touch -r edited mark; echo TWO >edited; touch -r mark edited; rm mark gone'],
    });
    assert.deepEqual(await session.changes(), [
      { path: 'edited', change: 'changed', kind: 'file' },
      { path: 'gone', change: 'removed', kind: 'file' },
      { path: 'new/file', change: 'added', kind: 'file' },
      { path: 'new/link', change: 'added', kind: 'link' },
    ]);
  });

  test('shows other folders for reading only, and leaves them out of the changes', async () => {
    const packages = join(world.tree, '..', 'packages');
    await mkdir(packages, { recursive: true });
    await writeFile(join(packages, 'index.js'), 'module.exports = 5');
    const mounts = [{ from: packages, to: 'node_modules/five' }];
    await using session = await world.sandbox.open({ tree: world.tree, tools: ['node'], mounts });
    const script =
      'console.log(require("five")); try { fs.writeFileSync("node_modules/five/x", "") } catch (error) { console.log(error.code) }';
    assert.equal((await session.run({ argv: ['node', '-e', script] })).stdout.text, '5\nEROFS\n');
    assert.deepEqual(await session.changes(), []);
  });

  test('shows nothing at a place that is a link', async () => {
    await symlink('/tmp', join(world.tree, 'node_modules'));
    const mounts = [{ from: '/usr/share', to: 'node_modules/x' }];
    assert.deepEqual((await world.run(['true'], { mounts })).ended, {
      is: 'not-verified',
      reason: 'nothing can be shown at node_modules/x of the tree: link',
    });
  });

  test('tells which tools this machine does not have', async () => {
    await using session = await world.sandbox.open({
      tree: world.tree,
      tools: ['node', 'no-such-tool', '../sh'],
    });
    assert.deepEqual(session.missingTools, ['no-such-tool', '../sh']);
  });

  test('runs one command after the other', async () => {
    await using session = await world.sandbox.open({ tree: world.tree });
    const script = 'echo in >>log; sleep 0.1; echo out >>log';
    await Promise.all([1, 2, 3].map(() => session.run({ argv: ['sh', '-c', script] })));
    const log = await session.read('log');
    assert.equal(log.is === 'file' && Buffer.from(log.bytes).toString(), 'in\nout\n'.repeat(3));
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}
