import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { type CoverageFormat, mostFiles, readCoverage } from '../../src/project/measured/coverage.ts';

const place = { root: '/project', folder: 'shop' };

async function recorded(name: string, format: CoverageFormat, folder = '') {
  const text = await readFile(join(import.meta.dirname, '../../fixtures/reports', name), 'utf8');
  const read = readCoverage(format, text, { root: '/project', folder });
  if (read.is === 'unreadable') assert.fail('unreadable');
  assert.deepEqual(read.leftOut, []);
  return read.files.map(({ path, lines, branches }) => [
    path,
    lines.map(({ line, hits }) => `${line}:${hits}`).join(' '),
    branches.map(({ line, hits }) => `${line}:${hits}`).join(' '),
  ]);
}

suite('lines and branches are read as they were measured by', () => {
  test('vitest, in LCOV, its files seen from the folder of the project', async () => {
    assert.deepEqual(await recorded('vitest.lcov', 'lcov', 'packages/shop'), [
      ['packages/shop/src/shop.js', '2:2 3:1 7:1', '2:1 2:1 7:0 7:1'],
    ]);
  });

  test('Node, in LCOV, which tells of the ways that were there', async () => {
    assert.deepEqual(await recorded('node-test.lcov', 'lcov'), [
      ['src/shop.js', '1:1 2:2 3:1 4:2 5:1 6:1 7:1 8:1', '1:1 1:2 2:1 6:1 7:0'],
    ]);
  });

  test('Istanbul, in its own JSON', async () => {
    assert.deepEqual(await recorded('vitest-istanbul.json', 'istanbul'), [
      ['src/shop.js', '2:2 3:1 7:1', '2:1 2:1 7:0 7:1'],
    ]);
  });

  test("coverage.py, in Cobertura's XML", async () => {
    const [shop, tests] = await recorded('coverage-py.xml', 'cobertura');
    assert.deepEqual(shop, ['shop.py', '1:1 2:1 3:1 4:1 7:1 8:1', '2:1 2:1']);
    assert.equal(tests?.[0], 'tests/test_shop.py');
  });
});

suite('a file is known by its full path:', () => {
  test('files of one name in several folders stay apart', () => {
    const text = ['a/utils.ts', 'b/utils.ts', 'b/test_utils.ts']
      .map((path, index) => `SF:${path}\nDA:1,${index}\nend_of_record\n`)
      .join('');
    const read = readCoverage('lcov', text, place);
    assert.deepEqual(read.is === 'coverage' && read.files.map(({ path, lines }) => [path, lines[0]?.hits]), [
      ['shop/a/utils.ts', 0],
      ['shop/b/test_utils.ts', 2],
      ['shop/b/utils.ts', 1],
    ]);
  });

  test('what comes twice is added up', () => {
    const text =
      'SF:a.ts\nDA:1,1\nBRDA:1,0,0,2\nBRDA:1,0,1,-\nend_of_record\nSF:/project/shop/./a.ts\nDA:1,2\nDA:2,0\nBRDA:1,0,0,3\nend_of_record\n';
    assert.deepEqual(readCoverage('lcov', text, place), {
      is: 'coverage',
      files: [
        {
          path: 'shop/a.ts',
          lines: [
            { line: 1, hits: 3 },
            { line: 2, hits: 0 },
          ],
          branches: [
            { line: 1, way: '0,0', hits: 5 },
            { line: 1, way: '0,1', hits: 0 },
          ],
        },
      ],
      leftOut: [],
    });
  });

  test('a name that could begin at several sources begins at none', () => {
    const xml =
      '<coverage><sources><source>/project/a</source><source>/project/b</source></sources><packages><class filename="c.py"><lines><line number="1" hits="1"/></lines></class></packages></coverage>';
    assert.deepEqual(readCoverage('cobertura', xml, place), {
      is: 'coverage',
      files: [],
      leftOut: ['The coverage of 1 files outside of the repository is left out.'],
    });
  });
});

test('of a line with very many ways, a part stands for all', () => {
  const line = '<line number="1" hits="1" branch="true" condition-coverage="50% (500/1000)"/>';
  const xml = `<coverage><sources><source>.</source></sources><class filename="a.py"><lines>${line}</lines></class></coverage>`;
  const read = readCoverage('cobertura', xml, place);
  const ways = read.is === 'coverage' ? read.files.flatMap(({ branches }) => branches) : [];
  assert.deepEqual([ways.length, ways.filter(({ hits }) => hits > 0).length], [20, 10]);
});

suite('what cannot be is left out:', () => {
  test('lines before the first, counts below nothing, and words', () => {
    const text =
      'SF:a.ts\nDA:0,1\nDA:-1,1\nDA:1,-5\nDA:x,1\nDA:2,99999999999999999999\nBRDA:1,0,0,x\nend_of_record\n';
    const read = readCoverage('lcov', text, place);
    assert.deepEqual(read.is === 'coverage' && read.files, [{ path: 'shop/a.ts', lines: [], branches: [] }]);
    const xml =
      '<coverage><sources><source>.</source></sources><class filename="a.py"><lines><line number="x" hits="1"/><line number="1" hits="1e400"/></lines></class></coverage>';
    assert.deepEqual(readCoverage('cobertura', xml, place), {
      is: 'coverage',
      files: [{ path: 'shop/a.py', lines: [], branches: [] }],
      leftOut: [],
    });
  });

  test('files beyond a number that no repository needs', () => {
    const text = Array.from(
      { length: mostFiles + 5 },
      (_, index) => `SF:${index}.ts\nDA:1,1\nend_of_record\n`,
    ).join('');
    const read = readCoverage('lcov', text, place);
    assert.deepEqual(read.is === 'coverage' && [read.files.length, read.leftOut], [
      mostFiles,
      ['The coverage report is too large; what lies behind its limit is left out.'],
    ]);
  });

  test('a text that is no such report', () => {
    for (const format of ['lcov', 'istanbul', 'cobertura'] as const)
      assert.deepEqual(readCoverage(format, '<html>not found</html>', place), { is: 'unreadable' }, format);
  });
});
