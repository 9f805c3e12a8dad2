import assert from 'node:assert/strict';
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../src/core/failure.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { file, folder } from '../adapters/raw-tree.ts';
import { checkoutWorld } from '../adapters/workspace-world.ts';

suite('A workspace', () => {
  test('gives no byte from outside, and writes none there, whatever the path', async () => {
    await using world = await checkoutWorld();
    const outside = join(world.path, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'canary'), canary);
    await using workspace = await world.open([file('a', 'a\n'), folder('src', file('b.ts', 'b\n'))]);
    const { directory } = workspace;
    for (const [path, target] of Object.entries({
      out: outside,
      hop: 'out',
      root: '/',
      self: '/proc/self',
      'src/up': relative(join(directory, 'src'), world.path),
      'src/file': join(outside, 'canary'),
    }))
      symlinkSync(target, join(directory, path));
    const known = [join(outside, 'canary'), relative(directory, join(outside, 'canary'))];
    await fc.assert(
      fc.asyncProperty(anyPath(known), async (path) => {
        const told = JSON.stringify(await everything(workspace, path));
        assert.ok(!told.includes(canary) && !told.includes('PATH='), told);
      }),
      { numRuns: 1_000 },
    );
    const hits = await workspace.search({
      text: '.',
      as: 'regex',
      ignoreCase: false,
      glob: null,
      most: 2_000,
    });
    assert.ok(hits.is === 'found' && !JSON.stringify(hits).includes(canary));
    assert.deepEqual(readdirSync(world.path).toSorted(), ['checkouts', 'outside', 'repository.git']);
    assert.deepEqual(readdirSync(outside), ['canary']);
    assert.equal(readFileSync(join(outside, 'canary'), 'utf8'), canary);
  });

  test('puts a new file in the place of one that has another name elsewhere', async () => {
    await using world = await checkoutWorld();
    await using workspace = await world.open({ a: 'a\n' });
    linkSync(join(workspace.directory, 'a'), join(world.path, 'other'));
    await workspace.read('a');
    await workspace.edit([{ kind: 'write', path: 'a', text: 'b\n' }]);
    assert.equal(readFileSync(join(world.path, 'other'), 'utf8'), 'a\n');
  });

  test('tells of changes since the commit, not since a command changed the file', async () => {
    await using world = await checkoutWorld();
    await using workspace = await world.open({ a: 'one\n' });
    writeFileSync(join(workspace.directory, 'a'), 'one\ntwo\n');
    writeFileSync(join(workspace.directory, 'b'), 'left behind\n');
    await workspace.read('a');
    await workspace.edit([{ kind: 'replace', path: 'a', search: 'two', replace: 'three' }]);
    assert.deepEqual(workspace.changes(), [
      { path: 'a', before: 'one\n', after: 'one\nthree\n', mode: 'plain' },
    ]);
    assert.deepEqual(workspace.files(), ['a']);
  });

  test('applies changes to a clean tree of the same commit, with modes', async () => {
    await using world = await checkoutWorld();
    const files = { 'a.txt': 'a\n', 'b.txt': 'b\n' };
    await using workspace = await world.open(files);
    const changes = [
      { path: 'a.txt', before: 'a\n', after: null, mode: 'plain' },
      { path: 'b.txt', before: 'b\n', after: 'b', mode: 'executable' },
      { path: 'c/d.txt', before: null, after: 'd\n', mode: 'plain' },
    ] as const;
    assert.deepEqual(await workspace.apply(changes), { is: 'applied' });
    assert.deepEqual([workspace.changes(), workspace.files()], [changes, ['b.txt', 'c/d.txt']]);
  });

  test('puts back what it has written where it cannot write all of it', async () => {
    await using world = await checkoutWorld();
    await using workspace = await world.open({ a: 'a\n', b: 'b\n' });
    await workspace.read('a');
    const result = await workspace.edit([
      { kind: 'write', path: 'a', text: 'changed\n' },
      { kind: 'write', path: 'new', text: 'new\n' },
      { kind: 'write', path: 'b/below', text: 'x\n' },
    ]);
    assert.deepEqual(result, {
      is: 'unreachable',
      refused: [{ is: 'refused', path: 'b/below', why: { is: 'no-folder' } }],
    });
    assert.deepEqual(readdirSync(workspace.directory).toSorted(), ['a', 'b']);
    assert.equal(readFileSync(join(workspace.directory, 'a'), 'utf8'), 'a\n');
  });

  test('keeps a byte order mark, line ends and a missing last line break', async () => {
    await using world = await checkoutWorld();
    await using workspace = await world.open({ a: '\uFEFFone\r\ntwo\r\nthree' });
    await workspace.read('a');
    await workspace.edit([{ kind: 'replace', path: 'a', search: 'two\n', replace: '2\n2\n' }]);
    assert.equal(readFileSync(join(workspace.directory, 'a'), 'utf8'), '\uFEFFone\r\n2\r\n2\r\nthree');
  });

  test('maps what matters to an interest, in as many tokens as there are', async () => {
    await using world = await checkoutWorld();
    await using workspace = await world.open({
      'lib/door.ts': 'export function openDoor() {}\n',
      'lib/window.ts': 'export function openWindow() {}\n',
      'notes.txt': 'openWindow\n',
      'src/house.ts': "import { openDoor } from '../lib/door.ts';\nexport const house = openDoor();\n",
    });
    const interest = { paths: ['src/house.ts'], names: [] };
    const [door, window] = [
      'lib/door.ts\n    1  function openDoor() {}',
      'lib/window.ts\n    1  function openWindow() {}',
    ];
    const maps = [4, 3, 1].map((tokens) =>
      workspace.map(interest, { tokens, count: (text) => text.split('\n').length }),
    );
    assert.deepEqual(await Promise.all(maps), [`${door}\n${window}`, door, '']);
  });

  test('stops searching when it is told to', async () => {
    await using world = await checkoutWorld();
    await using workspace = await world.open({ 'a.ts': `${'a'.repeat(200)}!\n` });
    const reason = new Failure({ kind: 'stale' });
    const stop = new AbortController();
    const query = { text: '^(a+)+$', as: 'regex', ignoreCase: false, glob: null, most: 1 } as const;
    const found = workspace.search(query, stop.signal);
    stop.abort(reason);
    await assert.rejects(found, reason);
    await assert.rejects(workspace.references('a', stop.signal), reason);
    await assert.rejects(
      workspace.map({ paths: [], names: [] }, { tokens: 1, count: () => 1 }, stop.signal),
      reason,
    );
  });
});

