import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type MappedFile, rankSymbols, renderMap } from '../../src/core/repository-map.ts';

/** A file that defines some names, one a line, and mentions others. */
function file(
  path: string,
  defines: readonly string[],
  mentions: Readonly<Record<string, number>>,
): MappedFile {
  const symbols = defines.map((name, index) => ({
    name,
    kind: 'function' as const,
    line: index * 10 + 1,
    lastLine: index * 10 + 5,
    within: null,
    head: `function ${name}() {`,
  }));
  return { path, symbols, mentions: new Map(Object.entries(mentions)) };
}

const shop = [
  file('cart.ts', ['addToCart', 'emptyCart'], { priceOf: 4, save: 1 }),
  file('price.ts', ['priceOf', 'taxOf'], { taxOf: 1 }),
  file('store.ts', ['save', 'load'], {}),
  file('page.ts', ['render'], { addToCart: 1, emptyCart: 1, priceOf: 1 }),
];

function names(interest: { readonly paths?: readonly string[]; readonly names?: readonly string[] }) {
  const ranked = rankSymbols(shop, { paths: [], names: [], ...interest });
  return ranked.map(({ symbol }) => symbol.name);
}

suite('the map of a repository', () => {
  test('leads from the files of interest to what they use', () => {
    assert.deepEqual(names({ paths: ['cart.ts'] }).slice(0, 2), ['priceOf', 'save']);
    assert.deepEqual(names({ paths: ['page.ts'] }).slice(0, 3), ['priceOf', 'addToCart', 'emptyCart']);
  });

  test('prefers a name that was asked for', () => {
    assert.equal(names({ paths: ['cart.ts'] })[0], 'priceOf');
    assert.equal(names({ paths: ['cart.ts'], names: ['save'] })[0], 'save');
  });

  test('puts a name that everybody defines behind one that is defined once', () => {
    const many = Array.from({ length: 8 }, (_, index) => file(`${index}.ts`, ['init'], {}));
    const ranked = rankSymbols(
      [file('a.ts', ['only'], {}), file('b.ts', [], { init: 1, only: 1 }), ...many],
      {
        paths: [],
        names: [],
      },
    );
    assert.equal(ranked[0]?.symbol.name, 'only');
  });

  test('shows as many symbols as fit, each file once and in its own order', () => {
    const ranked = rankSymbols(shop, { paths: ['page.ts'], names: [] });
    const map = renderMap(ranked, 110, (text) => text.length);
    assert.equal(
      map,
      [
        'price.ts',
        '    1  function priceOf() {',
        'cart.ts',
        '    1  function addToCart() {',
        '   11  function emptyCart() {',
      ].join('\n'),
    );
    assert.equal(
      renderMap(ranked, 0, (text) => text.length),
      '',
    );
  });

  test('of an empty repository is empty', () => {
    assert.equal(
      renderMap(rankSymbols([], { paths: [], names: [] }), 100, (text) => text.length),
      '',
    );
  });
});
