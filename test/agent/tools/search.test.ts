import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { file, folder } from '../../adapters/raw-tree.ts';
import { toolsWorld, wrapped } from './tools-world.ts';

const files = {
  'README.md': 'Call openDoor() first.\n',
  'src/door.ts': [
    'export function openDoor(width: number) {',
    "  // openDoor is also a word in a comment: 'openDoor'",
    '  return width > 0;',
    '}',
    '',
  ].join('\n'),
  'src/house.ts': [
    "import { openDoor } from './door.ts';",
    '',
    'export class House {',
    '  enter() {',
    '    return openDoor(2) && !openDoors;',
    '  }',
    '}',
    '',
  ].join('\n'),
};

suite('search', () => {
  test('finds text as it is, by file', async () => {
    await using world = await toolsWorld(files);
    assert.equal(
      await world.call('search', { text: 'openDoor(' }),
      wrapped(
        'search',
        [
          'README.md',
          '  1\tCall openDoor() first.',
          'src/door.ts',
          '  1\texport function openDoor(width: number) {',
          'src/house.ts',
          '  5\t    return openDoor(2) && !openDoors;',
        ].join('\n'),
      ),
    );
  });

  test('finds what an expression fits, in files that a pattern names', async () => {
    await using world = await toolsWorld(files);
    const house = wrapped('search', 'src/house.ts\n  3\texport class House {');
    for (const glob of [
      '*.ts',
      'src/*',
      'src/',
      '**/house.ts',
      'src/**/*.ts',
      '/src/**',
      './src/*',
      '{src,lib}/*.ts',
    ])
      assert.equal(
        await world.call('search', { text: '^export (class|enum) \\w+', regex: true, glob }),
        house,
        glob,
      );
    assert.equal(await world.call('search', { text: 'HOUSE', ignore_case: true }), house);
    assert.equal(
      await world.call('search', { text: 'openDoor', glob: '*.py' }),
      'No line in 0 files has it.',
    );
    assert.equal(await world.call('search', { text: 'HOUSE', glob: '*.md' }), 'No line in 1 file has it.');
  });

  test('takes expressions that escape more than they need', async () => {
    await using world = await toolsWorld({ a: 'x-y\n' });
    assert.equal(
      await world.call('search', { text: 'x\\-y', regex: true }),
      wrapped('search', 'a\n  1\tx-y'),
    );
    assert.equal(
      await world.call('search', { text: '(x', regex: true }),
      'failed: That is no regular expression: Invalid regular expression: /(x/: Unterminated group. To look for the text as it is, set "regex" to false.',
    );
  });

  test('ends an expression that would run for ever, and says how to write it', async () => {
    await using world = await toolsWorld({ a: `${'a'.repeat(200)}!\n` });
    assert.equal(
      await world.call('search', { text: '^(a+)+$', regex: true }),
      'failed: The search was ended after 2 s. Name fewer files, or write the expression more simply: without repetitions inside repetitions.',
    );
  });

  test('passes over what is no text, what commands have left behind, and what links lead to', async () => {
    await using world = await toolsWorld([
      file('binary', 'root\u0000'),
      file('long', `${'x'.repeat(20_000)}root\nroot and ${'y'.repeat(500)}\n`),
      folder('swapped', file('passwd', 'x\n')),
    ]);
    const { directory } = world.workspace;
    mkdirSync(join(directory, 'node_modules'));
    writeFileSync(join(directory, 'node_modules', 'x'), 'root');
    rmSync(join(directory, 'swapped'), { recursive: true });
    symlinkSync('/etc', join(directory, 'swapped'));
    await world.call('edit', { files: [{ path: 'new', text: 'root of it\n' }] });
    const found = `long\n  2\troot and ${'y'.repeat(291)}\nnew\n  1\troot of it`;
    assert.equal(await world.call('search', { text: 'root' }), wrapped('search', found));
  });

  test('shows as many lines as were asked for', async () => {
    await using world = await toolsWorld({ a: 'x\n'.repeat(150) });
    const lines = Array.from({ length: 100 }, (_, n) => `  ${n + 1}\tx`).join('\n');
    assert.equal(
      await world.call('search', { text: 'x' }),
      `${wrapped('search', `a\n${lines}`)}\nThere are more: only the first 100 are shown.`,
    );
  });
});

suite('find_symbol', () => {
  test('finds where a name is defined', async () => {
    await using world = await toolsWorld(files);
    assert.equal(
      await world.call('find_symbol', { name: 'openDoor' }),
      wrapped('definitions', 'src/door.ts\n  1\tfunction\tfunction openDoor(width: number) {'),
    );
    assert.equal(
      await world.call('find_symbol', { name: 'enter' }),
      wrapped('definitions', 'src/house.ts\n  4\tmethod\tenter() {'),
    );
    assert.equal(
      await world.call('find_symbol', { name: 'openWindow' }),
      'There are no definitions of that name. Search for it as text.',
    );
  });

  test('finds where a name is used in code, not in comments, and in files that are no code', async () => {
    await using world = await toolsWorld(files);
    assert.equal(
      await world.call('find_symbol', { name: 'openDoor', want: 'references' }),
      wrapped(
        'references',
        [
          'README.md',
          '  1\tCall openDoor() first.',
          'src/house.ts',
          "  1\timport { openDoor } from './door.ts';",
          '  5\treturn openDoor(2) && !openDoors;',
        ].join('\n'),
      ),
    );
  });

  test('takes a name for a name, whatever signs are in it', async () => {
    await using world = await toolsWorld({ 'a.js': 'function $a() {}\nfunction a() {}\n$a(); a();\n' });
    assert.equal(
      await world.call('find_symbol', { name: '$a' }),
      wrapped('definitions', 'a.js\n  1\tfunction\tfunction $a() {}'),
    );
    assert.equal(
      await world.call('find_symbol', { name: '.*', want: 'references' }),
      'There are no references of that name. Search for it as text.',
    );
  });

  test('says so where a name stands in more files than are looked through', async () => {
    const many = Array.from({ length: 201 }, (_, n) => [`a${1_000 + n}.js`, 'common();\n'] as const);
    await using world = await toolsWorld({ ...Object.fromEntries(many), 'z.js': 'function common() {}\n' });
    assert.equal(
      await world.call('find_symbol', { name: 'common' }),
      'The name stands in too many files to look through all of them; those looked at have no definitions of it. Search for it as text, with a glob.',
    );
    assert.match(
      await world.call('find_symbol', { name: 'common', want: 'references' }),
      /^a1199\.js\n  1\tcommon\(\);\n<\/untrusted>\nThere are more than these\.$/m,
    );
  });
});