const canary = 'a canary that must not leave its cage';

/** Steps that lead to the canary and its neighbours, put together in any order; now and then anything at all. */
function anyPath(known: readonly string[]): fc.Arbitrary<string> {
  const steps = [
    '..',
    '.',
    '',
    'a',
    'src',
    'b.ts',
    'up',
    'file',
    'out',
    'hop',
    'root',
    'self',
    'outside',
    'canary',
  ];
  const odd = [
    'environ',
    'cwd',
    'fd',
    '0',
    'proc',
    'etc',
    'passwd',
    '\\..',
    '%2e%2e',
    '‥',
    '..\u200B',
    ' ..',
    '~',
  ];
  const step = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...steps) }, fc.constantFrom(...odd));
  return fc.oneof(
    { weight: 8, arbitrary: fc.array(step, { minLength: 1, maxLength: 7 }).map((names) => names.join('/')) },
    { weight: 1, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
}

async function everything(workspace: Workspace, path: string): Promise<readonly unknown[]> {
  return [
    await workspace.read(path),
    await workspace.text(path),
    await workspace.outline(path),
    await workspace.list(path, 3),
    await workspace.edit([{ kind: 'write', path, text: 'written\n' }]),
    await workspace.edit([{ kind: 'replace', path, search: 'canary', replace: 'bird' }]),
    await workspace.edit([{ kind: 'delete', path }]),
    await workspace.apply([{ path, before: canary, after: 'written\n', mode: 'executable' }]),
  ];
}
