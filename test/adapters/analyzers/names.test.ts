import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openNames } from '../../../src/adapters/analyzers/names.ts';
import { type Files, heardOf, saidOf, syntax } from './change-world.ts';

const names = openNames(syntax);

/** What is said of files that are all new, beside others that were there. */
async function heard(files: Files, there: Files = {}): Promise<readonly string[]> {
  return heardOf(names, there, { ...there, ...files });
}

/** Calls of as many names that are nowhere. */
function calls(count: number): string {
  return Array.from({ length: count }, (_, at) => `unknown${at}();\n`).join('');
}

suite('a called name', () => {
  test('that is nowhere is told whole, with the one that may be meant', async () => {
    const text = "import { readFile } from 'node:fs/promises';\nexport const a = await readFiel('a');\n";
    assert.deepEqual(await saidOf(names, {}, { 'a.mjs': text }), [
      {
        path: 'a.mjs',
        anchor: { path: 'a.mjs', side: 'new', start: 2, end: 2 },
        quote: "export const a = await readFiel('a');",
        severity: 'high',
        category: 'bug',
        confidence: 0.9,
        title: '`readFiel` is called and declared nowhere',
        body: 'The file neither declares nor imports `readFiel`, and the language has none: the call throws. Is `readFile` meant?',
        suggestion: null,
        evidence: 'names: not-declared',
      },
    ]);
    assert.deepEqual(await heard({ 'a.py': 'import os\n\ndef f():\n    return lenght([1])\n' }), [
      'a.py:4 `lenght` is called and declared nowhere',
    ]);
  });

  const quiet: Files = {
    'declared.ts': `import a, { b as c } from 'x'; import * as d from 'y'; import e = require('z');
      export function f(g, { h, i: j }, [k], ...l) { g(); h(); j(); k(); l(); }
      enum M {} namespace N { export const o = () => 1; } declare function p(): void; abstract class Q {}
      const { r, s: { t } } = a, [u] = c; try {} catch (v) { v(); } for (const w of d) w();
      const x = (y) => y(); class Z { z() { new Q(); } } f(); p(); r(); t(); u(); x(); new Z(); new M(); e();`,
    'global.js': `export {}; setTimeout(parseInt, 1); new URL('a'); fetch('b'); new HTMLElement(); $('#a'); __DEV__();
      describe('a', () => it('b', () => expect(1))); require('c'); structuredClone(1); new WebSocket('d');`,
    'told.js': '/* global mine, yours */\nexport {};\nmine(); yours();',
    'script.js': 'elsewhere();',
    'evaluated.js': "export {}; eval('var a = f'); a();",
    'declared.py': `from a import b as c, d
import e.f, g as h
def i(j, *k, l=1, **m): j(); k(); l(); m()
class N: pass
with open(c) as o, N() as p: o(); p()
for q, (r, s) in d: q(); r(); s()
t = u = lambda v: v()
[w() for w in t]
try: pass
except N as x: x()
if (y := t()): y()
match t:
    case N(a=z): z()
e(); h(); i(); u(); print(len(range(3)))
`,
    'starred.py': 'from somewhere import *\nanything()\n',
    'made.py': "globals()['a'] = print\na()\n",
  };
  for (const [path, text] of Object.entries(quiet))
    test(`is not told where it may be known: ${path}`, async () => {
      assert.deepEqual(await heard({ [path]: text }), []);
    });

  test('is not told where the file, another file or typings knew it before', async () => {
    const calls = 'export {};\nmagic();\n';
    assert.deepEqual(await heardOf(names, { 'a.js': calls }, { 'a.js': `${calls}magic(1);\n` }), []);
    assert.deepEqual(await heard({ 'a.js': calls }, { 'b.js': calls }), []);
    assert.deepEqual(await heard({ 'a.ts': calls }, { 'env.d.ts': 'declare function magic(): void;\n' }), []);
    assert.deepEqual(await heard({ 'a.js': calls }, { 'setup.js': 'globalThis.magic = () => 1;\n' }), []);
    assert.deepEqual(await heard({ 'a.js': calls }, { 'b.js': 'export function magic() {}\n' }), [
      'a.js:2 `magic` is called and declared nowhere',
    ]);
  });

  test('is not judged where too many are unknown: then they come from somewhere', async () => {
    assert.equal((await heard({ 'a.js': `export {};\n${calls(20)}` })).length, 20);
    assert.deepEqual(await heard({ 'a.js': `export {};\n${calls(21)}` }), []);
  });

  test('is not judged in what tests are fed with, in typings, nor where the grammar does not follow', async () => {
    const text = 'export {};\nmagic();\n';
    assert.deepEqual(
      await heard({ 'test/fixtures/a.js': text, 'a.d.ts': text, 'b.js': `${text}const = ;\n` }),
      [],
    );
  });
});

