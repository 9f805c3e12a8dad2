import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readMachineEnv } from '../../src/config/env.ts';

const defaults = {
  tree: { bytes: 1_000_000_000, files: 100_000, fileBytes: 100_000_000 },
  sandboxHosts: [],
  sandboxMemoryBytes: 2_000_000_000,
  installCacheBytes: 5_000_000_000,
};

suite('what a repository may take of the machine', () => {
  test('is read without the rest', () => {
    assert.deepEqual(readMachineEnv({}), { is: 'read', value: defaults });
  });

  test('is what the server would read', () => {
    const values = { TREE_MAX_MB: '5', SANDBOX_HOSTS: 'packages.corp:443', INSTALL_CACHE_MB: '0' };
    assert.deepEqual(readMachineEnv(values), {
      is: 'read',
      value: {
        tree: { ...defaults.tree, bytes: 5_000_000 },
        sandboxHosts: ['packages.corp:443'],
        sandboxMemoryBytes: 2_000_000_000,
        installCacheBytes: 0,
      },
    });
  });

  test('has its faults told', () => {
    assert.deepEqual(readMachineEnv({ TREE_MAX_MB: 'all', INSTALL_CACHE_MB: '-1' }), {
      is: 'faults',
      faults: [
        'TREE_MAX_MB must be a whole number from 1 to 1000000; it is "all"',
        'INSTALL_CACHE_MB must be a whole number from 0 to 10000000; it is "-1"',
      ],
    });
  });
});
