import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { addedText, parseSlash } from '../../src/core/slash.ts';

const known = { botName: 'patchwright', heads: [{ name: 'review' }] };

/**
 * Lines that open, close and confuse blocks, with commands between them. Left out is what the parser below and GitHub's take
 * differently: a tag by itself, and indented code right before a list.
 */
const line = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('/review', '  /review', '   /review x', '@patchwright review') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...'|text|text `a|` b|``|\\` x|a <!-- b|x <b>|<a title="|">|`<!--`'.split('|'),
      ...'```|````|~~~|```js|  ```|   ```|> q|>|> ```|- > q|> - a|>> q|> <!--'.split('|'),
      ...'- |- a|- ```|1. a|1. ```|2. ```|  - b|- - ```|10. a'.split('|'),
      ...'<!--|-->|<!-- a -->|<pre>|<div>|</div>|<details>'.split('|'),
      ...'# h|# h ` x|---|***|===|* * *'.split('|'),
    ),
  },
);
const markdown = fc.array(line, { maxLength: 10 }).map((lines) => lines.join('\n'));

suite('whatever a comment holds', () => {
  test('reading it never throws and asks only for what is known, ten times at most', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), markdown), (text) => {
        const invocations = parseSlash(text, known);
        assert.ok(invocations.length <= 10);
        assert.ok(invocations.every(({ name }) => name === 'review'));
      }),
      { numRuns: 2_000 },
    );
  });

  test('nothing is asked for when all of it is quoted', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        assert.deepEqual(parseSlash(text.replaceAll(/^/gm, '> '), known), []);
      }),
      { numRuns: 2_000 },
    );
  });

  test('nothing is asked for when all of it is fenced', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        assert.deepEqual(parseSlash(`\`\`\`\`\`\n${text}\n\`\`\`\`\``, known), []);
      }),
      { numRuns: 2_000 },
    );
  });

  test('what is asked for is shown as text by a Markdown parser', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const shown = linesOfText(text);
        for (const invocation of parseSlash(text, known)) assert.ok(shown.has(invocation.line));
      }),
      { numRuns: 4_000 },
    );
  });

  test('an edit that changes nothing asks for nothing', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        assert.deepEqual(parseSlash(addedText(text, text), known), []);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The lines on which text stands that is neither quoted nor code nor HTML. */
function linesOfText(markdown: string): ReadonlySet<number> {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return new Set(
    textNodes(tree).flatMap(({ position }) => linesBetween(position?.start.line, position?.end.line)),
  );
}

function textNodes(node: Nodes): readonly Nodes[] {
  if (node.type === 'text') return [node];
  return 'children' in node && node.type !== 'blockquote' ? node.children.flatMap(textNodes) : [];
}

function linesBetween(start = 0, end = 0): readonly number[] {
  return Array.from({ length: end - start + 1 }, (_, index) => start + index);
}
