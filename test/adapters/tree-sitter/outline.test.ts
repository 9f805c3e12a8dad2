import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { mentionsOf, outlineOf, symbolAround } from '../../../src/core/outline.ts';
import type { SyntaxTree } from '../../../src/core/syntax-tree.ts';

const syntax = openSyntax({ clock: { now: () => performance.now() } });

async function parsed(path: string, text: string): Promise<SyntaxTree> {
  const tree = await syntax.parse(path, text);
  if (tree.is !== 'parsed') assert.fail(`${path} was not parsed: ${tree.because}`);
  return tree;
}

async function symbolsIn(path: string, text: string): Promise<readonly string[]> {
  const { symbols } = outlineOf(await parsed(path, text));
  return symbols.map(({ kind, name, within }) => `${kind} ${within === null ? '' : `${within}.`}${name}`);
}

async function callsIn(path: string, text: string): Promise<readonly string[]> {
  return outlineOf(await parsed(path, text)).calls.map(({ name }) => name);
}

suite('the outline of a text', () => {
  test('in JavaScript names what is declared, bound to a name, and tested', async () => {
    const text = `
      export default class Cart { #sum() {} get size() { return 1 } static empty = () => 1 }
      const total = function () {}, shop = { open() {}, shut: () => 1 };
      exports.price = () => {};
      Cart.prototype.add = function () {};
      export async function pay() {}
      const limit = 3;
      describe('a cart', () => { it('adds', () => {}); it.each([1])('adds %s', () => {}); });`;
    assert.deepEqual(await symbolsIn('cart.js', text), [
      'class Cart',
      'method Cart.#sum',
      'method Cart.size',
      'function Cart.empty',
      'function total',
      'method open',
      'function shut',
      'function price',
      'function add',
      'function pay',
      'test a cart',
      'test a cart.adds',
      'test a cart.adds %s',
    ]);
  });

  test('in TypeScript names types as well', async () => {
    const text = `
      export interface Price { cents: number }
      type Id = string; enum Kind { A } declare function tax(price: Price): Price;
      abstract class Shop { abstract open(): void; private shut = () => 1 }`;
    assert.deepEqual(await symbolsIn('shop.ts', text), [
      'interface Price',
      'type Id',
      'enum Kind',
      'function tax',
      'class Shop',
      'method Shop.open',
      'function Shop.shut',
    ]);
    assert.deepEqual(await symbolsIn('view.tsx', 'const View = () => <a onClick={() => go()}>{x}</a>;'), [
      'function View',
    ]);
  });

  const others: readonly (readonly [path: string, text: string, symbols: readonly string[]])[] = [
    [
      'a.py',
      'class A(B):\n  @d\n  def f(self): pass\ndef test_f(): pass\ng = lambda: 1\n',
      ['class A', 'function A.f', 'test test_f', 'function g'],
    ],
    [
      'a.go',
      'package a\ntype T struct{}\nfunc (t T) M() {}\nfunc TestM(t *testing.T) {}\nfunc Testing() {}\n',
      ['type T', 'method M', 'test TestM', 'function Testing'],
    ],
    [
      'a.rs',
      'struct S;\ntrait T {}\nimpl T for S { fn g(&self) {} }\n#[test]\nfn works() {}\n',
      ['class S', 'interface T', 'function g', 'test works'],
    ],
    [
      'A.java',
      'class A {\n  A() {}\n  @Test\n  void m() {}\n  void n() {}\n}\ninterface I {}\nrecord R(int a) {}\n',
      ['class A', 'method A.A', 'test A.m', 'method A.n', 'interface I', 'class R'],
    ],
    [
      'a.rb',
      'module M\n  class A\n    def f; end\n    def self.s; end\n    def test_f; end\n  end\nend\n',
      ['module M', 'class M.A', 'method A.f', 'method A.s', 'test A.test_f'],
    ],
    [
      'a.php',
      '<?php\nfunction f() {}\nclass A {\n  #[Test]\n  public function works() {}\n  public function testF() {}\n}\n',
      ['function f', 'class A', 'test A.works', 'test A.testF'],
    ],
    [
      'a.cs',
      'class A {\n  [Fact]\n  public void Works() {}\n  int F() { return 1; }\n}\n',
      ['class A', 'test A.Works', 'method A.F'],
    ],
    [
      'a.cpp',
      'namespace n {\nclass A {};\nint A::f(int a) { return a; }\nint *p(void) { return 0; }\n}\n',
      ['module n', 'class n.A', 'function n.f', 'function n.p'],
    ],
    ['a.sh', 'f() { echo; }\nfunction g { echo; }\n', ['function f', 'function g']],
    ['a.ps1', 'function Get-X { Write-Host 1 }\n', ['function Get-X']],
  ];
  for (const [path, text, symbols] of others) {
    test(`in ${path} names what is defined and what is a test`, async () => {
      assert.deepEqual(await symbolsIn(path, text), symbols);
    });
  }

  test('tells what is called by its last name', async () => {
    assert.deepEqual(await callsIn('a.ts', 'a.b?.c(); new Map<string, number>(); f(g(1)); (await h)();'), [
      'c',
      'Map',
      'f',
      'g',
      'h',
    ]);
    assert.deepEqual(await callsIn('a.py', 'a.b(c())\n'), ['b', 'c']);
    assert.deepEqual(await callsIn('a.go', 'package a\nfunc f() { go g(); fmt.Println(h()) }\n'), [
      'g',
      'Println',
      'h',
    ]);
    assert.deepEqual(await callsIn('a.rs', 'fn f() { a.b(c!(1)); D::e(); }'), ['b', 'c', 'e']);
  });

  test('tells what is brought in', async () => {
    const { imports } = outlineOf(
      await parsed('a.ts', "import a, { b } from 'c';\nimport type { D } from './d.ts';\n"),
    );
    assert.deepEqual(imports, [
      { text: "import a, { b } from 'c';", line: 1 },
      { text: "import type { D } from './d.ts';", line: 2 },
    ]);
  });

  test('finds the innermost symbol round a line, and every mention of a name', async () => {
    const tree = await parsed('a.ts', 'class A {\n  f() {\n    return g;\n  }\n}\n// g\nconst g = "g";\n');
    assert.equal(symbolAround(outlineOf(tree), 3)?.name, 'f');
    assert.equal(symbolAround(outlineOf(tree), 7), undefined);
    assert.deepEqual(mentionsOf(tree, 'g'), [3, 7]);
  });
});
