import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { newPackages, packageFaults } from '../../src/checks/change-packages.ts';
import { filesOf, listed, type Texts } from './change-world.ts';

const old = { one: '^1.0.0', two: '^2.0.0', three: '~3.1.0', four: '^4.0.0' };

function manifest(dependencies: object, scripts: object = {}): string {
  return JSON.stringify({ name: 'cart', scripts, dependencies }, null, 2);
}

async function found(texts: Texts): Promise<readonly string[]> {
  return listed(packageFaults(await filesOf(texts)));
}

function importing(code: string): Texts {
  return {
    'requirements.txt': ['flask==3.0\n', 'flask==3.0\nPyYAML==6.0\n'],
    'cart.py': ['', code],
  };
}

suite('a new package', () => {
  test('is named with its version and where it is used', async () => {
    const files = await filesOf({
      'package.json': [manifest(old), manifest({ ...old, left: '^5.0.0' })],
      'src/cart.js': ['', "import left from 'left/part';\n"],
    });
    assert.deepEqual(newPackages(files), [
      {
        ecosystem: 'npm',
        name: 'left',
        version: '^5.0.0',
        path: 'package.json',
        line: 9,
        isRegistered: true,
        isUsed: true,
      },
    ]);
    assert.deepEqual(packageFaults(files), []);
  });

  test('that nothing imports is not needed', async () => {
    assert.deepEqual(await found({ 'package.json': [manifest(old), manifest({ ...old, left: '^5.0.0' })] }), [
      'package-unused at 9 left ^5.0.0',
    ]);
  });

  test('that a script runs, or that types another, is used', async () => {
    assert.deepEqual(
      await found({
        'package.json': [manifest(old), manifest({ ...old, linter: '^5.0.0' }, { lint: 'linter .' })],
      }),
      [],
    );
    assert.deepEqual(
      await found({
        'package.json': [manifest(old), manifest({ ...old, left: '^5.0.0', '@types/left': '^5.0.0' })],
        'src/cart.ts': ['', "import left from 'left';\n"],
      }),
      [],
    );
  });

  test('from an address is refused', async () => {
    assert.deepEqual(
      await found({
        'package.json': [manifest(old), manifest({ ...old, left: 'git+https://example.com/left.git' })],
        'src/cart.js': ['', "import left from 'left';\n"],
      }),
      ['package-from-elsewhere at 9 left git+https://example.com/left.git'],
    );
  });

  test('whose version is written like no other is to be justified', async () => {
    assert.deepEqual(
      await found({
        'package.json': [manifest(old), manifest({ ...old, left: '5.0.0' })],
        'src/cart.js': ['', "import left from 'left';\n"],
      }),
      ['package-style at 9 left 5.0.0 (to be justified)'],
    );
  });

  test('of Python is known by what it is imported as', async () => {
    assert.deepEqual(await found(importing('import yaml\n')), []);
    assert.deepEqual(await found(importing('import os\n')), ['package-unused at 2 PyYAML 6.0']);
  });
});

test('a package that only moved to another manifest, or has another version, is not new', async () => {
  assert.deepEqual(
    await found({
      'package.json': [manifest(old), manifest({ ...old, one: '^1.2.0' })],
      'packages/a/package.json': [manifest({}), manifest({ two: '^2.0.0' })],
    }),
    [],
  );
});
