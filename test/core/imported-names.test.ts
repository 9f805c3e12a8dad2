import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { importableFiles, importedFiles } from '../../src/core/imported-files.ts';
import { importedNames } from '../../src/core/imported-names.ts';
import type { LanguageName } from '../../src/core/languages.ts';

suite('The imports of a file', () => {
  test('are found in every language, with where from', () => {
    const cases: readonly (readonly [LanguageName, string, readonly string[]])[] = [
      ['typescript', "import { a } from './a.ts';", ['./a.ts']],
      ['typescript', "export * from './b.ts';", ['./b.ts']],
      ['javascript', "const { a } = require('./a'), b = 1;", ['./a']],
      ['python', 'from .models import A, B', ['.models']],
      ['python', 'import requests.models', ['requests.models']],
      ['go', 'import "fmt"', ['fmt']],
      ['rust', 'pub use crate::a::B;', ['crate::a::B']],
      ['java', 'import static com.example.Cart.total;', ['com.example.Cart.total']],
      ['ruby', "require_relative 'cart'", ['cart']],
      ['php', 'use App\\Models\\Cart;', ['App\\Models\\Cart']],
      ['c-sharp', 'using System.Text;', ['System.Text']],
      ['cpp', '#include <a/b.h>', ['a/b.h']],
      ['bash', '. lib/common.sh', ['lib/common.sh']],
    ];
    for (const [language, line, sources] of cases)
      assert.deepEqual(
        importedNames(['', line, ''], language).map(({ from, to, sources: found }) => ({ from, to, found })),
        [{ from: 2, to: 2, found: sources }],
        line,
      );
  });

  test('may take many lines', () => {
    assert.deepEqual(importedNames(['import {', '  a,', '  b as c,', "} from 'x';", 'a();'], 'tsx'), [
      { from: 1, to: 4, sources: ['x'], words: new Set(['import', 'a', 'b', 'as', 'c', 'from']) },
    ]);
    assert.deepEqual(
      importedNames(['import (', '\t"fmt"', '\tx "a.b/c"', ')'], 'go').map(({ to, sources }) => ({
        to,
        sources,
      })),
      [{ to: 4, sources: ['fmt', 'a.b/c'] }],
    );
  });

  test('are not what only looks like one', () => {
    const lines = [
      'const { a } = b;',
      "const c = load('./c');",
      'let d = {',
      "  from: 'e',",
      '};',
      'import.meta.url;',
    ];
    assert.deepEqual(importedNames(lines, 'typescript'), []);
    assert.deepEqual(importedNames(['using var file = Open();', 'using (x) {'], 'c-sharp'), []);
  });
});

suite('The files that an import means', () => {
  const files = importableFiles([
    'src/a.ts',
    'src/cart/index.ts',
    'src/cart/total.ts',
    'lib/util.js',
    'pkg/models.py',
    'pkg/__init__.py',
    'java/com/example/Cart.java',
    'rust/src/net/mod.rs',
    'include/pool/pool.h',
  ]);

  test('are found as its language looks for them', () => {
    const cases: readonly (readonly [LanguageName, path: string, source: string, readonly string[]])[] = [
      ['typescript', 'src/b.ts', './a.js', ['src/a.ts']],
      ['typescript', 'src/b.ts', './cart', ['src/cart/index.ts']],
      ['typescript', 'src/cart/total.ts', '../a.ts', ['src/a.ts']],
      ['typescript', 'web/b.ts', '@/cart/total', ['src/cart/total.ts']],
      ['javascript', 'test/util.js', '../lib/util', ['lib/util.js']],
      ['python', 'pkg/sessions.py', '.models', ['pkg/models.py']],
      ['python', 'pkg/sessions.py', '.', ['pkg/__init__.py']],
      ['python', 'test/a.py', 'pkg.models', ['pkg/models.py']],
      ['java', 'Shop.java', 'com.example.Cart', ['java/com/example/Cart.java']],
      ['rust', 'rust/src/main.rs', 'crate::net', ['rust/src/net/mod.rs']],
      ['cpp', 'pool.c', 'pool/pool.h', ['include/pool/pool.h']],
    ];
    for (const [language, path, source, wanted] of cases)
      assert.deepEqual(importedFiles(source, { path, language }, files), wanted, source);
  });

  test('are none for a library', () => {
    for (const source of ['a', 'cart', '@scope/a', 'node:util'])
      assert.deepEqual(importedFiles(source, { path: 'src/b.ts', language: 'typescript' }, files), []);
    assert.deepEqual(importedFiles('../models', { path: 'a.ts', language: 'tsx' }, files), []);
  });
});