suite('an imported name', () => {
  const there: Files = {
    'lib/a.ts': `export const one = 1, { two, x: three } = f(); export function four() {} export default class {}
      export type Five = 1; export enum Six {} export { seven as eight } from './b'; export * from './c'; export * as nine from './c';
      export declare const ten: 1; export abstract class Eleven {}`,
    'lib/b.ts': 'export const seven = 7;',
    'lib/c.ts': "export * from './d.js'; export const twelve = 12;",
    'lib/d.ts': 'export const thirteen = 13;',
    'lib/old.js': 'exports.one = 1; module.exports.two = 2;',
    'lib/open.js': 'module.exports = make(); module.exports.one = 1;',
    'pkg/__init__.py': 'from .a import one\n',
    'pkg/a.py': 'one = 1\ndef two(): pass\n',
    'pkg/sub/__init__.py': '',
  };

  test('that its file gives is right, however it gives it', async () => {
    const all = 'one, two, three, four, Five, Six, eight, nine, ten, Eleven, twelve, thirteen';
    assert.deepEqual(await heard({ 'a.ts': `import it, { ${all} } from './lib/a';\n` }, there), []);
    assert.deepEqual(await heard({ 'a.ts': "import * as all from './lib/a.js';\nall.four();\n" }, there), []);
    assert.deepEqual(await heard({ 'a.js': "const { one, two } = require('./lib/old');\n" }, there), []);
    assert.deepEqual(await heard({ 'a.js': "import { any } from './lib/open.js';\n" }, there), []);
    assert.deepEqual(
      await heard({ 'a.py': 'from pkg import one, a, sub\nfrom pkg.a import two\n' }, there),
      [],
    );
    assert.deepEqual(
      await heard({ 'pkg/b.py': 'from . import a, sub\nfrom .a import two\na.two()\n' }, there),
      [],
    );
  });

  test('that its file does not give is told, with the one that may be meant', async () => {
    const [finding] = await saidOf(names, there, {
      ...there,
      'a.ts': "import {\n  one,\n  fourr,\n} from './lib/a';\n",
    });
    assert.deepEqual(
      [finding?.title, finding?.anchor?.start, finding?.body],
      [
        '`lib/a.ts` has no `fourr`',
        3,
        'Nothing of this name is exported by `lib/a.ts` as this change leaves it. It has `four`.',
      ],
    );
    assert.deepEqual(await heard({ 'a.js': "const { three } = require('./lib/old');\n" }, there), [
      'a.js:1 `lib/old.js` has no `three`',
    ]);
    assert.deepEqual(await heard({ 'a.ts': "import * as all from './lib/b';\nall.six();\n" }, there), [
      'a.ts:2 `lib/b.ts` has no `six`',
    ]);
    assert.deepEqual(await heard({ 'pkg/b.py': 'from .a import three\n' }, there), [
      'pkg/b.py:1 `pkg/a.py` has no `three`',
    ]);
    assert.deepEqual(await heard({ 'pkg/b.py': 'from . import a\na.three()\n' }, there), [
      'pkg/b.py:2 `pkg/a.py` has no `three`',
    ]);
  });

  test('of a file that is not there is told, but for what is made or is no code', async () => {
    const text = `import a from './nowhere';\nimport b from './dist/a.js';\nimport c from './a.svg';\nimport d from './gen?raw';\nimport './made.js';\n`;
    assert.deepEqual(await heard({ 'a.ts': text, '.gitignore': 'made.js\n' }), [
      'a.ts:1 There is no file for the import of `./nowhere`',
    ]);
  });

  test('whose holder is a local variable is not judged by the import', async () => {
    const text =
      "import * as all from './lib/b';\nfunction f() {\n  const all = [];\n  all.push(1);\n}\nall.seven();\nf();\n";
    assert.deepEqual(await heard({ 'a.ts': text }, there), []);
  });

  test('is looked for through files that import each other', async () => {
    const circle = {
      'x.ts': "export * from './y';\nexport const one = 1;\n",
      'y.ts': "export * from './x';\nexport const two = 2;\n",
    };
    assert.deepEqual(await heard({ 'a.ts': "import { one, two, three } from './x';\n" }, circle), [
      'a.ts:1 `x.ts` has no `three`',
    ]);
  });
});
