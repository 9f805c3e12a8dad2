import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { instructionsFor } from '../../src/config/instructions.ts';
import { leftOut } from '../../src/config/left-out.ts';

const nothing: readonly string[] = [];

suite('a review leaves out', () => {
  test('what the configuration names, and what machines and others wrote', () => {
    const reasonFor = leftOut({ ignore: ['*.csv'] });
    assert.equal(reasonFor('data/prices.csv', nothing), 'the configuration leaves it out');
    assert.equal(reasonFor('yarn.lock', nothing), 'a lockfile, which a package manager writes');
    assert.equal(reasonFor('src/api.ts', ['// @generated']), 'generated, as its first lines say');
    assert.equal(reasonFor('src/cart.ts', ['// The cart.']), undefined);
  });

  test('what .gitattributes call generated or vendored', () => {
    const reasonFor = leftOut(
      { ignore: [] },
      'api/** linguist-generated\nlib/** linguist-vendored\ndist/keep.ts -linguist-generated\n',
    );
    assert.equal(reasonFor('api/client.ts', nothing), 'generated, as .gitattributes says');
    assert.equal(reasonFor('lib/x.ts', nothing), 'code of others, as .gitattributes says');
    assert.equal(reasonFor('dist/main.js', nothing), 'built from other files, in dist/');
    assert.equal(reasonFor('dist/keep.ts', nothing), undefined);
  });

  test('nothing that the configuration takes in again', () => {
    const reasonFor = leftOut({ ignore: ['!dist/', 'dist/old/', '!/api/'] }, 'api/** linguist-generated\n');
    assert.equal(reasonFor('dist/main.js', nothing), undefined);
    assert.equal(reasonFor('dist/old/main.js', nothing), 'the configuration leaves it out');
    assert.equal(reasonFor('api/client.ts', ['// @generated']), undefined);
  });
});

test('instructions go with the files that they are about', () => {
  const instructions = [
    { paths: ['**'], text: 'everywhere' },
    { paths: ['src/api/', '!*.test.ts'], text: 'routes' },
    { paths: ['*.sql'], text: 'queries' },
  ];
  assert.deepEqual(instructionsFor({ instructions }, ['src/api/cart.ts', 'src/api/cart.test.ts']), [
    'everywhere',
    'routes',
  ]);
  assert.deepEqual(instructionsFor({ instructions }, ['src/api/cart.test.ts']), ['everywhere']);
  assert.deepEqual(instructionsFor({ instructions }, []), []);
});
