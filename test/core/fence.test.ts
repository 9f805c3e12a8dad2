import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assert as check, constantFrom, property, string } from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { codeSpan, fence } from '../../src/core/fence.ts';

const unit = constantFrom('`', '``', '```', '~', ' ', '\n', 'a', '<', '\\', '|');

suite('a fenced block', () => {
  test('holds code with its language', () => {
    assert.equal(fence('const a = 1;', 'ts'), '```ts\nconst a = 1;\n```');
    assert.equal(fence('', 'ts'), '```ts\n```');
    assert.equal(fence('a\n', 'c++ title="`x`"'), '```c++titlex\na\n```');
  });

  test('is longer than any fence in it', () => {
    assert.equal(fence('````\na\n````'), '`````\n````\na\n````\n`````');
  });

  test('holds any code whole', () => {
    check(
      property(string({ unit }), (code) => {
        const [block, ...more] = fromMarkdown(`${fence(code, 'js')}\n\nafter`).children;
        assert.deepEqual(
          more.map(({ type }) => type),
          ['paragraph'],
        );
        assert.equal(block?.type === 'code' && block.value, code.replace(/\n$/, ''));
      }),
      { numRuns: 1000 },
    );
  });
});

suite('inline code', () => {
  test('shows text on one line', () => {
    assert.equal(codeSpan('a'), '`a`');
    assert.equal(codeSpan('a`b'), '``a`b``');
    assert.equal(codeSpan('`'), '`` ` ``');
    assert.equal(codeSpan('a\r\nb'), '`a b`');
    assert.equal(codeSpan(''), '` `');
  });

  test('keeps out of the way of back-ticks around it', () => {
    assert.equal(codeSpan('a`b', new Set([2])), '```a`b```');
  });

  test('shows any text, apart from line ends', () => {
    check(
      property(string({ unit }), (text) => {
        const [paragraph] = fromMarkdown(`x${codeSpan(text)}x`).children;
        const [, code] = paragraph?.type === 'paragraph' ? paragraph.children : [];
        assert.equal(code?.type === 'inlineCode' && code.value, text.replace(/\n+/g, ' ') || ' ');
      }),
      { numRuns: 1000 },
    );
  });
});
