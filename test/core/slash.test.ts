import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { addedText, type Invocation, parseSlash } from '../../src/core/slash.ts';

function asked(text: string): readonly Invocation[] {
  return parseSlash(text, {
    botName: 'patchwright',
    heads: [{ name: 'review' }, { name: 'generate-tests' }],
  });
}

function askedBy(before: string, after: string): readonly Invocation[] {
  return asked(addedText(before, after));
}

const review = { name: 'review', args: [], line: 1 };

suite('a command is asked for', () => {
  test('by a slash at the start of a line', () => {
    assert.deepEqual(asked('/review'), [review]);
  });

  test('after at most three blanks', () => {
    assert.deepEqual(asked('   /review'), [review]);
    assert.deepEqual(asked('text\n    /review'), []);
  });

  test('by a mention of the app in all its spellings', () => {
    const spellings = [
      '@patchwright review',
      '@Patchwright review',
      '@patchwright[bot] review',
      '@patchwright: review',
      '@patchwright, review',
      '@patchwright[bot]: review',
      '@patchwright /review',
      '@patchwright REVIEW',
    ];
    assert.deepEqual(
      spellings.map(asked),
      spellings.map(() => [review]),
    );
  });

  test('by an app whose name is given with its suffix', () => {
    assert.deepEqual(parseSlash('@mybot review', { botName: 'mybot[bot]', heads: [{ name: 'review' }] }), [
      review,
    ]);
  });

  test('in any case', () => {
    assert.deepEqual(asked('/Review'), [review]);
  });

  test('on any line, which is told', () => {
    assert.deepEqual(asked('Thanks!\r\n\r\n/review\r\n/generate-tests src\r\n'), [
      { name: 'review', args: [], line: 3 },
      { name: 'generate-tests', args: ['src'], line: 4 },
    ]);
  });

  test('once, however often it is said with the same arguments', () => {
    assert.deepEqual(asked('/review a\n/review b\n/REVIEW   a'), [
      { name: 'review', args: ['a'], line: 1 },
      { name: 'review', args: ['b'], line: 2 },
    ]);
  });

  test('ten times at most', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `/review ${index}`);
    assert.deepEqual(
      asked(lines.join('\n')).map(({ args }) => args[0]),
      ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    );
  });
});

suite('nothing is asked for', () => {
  const quiet = {
    'in the midst of a line': 'please /review',
    'by an unknown name': '/approve',
    'by a longer name': '/reviews',
    'by a path': '/review/src/index.ts',
    'by a name with a full stop': '/review.',
    'by a mention of somebody else': '@patchwright2 review\n@my-patchwright review\n@patchwright-team review',
    'by a bare mention': '@patchwright',
    'by a mention without a command': '@patchwright could you review this?',
    'in a quote': '> /review',
    'in a quote in a list': '- > /review',
    'in the text that directly follows a quote': '> they said\n/review',
    'in a fence': '```\n/review\n```',
    'in a fence of tildes': '~~~ sh\n/review\n~~~',
    'in a fence that is never closed': '```\n/review',
    'in a fence that holds a shorter one': '````\n```\n/review\n```\n````',
    'in a fence that a line with words does not close': '```\n``` not yet\n/review\n```',
    'in a fence in a list': '- ```\n  /review\n  ```',
    'in a fence in a nested list': '1. a\n   - b\n\n     ```\n  \n     /review\n     ```',
    'in code that is indented': 'a\n\n    /review',
    'in code that is indented by a tab': 'a\n\n\t/review',
    'in inline code that spans lines': 'run `a\n/review\nb` now',
    'in inline code with two ticks': '``a\n/review ` ``',
    'in a comment that GitHub hides': '<!--\n/review\n-->',
    'in a hidden comment with blank lines': '<!-- a\n\n/review\n\n-->',
    'in a hidden comment within a paragraph': 'see <!-- a\n/review --> this',
    'in a hidden comment that is never closed': '<!--\n/review',
    'in preformatted HTML': '<pre>\n\n/review\n</pre>',
    'in a block of HTML': '<div>\n/review\n</div>',
    'in an attribute of a tag': 'a <a title="\n/review\n">b</a>',
    'in a heading': '# /review',
    'in a list': '- /review',
  };
  for (const [where, text] of Object.entries(quiet)) {
    test(where, () => {
      assert.deepEqual(asked(text), []);
    });
  }
});

suite('a command is heard again', () => {
  const heard = {
    'after a quote and a blank line': '> they said\n\n/review',
    'after a fence': '```\ncode\n```\n/review',
    'after a list whose fence was left open': '- ```\n  code\n\n/review',
    'after a hidden comment': '<!-- a -->\n/review',
    'after a block of HTML and a blank line': '<details>\n\n/review\n\n</details>',
    'after a heading': '# Now\n/review',
    'after a tick that is no code': 'the key is `, see\n/review',
    'after an escaped tick': 'the key is \\`, see\n/review\nand `',
    'after inline code': 'run `a` and\n/review',
    'after an opened comment that never closes in its paragraph': 'a <!-- b\n/review',
    'after tags within a line': '<b>Now</b> please\n/review',
  };
  for (const [where, text] of Object.entries(heard)) {
    test(where, () => {
      assert.deepEqual(
        asked(text).map(({ name }) => name),
        ['review'],
      );
    });
  }
});

suite('arguments', () => {
  const cases: Record<string, readonly string[]> = {
    'a b\tc': ['a', 'b', 'c'],
    '"error handling" x': ['error handling', 'x'],
    "'error handling' x": ['error handling', 'x'],
    '--focus="error handling"': ['--focus=error handling'],
    '""': [''],
    "don't forget 'a b'": ["don't", 'forget', 'a b'],
    '"never closed': ['"never', 'closed'],
    "it's what it's": ["it's", 'what', "it's"],
    'say "a b"c': ['say', '"a', 'b"c'],
    '`src/a b.ts`': ['`src/a', 'b.ts`'],
  };
  for (const [text, args] of Object.entries(cases)) {
    test(`of ${text}`, () => {
      assert.deepEqual(asked(`/review ${text}`), [{ name: 'review', args, line: 1 }]);
    });
  }
});

suite('an edited comment', () => {
  test('asks for what was added', () => {
    assert.deepEqual(askedBy('Hello', 'Hello\n\n/review'), [{ name: 'review', args: [], line: 3 }]);
  });

  test('does not ask again for what stood there', () => {
    assert.deepEqual(askedBy('/review\n\nThanks', 'Dear all,\n\n/review \n\nThank you'), []);
  });

  test('asks for a command with other arguments', () => {
    assert.deepEqual(askedBy('/review', '/review src'), [{ name: 'review', args: ['src'], line: 1 }]);
  });

  test('asks for a command that is now there twice', () => {
    assert.deepEqual(askedBy('/review', '/review\n/review'), [{ name: 'review', args: [], line: 2 }]);
  });

  test('asks for what was quoted and is no longer', () => {
    assert.deepEqual(askedBy('> /review', '/review'), [review]);
  });

  test('asks for nothing by a line that was added to code', () => {
    assert.deepEqual(askedBy('```\na\n```', '```\na\n/review\n```'), []);
  });

  test('still reads as it did', () => {
    assert.equal(
      addedText('/review\n@patchwright review', 'Hm.\r\n  /review\r\n@patchwright review'),
      'Hm.\n  \\/review\n\\@patchwright review',
    );
  });
});
