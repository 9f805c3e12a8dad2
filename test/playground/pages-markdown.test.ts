import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { markdown } from '../../playground/pages/markdown.ts';

function shown(text: string, replaced: readonly string[] = []) {
  const { html } = markdown(text, { repository: 'alice/app', replaced });
  return html.replace(/^<div class="text">/, '').replace(/<\/div>$/, '');
}

function table(rows: string) {
  return `<figure class="suggestion"><figcaption>Suggested change</figcaption><table class="diff">${rows}</table></figure>`;
}

function row(kind: string, sign: string, text: string) {
  return `<tr class="${kind}"><td class="sign">${sign}</td><td class="code">${text}</td></tr>`;
}

/** What pages may hold of tags and attributes; all of it harmless under the page's security policy. */
const names =
  'a|blockquote|br|code|del|details|div|em|figcaption|figure|h[1-6]|hr|img|input|kbd|li|ol|p|pre|section|strong|sub|summary|sup|table|tbody|td|th|thead|tr|ul';
const address = '(?:href|src)="(?:(?:https?|mailto|xmpp):[^"<>]*|[^":/?#<>]*(?:[/?#][^"<>]*)?)"';
const other =
  '(?:class|alt|title|id|align|start|type|disabled|checked|aria-label|aria-describedby|data-footnote-ref|data-footnote-backref|data-footnotes|dir)="[^"<>]*"';
const allowed = new RegExp(`</?(?:${names})(?: (?:${address}|${other}))*(?: /)?>`, 'g');

const signs = '< > " \' = / !-- --> ` ```suggestion #1 &lt; &#60; \\ [a]( ) ![ ] [^1] ~'.split(' ');
const words = ['\n', ' ', 'script', 'details', 'br', 'onclick', 'javascript:', '[^1]: ', '| a |', 'www.a.b'];
const piece = fc.oneof(fc.constantFrom(...signs, ...words), fc.string({ maxLength: 3 }));

suite('markdown on a page', () => {
  test('keeps a few harmless tags, without their attributes, and shows all others as text', () => {
    assert.equal(
      shown('a<br>b <kbd>Ctrl</kbd> <sub onclick="x">1</sub> <b>c</b>'),
      '<p>a<br>b <kbd>Ctrl</kbd> &#60;sub onclick=&#34;x&#34;&#62;1</sub> &#60;b&#62;c&#60;/b&#62;</p>',
    );
    assert.equal(
      shown('<details>\n<summary>More</summary>\n\n*inside*\n\n</details>'),
      '<details>\n<summary>More</summary>\n<p><em>inside</em></p>\n</details>',
    );
    assert.equal(shown('<script>\nalert(1)\n</script>'), '&#60;script&#62;\nalert(1)\n&#60;/script&#62;');
  });

  test('hides hidden comments, also those over several lines or without an end', () => {
    assert.equal(shown('before <!-- in --> after'), '<p>before  after</p>');
    assert.equal(shown('<!-- one\n\ntwo -->\nafter'), '\n<p>after</p>');
    assert.equal(shown('text\n\n<!-- open <b>'), '<p>text</p>\n');
  });

  test('makes numbers of issues links, but not in code, links or entities', () => {
    const link = '<a href="/alice/app/issues/7">#7</a>';
    assert.equal(shown('Closes #7, (#7).'), `<p>Closes ${link}, (${link}).</p>`);
    assert.equal(shown('`#7` a#7 &#35;'), '<p><code>#7</code> a#7 #</p>');
    assert.equal(shown('[see #7](/x)'), '<p><a href="/x">see #7</a></p>');
  });

  test('shows a suggestion as what it changes', () => {
    assert.equal(
      shown('```suggestion\nif (a < b) {\n}\n```', ['if (a > b) {', '}']),
      table(
        row('removed', '−', 'if (a &#62; b) {') +
          row('added', '+', 'if (a &#60; b) {') +
          row('context', '', '}'),
      ),
    );
    assert.equal(shown('```suggestion\n```', ['gone']), table(row('removed', '−', 'gone')));
    assert.equal(shown('```js\n1\n```', ['gone']), '<pre><code class="language-js">1\n</code></pre>');
  });

  test('leads nowhere by script, whatever a link says', () => {
    assert.equal(shown('[x](javascript:alert)'), '<p><a href="">x</a></p>');
  });

  test('never lets out a tag or an attribute that is not on the list', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
        const left = shown(parts.join(''), ['<script>']).replaceAll(allowed, '');
        assert.doesNotMatch(left, /[<>]/);
      }),
      { numRuns: 500 },
    );
  });
});
