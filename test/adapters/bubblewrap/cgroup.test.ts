import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { cgroupPlace } from '../../../src/adapters/bubblewrap/cgroup-place.ts';
import { openCgroups } from '../../../src/adapters/bubblewrap/cgroup.ts';

function none(): readonly string[] {
  return [];
}

function inService(folder: string): readonly string[] {
  return folder === '/sys/fs/cgroup/system.slice/app.service' ? ['cpu', 'memory', 'pids'] : [];
}

suite('the place for control groups', () => {
  test('is our own group in version 2, where it has both controllers', () => {
    const mountinfo = '31 24 0:27 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n';
    assert.deepEqual(cgroupPlace(mountinfo, '0::/system.slice/app.service\n', inService), {
      is: 'cgroup-v2',
      folder: '/sys/fs/cgroup/system.slice/app.service',
    });
    assert.equal(cgroupPlace(mountinfo, '0::/system.slice/app.service\n', none), undefined);
  });

  test('is two groups in version 1, as they are seen from inside a container', () => {
    const mountinfo = [
      '40 32 0:33 /docker/abc /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory',
      '41 32 0:34 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids',
      '42 32 0:35 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
    ].join('\n');
    const membership = '9:name=systemd:/\n4:memory:/docker/abc/inner\n8:pids:/\n0::/\n';
    assert.deepEqual(cgroupPlace(mountinfo, membership, none), {
      is: 'cgroup-v1',
      memory: '/sys/fs/cgroup/memory/inner',
      pids: '/sys/fs/cgroup/pids',
    });
  });

  test('is nowhere without mounts, or where our group lies outside of them', () => {
    assert.equal(cgroupPlace('', '0::/\n', none), undefined);
    const mountinfo = '40 32 0:33 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw';
    assert.equal(
      cgroupPlace(mountinfo, '0::/docker/abcd\n', () => ['memory', 'pids']),
      undefined,
    );
  });
});

suite('a control group of version 2, on plain files in its stead', () => {
  test('gets its limits, and tells from its events what has bitten', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchwright-cgroup-'));
    await writeFile(join(folder, 'cgroup.subtree_control'), 'memory pids\n');
    const cgroups = await openCgroups({ is: 'cgroup-v2', folder });
    const group = await cgroups.make({ memoryBytes: 1_000, processes: 10 });
    const own = join(folder, `patchwright-${process.pid}-1`);

    assert.deepEqual(group.entries, [join(own, 'cgroup.procs')]);
    const files = ['memory.max', 'memory.oom.group', 'pids.max'];
    const values = await Promise.all(files.map((file) => readFile(join(own, file), 'utf8')));
    assert.deepEqual(values, ['1000', '1', '12']);
    assert.deepEqual(await group.bites(), { isOutOfMemory: false, hasTooManyProcesses: false });
    await writeFile(join(own, 'memory.events'), 'low 0\noom 1\noom_kill 2\n');
    await writeFile(join(own, 'pids.events'), 'max 3\n');
    assert.deepEqual(await group.bites(), { isOutOfMemory: true, hasTooManyProcesses: true });
    await rm(folder, { recursive: true });
  });

  test('makes room for itself by moving us and those who started us, and nobody else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchwright-cgroup-'));
    await mkdir(join(folder, 'patchwright-self'));
    await writeFile(join(folder, 'cgroup.subtree_control'), '\n');
    await writeFile(join(folder, 'cgroup.procs'), `0\n2147483646\n${process.ppid}\n`);
    await openCgroups({ is: 'cgroup-v2', folder });
    assert.equal(await readFile(join(folder, 'patchwright-self/cgroup.procs'), 'utf8'), String(process.ppid));
    assert.equal(await readFile(join(folder, 'cgroup.subtree_control'), 'utf8'), '+memory +pids');
    await rm(folder, { recursive: true });
  });
});
