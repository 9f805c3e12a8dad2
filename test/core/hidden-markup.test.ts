import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { array, assert as check, constantFrom, property } from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { stripHidden } from '../../src/core/hidden-markup.ts';
import { hiddenIn } from './hidden.ts';

suite('prose in a prompt', () => {
  const cases: readonly (readonly [name: string, text: string, stripped: string])[] = [
    ['loses comments and keeps their lines', 'a <!-- x\ny --> b\nc', 'a \n b\nc'],
    ['loses a comment that never ends', 'a\n\n<!-- x\n\ny', 'a\n\n\n\n'],
    ['keeps a comment mark in a sentence', 'a <!-- b\n\nc', 'a <!-- b\n\nc'],
    ['loses tags with all they say', '<p title="x">a<br>b <b class="y">c</b></p>', 'a b c'],
    ['loses a tag with an address that hides text', '<a href="u" title="x\ny">a</a>', '\na'],
    ['loses an attribute that reaches over a fence', '<div title="\n\n```\nx\n```\n">a', '\n\n\n\n\na'],
    ['loses what invisible elements hold', 'a <template><template>x</template>y</template> b', 'a  b'],
    ['loses what a hidden element holds', 'a <span hidden>x</span><i style="display: none">y</i> b', 'a  b'],
    [
      'loses pictures and their descriptions',
      '![x [y] z](u "t") ![x][r] ![r]\n\n[r]: u',
      '[image] [image] [image]\n\n',
    ],
    ['loses definitions that are comments', '[//]: # (x)\n[x y z]: <> "w"\na', '\n\na'],
    [
      'loses the labels and addresses of definitions',
      '[a][x y], [b][x Y], c[0][1]\n\n> [x y]: u\n> "t"',
      '[a], [b], c[0][1]\n\n> \n',
    ],
    ['loses titles of links', '[a](u "x") [b](<u> (x)) [c](<x y z>) [](u)', '[a](u) [b](#) [c](#) '],
    [
      'loses what follows the language of a fence',
      '```js x y\na\n```\n> ~~~ md z\n',
      '```js\na\n```\n> ~~~ md\n',
    ],
    [
      'loses footnotes that nothing names',
      'a[^1]\n\n[^1]: b\n[^2]: x\ny\n\n    z\n\nc',
      'a[^1]\n\n[^1]: b\n\n\n\n\n\nc',
    ],
    ['loses hidden characters', 'a\u200Bb\u202Ec\u{E0041}\u2028d', 'abc d'],
    ['finds a comment behind hidden characters and other comments', '<!\u200B-- x --><<b>!-- z -->a', 'a'],
  ];
  for (const [name, text, stripped] of cases) {
    test(name, () => {
      assert.equal(stripHidden(text), stripped);
    });
  }

  test('keeps what a person sees', () => {
    const text = [
      '# Crash in `Map<String, Foo>`',
      '',
      'When `a < b` and 3 <4, `<App title="x">` fails; see <https://example.org/a_b> and [the log](https://example.org/log).',
      'Array access a[i][j], a task:',
      '- [ ] one &lt;br&gt;',
      '- two',
      '',
      '  ```tsx',
      '  <App title="x"><!-- shown --></App>',
      '  ```',
      '',
      '```html',
      '<!-- shown -->',
      '[a]: b',
      '```',
      '| a | b |',
      '| - | - |',
      '| 1 | 2 |',
    ].join('\n');
    assert.equal(stripHidden(text), text);
  });

  const doubtful: readonly (readonly [name: string, text: string, stripped: string])[] = [
    ['a fence that one reading closes', ' ```\nx\n```\n<!-- h -->\n```', ' ```\nx\n```\n\n```'],
    [
      'a fence that a list closes',
      '- x\n\n  ```\n     ```\n  <!-- h -->\n  ```',
      '- x\n\n  ```\n     ```\n  \n  ```',
    ],
    [
      'a fence that ends with its list',
      '- x\n\n  ```\n a\n  <!-- h -->\n  ```',
      '- x\n\n  ```\n a\n  \n  ```',
    ],
    [
      'a fence after one inside a tag',
      '<div title="\n\n```\n">\n\n```\n<!-- h -->\n```',
      '\n\n\n\n\n```\n\n```',
    ],
    ['a fence inside raw text', '<pre>\n\n```\n<!-- h -->\n```\n</pre>', '\n\n```\n\n```\n'],
    ['a fence inside a text area', '<textarea>\n\n```\n<!-- h -->\n```', '\n\n```\n\n```'],
    ['code that spans list items', '- a ` b\n- <!-- h --> `', '- a ` b\n-  `'],
    ['code that spans cells', '`a | <!-- h -->`\n- | -', '`a | `\n- | -'],
    ['code whose back-tick is escaped', '\\` <!-- h --> `', '\\`  `'],
    ['code after tildes', ' ~~~` `a`', ' ~~~`'],
  ];
  for (const [name, text, stripped] of doubtful) {
    test(`does not take for code ${name}`, () => {
      assert.equal(stripHidden(text), stripped);
    });
  }

  test('keeps what only looks like hidden markup', () => {
    for (const text of ['[^1]: x\n```\na\n```', '[a\n\nb](u "t")', 'a[i][j](k)', 'f(x) [WIP]: done soon']) {
      assert.equal(stripHidden(text), text.replace('[^1]: x', ''));
    }
  });

  test('keeps its lines, hides nothing from a person, and is the same when done twice', () => {
    check(
      property(array(hostileProse(), { maxLength: 25 }), (pieces) => {
        const text = pieces.join('');
        const shown = stripHidden(text);
        assert.equal(lines(shown), lines(text));
        assert.deepEqual(hiddenIn(shown), []);
        assert.deepEqual(hiddenMarkupIn(shown), []);
        assert.equal(stripHidden(shown), shown);
      }),
      { numRuns: 3000 },
    );
  });

  test('is quick with texts made to be slow', () => {
    for (const piece of [
      '<a x="',
      '![',
      '[a]: b "',
      '<!<!-- -->-- ',
      '<template>',
      '<a ',
      '`a` ',
      '[^a]: b\n',
    ]) {
      const before = performance.now();
      stripHidden(piece.repeat(60_000 / piece.length));
      assert.ok(performance.now() - before < 3000, piece);
    }
  });
});

