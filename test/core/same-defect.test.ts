import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { areSame, isTold } from '../../src/core/same-defect.ts';
import { findingOf } from './finding-writer.ts';

/** A finding on these lines of `src/a.ts`. */
function at(start: number, end: number, title: string, side: 'old' | 'new' = 'new') {
  return findingOf({ anchor: { path: 'src/a.ts', side, start, end }, title });
}

const loop = at(10, 12, 'The loop reads past the end of the list');

suite('two findings on one head are the same', () => {
  test('where their lines meet and they share some words, whatever category they were put into', () => {
    assert.ok(areSame(loop, { ...at(12, 14, 'Reading beyond the list crashes'), category: 'contract' }));
  });

  test('where they stand close to one another and share more words', () => {
    assert.ok(areSame(loop, at(17, 17, 'Loops read past their end')));
    assert.ok(!areSame(loop, at(18, 18, 'The loop reads past the end of the list')));
  });

  test('but not where other words tell of the same lines', () => {
    assert.ok(!areSame(loop, at(10, 12, 'Nobody awaits this promise')));
    assert.ok(!areSame(loop, at(14, 14, 'An empty list divides by zero')));
  });

  test('but not on the other side, or in another file', () => {
    assert.ok(!areSame(loop, at(10, 12, loop.title, 'old')));
    assert.ok(!areSame(loop, { ...loop, path: 'src/b.ts' }));
  });

  test('without lines, as told ones are: by nearly all words, or by code and some', () => {
    const nowhere = { ...loop, anchor: null };
    assert.ok(areSame(loop, nowhere));
    assert.ok(!areSame(loop, { ...nowhere, quote: '', title: 'The list is copied on each round' }));
  });
});

suite('a finding was told before', () => {
  const told = {
    path: 'src/a.ts',
    quote: 'for (let i = 0; i <= n; i++)',
    title: 'The loop reads past the end of the list',
  };

  test('where its code is the same but for layout, and it shares some words', () => {
    assert.ok(
      isTold(
        { ...told, quote: '  for (let i=0; i<=n; i++) {\n    sum();', title: 'Reads an item too many' },
        told,
      ),
    );
  });

  test('where its code was rewritten, only by nearly all of its words', () => {
    assert.ok(
      isTold({ ...told, quote: 'while (i <= n)', title: 'Loop reads past end of a longer list' }, told),
    );
    assert.ok(!isTold({ ...told, quote: 'while (i <= n)', title: 'The loop never ends' }, told));
  });

  test('but not where only words that tell nothing are shared', () => {
    assert.ok(!isTold({ ...told, title: 'This is not what it has been when it was' }, told));
  });

  test('but not by code that stands everywhere', () => {
    const brace = { path: 'src/a.ts', quote: '}', title: 'The loop never ends' };
    assert.ok(!isTold({ ...brace, title: 'A loop of promises is not awaited' }, brace));
  });

  test('but not by a few letters that its code holds, too', () => {
    assert.ok(!isTold({ ...told, quote: 'i++', title: 'The list is never filled' }, told));
  });

  test('but not in another file', () => {
    assert.ok(!isTold({ ...told, path: 'src/b.ts' }, told));
  });

  test('and also where of the earlier one only its comment is left', () => {
    const comment = { path: 'src/a.ts', quote: '', title: 'The loop reads past the end' };
    assert.ok(isTold(told, comment));
  });
});
