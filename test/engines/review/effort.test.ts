import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { effortOf, readingsOf } from '../../../src/engines/review/effort.ts';
import type { Risk } from '../../../src/engines/review/unit-risk.ts';
import type { Unit } from '../../../src/engines/review/units.ts';
import { diffOf, hunkAt } from '../../core/diff-writer.ts';

const dull: Risk = { kind: 'code', security: [], concurrency: [], contracts: [], callers: 0 };

function unitOf(changedLines: number, risk: Partial<Risk> = {}, path = 'src/a.js'): Unit {
  const parts = diffOf({ [path]: [hunkAt(1, ['+a();'])] }).map((file) => ({ file, hunks: [] }));
  return { name: path, parts, text: '', changedLines, tokens: 0, risk: { ...dull, ...risk } };
}

suite('the effort', () => {
  test('is small for a few lines, and ordinary for more', () => {
    assert.equal(effortOf([unitOf(10)], 'auto'), 'quick');
    assert.equal(effortOf([unitOf(6), unitOf(5)], 'auto'), 'standard');
  });

  test('is ordinary for one line where it touches what strangers send, or what happens at once', () => {
    assert.equal(effortOf([unitOf(1, { security: ['password', 'token'] })], 'auto'), 'standard');
    assert.equal(effortOf([unitOf(1, { concurrency: ['await', 'lock'] })], 'auto'), 'standard');
    assert.equal(effortOf([unitOf(1, { security: ['token'], concurrency: ['lock'] })], 'auto'), 'quick');
  });

  test('is small for any amount of documents and data, whatever words stand in them', () => {
    const docs = unitOf(900, { kind: 'docs', security: ['password', 'token'] }, 'readme.md');
    assert.equal(effortOf([docs, unitOf(900, { kind: 'data' }, 'a.json')], 'auto'), 'quick');
    assert.equal(effortOf([docs, unitOf(11, { kind: 'test' })], 'auto'), 'standard');
  });

  test('is what the repository wants where it says so', () => {
    assert.equal(effortOf([unitOf(900, { security: ['password', 'token'] })], 'quick'), 'quick');
    assert.equal(effortOf([unitOf(1)], 'thorough'), 'thorough');
  });
});

/** The lenses of each reading. */
function lensesOf(unit: Unit, effort: Parameters<typeof readingsOf>[1]) {
  return readingsOf([unit], effort).map(({ lenses }) => lenses.join(' '));
}

const plain = unitOf(50);
const touchy = unitOf(50, { security: ['password', 'token'] });
const tests = unitOf(50, { kind: 'test' }, 'test/a.test.js');

suite('the readings of a unit', () => {
  test('are one with all questions for a quick look', () => {
    assert.deepEqual(lensesOf(plain, 'quick'), ['logic types contracts resources security']);
    assert.deepEqual(lensesOf(tests, 'quick'), ['logic types contracts resources security tests']);
  });

  test('are two in ordinary code, and three where it is touchy', () => {
    assert.deepEqual(lensesOf(plain, 'standard'), ['logic types', 'contracts resources security']);
    assert.deepEqual(lensesOf(touchy, 'standard'), ['logic types', 'contracts', 'resources security']);
    assert.deepEqual(lensesOf(tests, 'standard'), ['logic types', 'contracts resources security tests']);
    assert.deepEqual(
      lensesOf({ ...tests, risk: { ...tests.risk, concurrency: ['await', 'lock'] } }, 'standard'),
      ['logic types', 'contracts tests', 'resources security'],
    );
  });

  test('are one for each question where the repository wants it thorough', () => {
    assert.deepEqual(lensesOf(plain, 'thorough'), ['logic', 'types', 'contracts', 'resources', 'security']);
    assert.equal(lensesOf(tests, 'thorough').at(-1), 'tests');
  });

  test('are by the strong model, but for one by the fast model of what is no code', () => {
    const docs = unitOf(50, { kind: 'docs' }, 'readme.md');
    const readings = readingsOf([plain, docs], 'thorough');
    assert.deepEqual(
      readings.map(({ unit, model }) => [unit.name, model]),
      [...Array.from({ length: 5 }, () => ['src/a.js', 'strong']), ['readme.md', 'fast']],
    );
    assert.deepEqual(readings.at(-1)?.lenses, ['logic', 'contracts', 'security']);
  });
});
