import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from '../../src/core/nearest.ts';

const known = ['enabled', 'drafts', 'bots', 'ignore'];

test('a name that is nearly right leads to the right one', () => {
  const misspelt = { enabeld: 'enabled', draft: 'drafts', bot: 'bots', Ignore: 'ignore', ignroe: 'ignore' };
  for (const [name, meant] of Object.entries(misspelt)) assert.equal(nearest(name, known), meant);
});

test('a name that is something else leads nowhere', () => {
  for (const name of ['', 'x', 'colour', 'toString', 'dro']) assert.equal(nearest(name, known), null);
});

test('of two near names the nearer one is meant', () => {
  assert.equal(nearest('models', ['mode', 'model']), 'model');
});
