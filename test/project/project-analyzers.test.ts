import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { openTreeCopies } from '../../src/adapters/analyzers/tree-copy.ts';
import { openProjectAnalyzers } from '../../src/project/project-analyzers.ts';
import { noSettings } from '../../src/project/project.ts';
import { changeWorld, type Files } from '../adapters/analyzers/change-world.ts';
import { openSandboxWorld, type SandboxWorld } from '../contracts/sandbox-world.ts';
import { lacking } from '../services/lacking.ts';
import { scratch } from '../adapters/git-repository.ts';

const skip = lacking('bubblewrap');

let world: SandboxWorld;
before(async () => {
  world = await openSandboxWorld();
});
after(() => world[Symbol.asyncDispose]());

/** A checker that dislikes a word, as the settings of the default branch name it. */
const checker = `import { readdirSync, readFileSync } from 'node:fs';
let count = 0;
for (const path of readdirSync('.').filter((name) => name.endsWith('.js')))
  for (const [index, line] of readFileSync(path, 'utf8').split('\\n').entries())
    if (line.includes('bad')) {
      count += 1;
      console.log(path + ':' + (index + 1) + ':1: error: ' + line.trim() + ' [bad-word]');
    }
process.exit(count > 0 ? 1 : 0);
`;

const project: Files = {
  'package.json': '{ "name": "mine", "version": "1.0.0" }\n',
  'check.mjs': checker,
};

interface Heard {
  readonly types: { readonly said: readonly string[]; readonly notRun: readonly string[] };
  readonly linters: { readonly said: readonly string[]; readonly notRun: readonly string[] };
}

async function heard(was: Files, is: Files, command = 'node check.mjs'): Promise<Heard> {
  using room = scratch();
  using change = await changeWorld({ ...project, ...was }, { ...project, ...is });
  const commands = { ...noSettings.commands, lint: command, types: command, install: 'true' };
  const [types, linters] = openProjectAnalyzers({
    sandbox: world.sandbox,
    copy: openTreeCopies(room.path),
    settings: { ...noSettings, commands },
    mostMs: 5_000,
  });
  assert.ok(types !== undefined && linters !== undefined);
  const signal = new AbortController().signal;
  const [one, other] = [
    await types.analyze(change.change, signal),
    await linters.analyze(change.change, signal),
  ];
  function short({ findings, notRun }: typeof one) {
    return {
      said: findings.map(
        ({ path, anchor, title, evidence }) => `${path}:${anchor?.start ?? '-'} ${title} (${evidence})`,
      ),
      notRun,
    };
  }
  return { types: short(one), linters: short(other) };
}

suite("the project's own checkers", { skip }, () => {
  test('tell what the change brought, types wherever it shows, linters on its lines', async () => {
    const was = { 'a.js': 'bad old\nfine\n', 'b.js': 'fine\n', 'renamed.js': 'bad old too\n1\n2\n3\n4\n' };
    const is = {
      'a.js': 'fine first\nbad old\nbad new\n',
      'b.js': 'fine\n',
      'moved.js': 'bad old too\n1\n2\n3\n4\n',
    };
    const both = await heard(was, is);
    assert.deepEqual(both, {
      types: { said: ['a.js:3 bad new (types: bad-word)'], notRun: [] },
      linters: { said: ['a.js:3 bad new (linters: bad-word)'], notRun: [] },
    });
  });

  test('are asked of files that others changed, too, where types are concerned', async () => {
    const crossed =
      "import { readFileSync } from 'node:fs';\nif (readFileSync('a.js', 'utf8').includes('gone')) console.log('b.js:1:1: error: a has no x [ts]');\n";
    const both = await heard(
      { 'a.js': '1\n', 'b.js': '1\n' },
      { 'a.js': 'gone\n', 'b.js': '1\n', 'check.mjs': crossed },
      'node check.mjs',
    );
    assert.deepEqual(both.types.said, ['b.js:- a has no x (types: ts)']);
    assert.deepEqual(both.linters.said, []);
  });

  test('that end without a word, or not at all, are named as not run', async () => {
    const silent = await heard({}, { 'a.js': 'bad\n' }, 'exit 3');
    assert.deepEqual(silent.linters, {
      said: [],
      notRun: ["`sh -c 'exit 3'` ended with exit code 3 and said nothing of any line."],
    });
    const endless = await heard({ 'a.js': '1\n' }, { 'a.js': 'bad\n' }, 'sleep 60');
    assert.deepEqual(endless.types.notRun, ["`sh -c 'sleep 60'` did not end within 5 s and was stopped."]);
  });

  test('are not started where the change touches nothing of theirs', async () => {
    const both = await heard({ 'a.js': 'bad\n' }, {}, 'exit 3');
    assert.deepEqual(both.types, { said: [], notRun: [] });
  });

  test('leave the files of the change as they were', async () => {
    using room = scratch();
    using change = await changeWorld({ ...project, 'a.js': '1\n' }, { ...project, 'a.js': 'bad\n' });
    const commands = { ...noSettings.commands, lint: 'rm -rf ./*; node -e 0', install: 'true' };
    const [, linters] = openProjectAnalyzers({
      sandbox: world.sandbox,
      copy: openTreeCopies(room.path),
      settings: { ...noSettings, commands },
    });
    await linters?.analyze(change.change, new AbortController().signal);
    assert.deepEqual(readdirSync(change.change.head.directory).toSorted(), [
      'a.js',
      'check.mjs',
      'package.json',
    ]);
    assert.deepEqual(readdirSync(room.path), []);
  });
});
