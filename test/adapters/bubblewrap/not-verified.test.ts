import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openSandbox } from '../../../src/adapters/bubblewrap/sandbox.ts';
import { findTool } from '../../../src/adapters/bubblewrap/tools.ts';
import { lacking } from '../../services/lacking.ts';

const skip = lacking('bubblewrap');

let folder: string;
let bubblewrap: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-unheld-'));
  bubblewrap = join((await findTool('bwrap', { PATH: process.env['PATH'] }))?.folder ?? '', 'bwrap');
});
after(() => rm(folder, { recursive: true }));

const machine = { node: process.execPath, architecture: process.arch };

/** What a run says where programs are looked for in this folder alone, and whether it wrote what it was to write. */
async function runWith(PATH: string, architecture: string = machine.architecture) {
  const tree = await mkdtemp(join(folder, 'tree-'));
  const own = await mkdtemp(join(folder, 'own-'));
  const sandbox = openSandbox({ environment: { PATH }, folder: own, ...machine, architecture });
  await using session = await sandbox.open({ tree });
  const { ended } = await session.run({ argv: ['/bin/sh', '-c', 'echo >written'] });
  assert.deepEqual(await readdir(tree), ended.is === 'not-verified' ? [] : ['written']);
  assert.deepEqual(await readdir(own), []);
  return ended;
}

/** A bubblewrap that leaves something out: `instead` is what a shell makes of an argument and those behind it. */
async function weakened(name: string, argument: string, instead: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  const script = `#!/bin/sh
    left=$#
    take() { left=$((left - 1)); }
    while [ $left -gt 0 ]; do
      argument=$1; shift; take
      case "$argument" in
        ${argument}) ${instead} ;;
        *) set -- "$@" "$argument" ;;
      esac
    done
    exec ${bubblewrap} "$@"`;
  await writeFile(join(path, 'bwrap'), script, { mode: 0o755 });
  return path;
}

test('nothing is left of a proof that is closed while it is under way', { skip }, async () => {
  const own = await mkdtemp(join(folder, 'own-'));
  const sandbox = openSandbox({ environment: process.env, folder: own, ...machine });
  const state = sandbox.state();
  while ((await readdir(own)).length === 0) await setImmediate();
  await sandbox.close();
  assert.deepEqual(await readdir(own), []);
  assert.deepEqual(await state, { is: 'not-verified', reason: 'whoever asked has gone away' });
});

suite('nothing is run, and the reason is said,', { skip }, () => {
  test('where bubblewrap is missing', async () => {
    assert.deepEqual(await runWith(folder), {
      is: 'not-verified',
      reason: 'bubblewrap is not there: install it (on Debian, the package bubblewrap)',
    });
  });

  test('where bubblewrap may not do its work', async () => {
    const path = join(folder, 'refused');
    await mkdir(path);
    const script = '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2; exit 1\n';
    await writeFile(join(path, 'bwrap'), script, { mode: 0o755 });
    assert.deepEqual(await runWith(path), {
      is: 'not-verified',
      reason:
        'the sandbox could not be made: bwrap: No permissions to create new namespace. It takes bubblewrap 0.8 or newer, and a user or container that may make user namespaces',
    });
  });

  test('on a processor whose system calls we do not know', async () => {
    assert.deepEqual(await runWith(folder, 'riscv64'), {
      is: 'not-verified',
      reason: 'there is no system call filter for riscv64, only for x64 and arm64',
    });
  });

  const namespaces = '--unshare-ipc --unshare-pid --unshare-uts --unshare-cgroup';
  const weaknesses = [
    ['without a filter', '--seccomp', 'shift; take', 'the system call filter does not hold: keyctl'],
    [
      'with the network of this machine',
      '--unshare-all',
      `set -- "$@" ${namespaces}`,
      'a command reaches a network',
    ],
    [
      'with a system that can be written',
      '--remount-ro',
      'shift; take',
      'a command can write outside of its tree',
    ],
    [
      'with a variable of ours',
      '--clearenv',
      'set -- "$@" --clearenv --setenv SECRET value',
      'a command sees the environment of another process',
    ],
  ] as const;
  for (const [what, argument, instead, reason] of weaknesses)
    test(`where it would run ${what}`, async () => {
      const path = await weakened(what.replaceAll(' ', '-'), argument, instead);
      assert.deepEqual(await runWith(path), { is: 'not-verified', reason });
    });

  const isRoot = process.getuid?.() === 0;
  test(
    'for root without control groups, whom the limit of processes does not hold',
    { skip: !isRoot },
    async () => {
      const sandbox = openSandbox({ environment: process.env, folder, ...machine, cgroups: 'leave' });
      assert.deepEqual(await sandbox.state(), {
        is: 'not-verified',
        reason: 'the limit of processes does not hold',
      });
    },
  );
});

const asNobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--no-new-privs'];
const run = promisify(execFile);

test(
  'a user without rights is held by limits on each process',
  { skip: process.getuid?.() === 0 ? skip : 'only root can become nobody' },
  async (context) => {
    const path = join(import.meta.dirname, '../../../src/adapters/bubblewrap/sandbox.ts');
    const script = `
    const { openSandbox } = await import(${JSON.stringify(path)});
    const parts = { environment: process.env, folder: ${JSON.stringify(tmpdir())}, node: process.execPath, architecture: process.arch };
    console.log(JSON.stringify(await openSandbox(parts).state()));`;
    const mayStart = await run('setpriv', [
      ...asNobody,
      process.execPath,
      '-e',
      `import(${JSON.stringify(path)})`,
    ]).then(
      () => true,
      () => false,
    );
    if (!mayStart) return context.skip('nobody may read this repository here');
    const { stdout } = await run('setpriv', [
      ...asNobody,
      process.execPath,
      '--input-type=module',
      '-e',
      script,
    ]);
    assert.deepEqual(JSON.parse(stdout), { is: 'verified', by: 'rlimits' });
  },
);
