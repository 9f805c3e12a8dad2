import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readCoverage } from '../../src/project/measured/coverage.ts';
import { mostTests, type ReportFormat, readReport } from '../../src/project/report.ts';
import { treePath } from '../../src/project/reported-path.ts';
import { parseXml } from '../../src/project/xml.ts';

const place = { root: '/project', folder: 'packages/a' };

const reportFormats: readonly ReportFormat[] = [
  'own lines',
  'jest json',
  'mocha json',
  'tap',
  'tape tap',
  'junit',
  'go json',
  'cargo text',
  'rspec json',
  'minitest text',
];

function own(name: string, file = 'a.test.js', message = ''): string {
  return `${JSON.stringify({ names: [name], file, outcome: 'passed', ms: 1, message })}\n`;
}

function testsIn(text: string) {
  const report = readReport('own lines', text, place);
  return report.is === 'report' ? report.tests : assert.fail('unreadable');
}

suite('what a report says is kept harmless:', () => {
  test('names are one line without anything that hides, turns or moves text', () => {
    const [one] = testsIn(own('\u001B[31mred\u001B[0m\n\u202Eback\u202C\u200B \u0007bell\uD800'));
    assert.equal(one?.name, 'red back bell�');
  });

  test('a name of nothing has a name, and a long one is cut', () => {
    const [empty, long] = testsIn(own('\u200B\n') + own('n'.repeat(10_000)));
    assert.equal(empty?.name, '(no name)');
    assert.equal(long?.name, `${'n'.repeat(499)}…`);
  });

  test('messages keep their lines and nothing else', () => {
    const [one] = testsIn(own('a', 'a.test.js', 'one\r\n\u001B]0;title\u0007two\u0000\tthree\u2028'));
    assert.equal(one?.message, 'one\ntwo\tthree');
    assert.equal(testsIn(own('a', 'a', 'm'.repeat(8_000)))[0]?.message.length, 4_000);
  });

  test('a file outside of the tree is none, and that is said', () => {
    const files = ['/etc/passwd', '../../../etc/passwd', '/project', '/projects/b.js', 'x\u0000y', ''];
    const report = readReport('own lines', files.map((file) => own('a', file)).join(''), place);
    assert.deepEqual(report.is === 'report' && [report.tests.map(({ file }) => file), report.leftOut], [
      files.map(() => null),
      ['6 results name a file outside of the repository.'],
    ]);
  });

  test('a duration that cannot be is none', () => {
    const text = '<testsuite><testcase name="a" time="-1"/><testcase name="b" time="soon"/></testsuite>';
    const report = readReport('junit', text, place);
    assert.deepEqual(report.is === 'report' && report.tests.map(({ ms }) => ms), [null, null]);
  });

  test('what is no result is counted and left out', () => {
    const text = `${own('a')}{"names":[],"outcome":"passed"}\nnot even JSON\n${own('b')}`;
    const report = readReport('own lines', text, place);
    assert.deepEqual(report.is === 'report' && [report.tests.length, report.leftOut], [
      2,
      ['2 results of the report cannot be read.'],
    ]);
  });

  test('of a million results the first hundred thousand are kept, and that is said', () => {
    const report = readReport('tap', `TAP version 13\n${'ok\n'.repeat(1_000_000)}`, place);
    assert.deepEqual(report.is === 'report' && [report.tests.length, report.leftOut], [
      mostTests,
      ['The report has more than 100000 results; the rest is left out.'],
    ]);
  });
});

test('after ten thousand lines that are no results, nobody reads on', () => {
  const report = readReport('own lines', 'x\n'.repeat(1_000_000) + own('a'), place);
  assert.deepEqual(report.is === 'report' && [report.tests, report.leftOut], [
    [],
    [
      '10000 results of the report cannot be read.',
      'The report has more than 0 results; the rest is left out.',
    ],
  ]);
});

suite('XML', () => {
  test('of more tags than a report needs is not read', () => {
    assert.deepEqual(readReport('junit', `<testsuite>${'<a/>'.repeat(200_000)}</testsuite>`, place), {
      is: 'unreadable',
    });
  });

  test('with entities of its own, or rules, is not read at all', () => {
    const laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><testsuites>&c;</testsuites>';
    const reading = '<!DOCTYPE a [ <!ENTITY b SYSTEM "file:///etc/passwd"> ]><testsuites>&b;</testsuites>';
    for (const text of [laughs, reading])
      assert.deepEqual(readReport('junit', text, place), { is: 'unreadable' });
  });

  test('may name its rules, which nobody fetches', () => {
    const text =
      '<?xml version="1.0"?><!DOCTYPE coverage SYSTEM "http://example.com/coverage.dtd"><coverage/>';
    assert.deepEqual(readCoverage('cobertura', text, place), { is: 'coverage', files: [], leftOut: [] });
  });

  test('gets its own five entities and characters by number, and no others', () => {
    const element = parseXml('<a b="&lt;&#65;&#x42;&amp;lt;&other;&#99999999;">&gt;<![CDATA[&lt;]]></a>');
    assert.equal(element?.attributes['b'], '<AB&lt;&other;&#99999999;');
    assert.equal(element?.text, '>&lt;');
  });

  test('nested without end, or named like the insides of objects, does no harm', () => {
    assert.equal(parseXml('<a>'.repeat(100_000)), undefined);
    const text = '<testsuite><__proto__ a="1"/><testcase constructor="x" name="a"/></testsuite>';
    const report = readReport('junit', text, place);
    assert(report.is === 'unreadable' || report.tests.length === 1);
    assert.equal(Object.hasOwn(Object.prototype, 'a'), false);
  });
});

suite('whatever is written as a report', () => {
  const pieces = fc.array(
    fc.constantFrom(
      'ok 1 - a',
      'not ok',
      '    ',
      '\n',
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      '<testsuite>',
      '</testsuite>',
      '<testcase',
      '/>',
      '# Subtest: b',
      'test a ... ok',
      'running 1 test',
      '# Running:',
      'SF:a',
      'DA:1,1',
      'end_of_record',
      '\0',
      '&#x;',
      '=',
      ':',
    ),
    { maxLength: 40 },
  );

  test('gives results or none, and never an error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...reportFormats),
        fc.oneof(
          pieces.map((all) => all.join('')),
          fc.json(),
          fc.string(),
        ),
        (format, text) => {
          const report = readReport(format, text, place);
          assert(
            report.is === 'unreadable' || report.tests.every(({ name }) => name !== '' && !/\n/.test(name)),
          );
        },
      ),
    );
  });

  test('gives a coverage of files inside, or none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('lcov', 'istanbul', 'cobertura'),
        fc.oneof(
          pieces.map((all) => all.join('')),
          fc.json(),
        ),
        (format, text) => {
          const read = readCoverage(format, text, place);
          assert(
            read.is === 'unreadable' ||
              read.files.every(({ path }) => !path.startsWith('/') && !path.startsWith('..')),
          );
        },
      ),
    );
  });

  test('a path leads inside or nowhere', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'project', 'packages');
    fc.assert(
      fc.property(fc.array(part), fc.boolean(), (parts, isFull) => {
        const path = treePath(`${isFull ? '/' : ''}${parts.join('/')}`, place);
        assert(
          path === undefined || (!path.split('/').includes('..') && !path.startsWith('/') && path !== ''),
        );
      }),
    );
  });
});