const spaced = [
  ' ',
  '  ',
  '    ',
  '\t',
  '> ',
  '- ',
  '# ',
  '<b x=y>',
  '<div title="',
  '<u v>',
  '<p ',
  ' "t"',
  " 't'",
  '<!-- x -->',
  '[b](u "t")',
];
const broken = [
  '\n',
  '\n\n',
  '\r\n',
  '\n> ',
  '\n- ',
  '\n1. ',
  '\n  ',
  '\n   ',
  '\n===\n',
  '\n|-|-|\n',
  '```\n',
  '\n```\n',
  '```js x\n',
  '\n~~~\n',
  '<p\n',
];
const defined = ['[a]: u', '\n\n[a]: u "t"\n\n', '\n[^1]: n', '\n[a]:\n', '[a]', '![a]', '[^1]', '[x][a]'];
const marks =
  '<!-- --> <div> "> </div> <b <pre> </pre> <? ?> <![CDATA[ <script> </script> <template> </template> <https://a.b>'.split(
    ' ',
  );
const signs = '` `` ``` ~~~ `a` \\ \\` | [ ] ![ ]( ](u ) ( " x word = < > / ! &lt; \u200B'.split(' ');

function hostileProse() {
  return constantFrom(...spaced, ...broken, ...broken, ...defined, ...marks, ...signs);
}

function lines(text: string): number {
  return text.split('\n').length;
}

/** What a real Markdown parser finds that a person would not see. */
function hiddenMarkupIn(text: string): readonly string[] {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const found: string[] = [];
  JSON.stringify(tree, (key, value: unknown) => {
    const isHiddenNode =
      key === 'type' && ['html', 'image', 'imageReference', 'definition'].includes(String(value));
    if (isHiddenNode || ((key === 'title' || key === 'meta') && value !== null))
      found.push(`${key} ${String(value)}`);
    return value;
  });
  return found;
}
