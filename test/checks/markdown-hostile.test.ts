import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { array, assert as check, constantFrom, property, string } from 'fast-check';
import { neutralise, neutraliseLine, neutraliseLines } from '../../src/checks/markdown.ts';
import { fence } from '../../src/core/fence.ts';
import { offences } from './markdown-oracle.ts';

const allowed = {
  origin: 'https://github.com',
  repository: { owner: 'octo', repo: 'app' },
  closing: [12],
};

suite('any text on its way out', () => {
  test('offends in nothing and is the same when neutralised twice', () => {
    check(
      property(array(hostile(), { maxLength: 12 }), (pieces) => {
        const out = neutralise(pieces.join(''), allowed);
        assert.deepEqual(offences(out), []);
        assert.equal(neutralise(out, allowed), out);
      }),
      { numRuns: 2500 },
    );
  });

  test('keeps each block of code byte for byte', () => {
    check(
      property(
        array(string({ unit: constantFrom('`', '~', '\n', '@user', '/', '<!--', ' ', '#1', 'fixes ') })),
        (codes) => {
          const blocks = codes.map((code) => fence(code, 'suggestion'));
          const text = blocks.join('\n\nand\n\n');
          assert.equal(neutralise(text, allowed), text);
        },
      ),
      { numRuns: 500 },
    );
  });
});

suite('a title on its way out', () => {
  test('is one line in which nothing is live', () => {
    assert.equal(
      neutraliseLine(
        '/ Fixes #1:\n@user broke\u202E a/b#3 at https://x.co, a@b.co, <!-- GH-4, fix GH-4, see #7',
      ),
      'Fixes # 1: @ user broke a/b# 3 at https: //x.co, a@ b.co, < !-- GH-4, fix GH- 4, see # 7',
    );
  });

  test('is short enough for GitHub', () => {
    assert.equal(neutraliseLine('word '.repeat(100)), `${'word '.repeat(49)}word…`);
  });

  test('is the same when neutralised twice', () => {
    check(
      property(array(hostile(), { maxLength: 20 }), (pieces) => {
        const line = neutraliseLine(pieces.join(''));
        assert.equal(neutraliseLine(line), line);
        assert.doesNotMatch(line, /\n|^\/|(?<![A-Za-z0-9])@[a-z0-9]|\w:\/\/\w|\bfixes:?\s*#\d/i);
      }),
      { numRuns: 2000 },
    );
  });
});

suite('plain text of several lines on its way out', () => {
  test('keeps its lines, in which nothing is live', () => {
    const text = 'Fixes\r\n#1:\n\n\n\n/ /stop\n  @user, see #7\n';
    assert.equal(neutraliseLines(text), 'Fixes\n# 1:\n\nstop\n@ user, see # 7');
  });

  test('is the same when neutralised twice', () => {
    check(
      property(array(hostile(), { maxLength: 20 }), (pieces) => {
        const text = neutraliseLines(pieces.join(''));
        assert.equal(neutraliseLines(text), text);
        assert.doesNotMatch(text, /^\s*\/|(?<![A-Za-z0-9])@[a-z0-9]|\w:\/\/\w|\bfixes[:\s]*#\d/im);
      }),
      { numRuns: 2000 },
    );
  });
});

function hostile() {
  return constantFrom(...words, ...words, ...marks, ...lines, ...spaced);
}

const words =
  '@user @org/team \\@user &#64;user &commat;user a@x a@b.co (@x #1 &#35;1 GH-1 a/b#1 octo/app#1 octo/app#12 #12 Fixes fixes: CLOSED resolve **fix** http://x.co https://github.com/octo/app/issues/1 https://github.com/a/b/issues/1 www.x.co <http://x.co> <a@b.co> mailto:a@b.co /cmd / <br> <b> </b> <img <kbd> <String> <details> </details> <summary> </summary> <script> </pre> <? --> a/b@0123456 https://github.com/octo/app/@user word'.split(
    ' ',
  );
const marks =
  '` `` ``` ~~~ * ** _ ~~ | [ ] ![ ]( ) [a] ](u) ![a](u) [^1] \\ & ; < > " \' ! : # ( . - \u200B \u202E ❤️'.split(
    ' ',
  );
const lines = [
  '\n',
  '\n',
  '\n\n',
  '\n\n',
  '\r\n',
  '\n> ',
  '\n- ',
  '\n1. ',
  '\n  ',
  '\n    ',
  '\n/',
  '\n```\n',
  '\n~~~\n',
  '\n# ',
  '\n===\n',
  '\n|-|-|\n',
  '\n[a]: ',
  '\n[^1]: ',
  '\n<',
  '\n- [ ] ',
];
const spaced = [
  ' ',
  ' ',
  ' ',
  '  ',
  '\t',
  '[a](http://x.co "t")',
  '[a]: http://x.co',
  '\n\n[a]: https://github.com/octo/app "t"\n\n',
  '<!-- x -->',
  '<!-- ',
  '<a href="http://x.co">',
  '<div\n',
  '<img src="u" alt="',
  '\n\n[//]: # (x)\n',
];
