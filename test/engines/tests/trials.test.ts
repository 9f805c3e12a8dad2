import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Suite } from '../../../src/engines/tests/suite.ts';
import { trialsFor } from '../../../src/engines/tests/trials.ts';

/** A suite of a hundred tests, and what those of each file took. */
function suiteOf(fileMs: Suite['fileMs'], tests = 100): Suite {
  return {
    run: { command: 'node --test', passed: tests, failed: [], because: null },
    passed: Array.from({ length: tests }, (_, at) => `test ${at}`),
    covered: {},
    unmeasured: null,
    ms: Object.values(fileMs).reduce((sum, ms) => sum + ms, 0),
    fileMs,
  };
}

function importers(...paths: readonly string[]) {
  return paths.map((path) => ({ path, mentions: 1 }));
}

/** The files of each trial, and what is told of who was asked. */
function tried(...[tests, found]: Parameters<typeof trialsFor>) {
  return trialsFor(tests, found).map(({ what, by }) => [what.is === 'files' ? what.files : what.is, by]);
}

const place = { path: 'test/queue.js', isNew: false };

suite('what is run to know the faults that nobody notices', () => {
  test('is the whole of a small suite', () => {
    assert.deepEqual(tried({ place, importers: [] }, suiteOf({ 'test/queue.js': 900 }, 20)), [['all', null]]);
  });

  test('is every file that imports the target, and should that take too long, the first of them', () => {
    const found = tried({ place, importers: importers('test/queue.js', 'test/rate.js') }, suiteOf({}));
    assert.deepEqual(found, [
      [['test/queue.js', 'test/rate.js'], null],
      [['test/queue.js'], ['test/queue.js']],
    ]);
  });

  test('leaves out a file that took long, and says so', () => {
    const times = { 'test/queue.js': 40_000, 'test/rate.js': 2_000, 'test/strict.js': 1_000 };
    const paths = importers('test/queue.js', 'test/rate.js', 'test/strict.js');
    const quick = ['test/rate.js', 'test/strict.js'];
    assert.deepEqual(tried({ place, importers: paths }, suiteOf(times)), [
      [quick, quick],
      [['test/rate.js'], ['test/rate.js']],
    ]);
  });

  test('are no more files than are quick together', () => {
    const times = { 'test/a.js': 3_000, 'test/b.js': 3_000, 'test/c.js': 1_000 };
    const paths = importers('test/a.js', 'test/b.js', 'test/c.js');
    const [first] = tried({ place: { ...place, isNew: true }, importers: paths }, suiteOf(times));
    assert.deepEqual(first, [
      ['test/a.js', 'test/c.js'],
      ['test/a.js', 'test/c.js'],
    ]);
  });

  test('is a slow file, where there is no other: by itself it may be quick enough', () => {
    const only = tried(
      { place, importers: importers('test/queue.js') },
      suiteOf({ 'test/queue.js': 40_000 }),
    );
    assert.deepEqual(only, [[['test/queue.js'], null]]);
  });

  test('is nothing where no file is known to import the target', () => {
    assert.deepEqual(tried({ place: { ...place, isNew: true }, importers: [] }, suiteOf({})), []);
  });

  test('is given up sooner where nothing is known of how long it takes', () => {
    const tests = { place, importers: importers('test/queue.js') };
    const known = trialsFor(tests, suiteOf({ 'test/queue.js': 2_000 }));
    const unknown = trialsFor(tests, suiteOf({}));
    assert.deepEqual(
      [known, unknown].map((trials) => trials.map(({ mostMs }) => mostMs)),
      [[30_000], [10_000]],
    );
  });
});
