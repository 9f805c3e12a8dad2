import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { array, assert as assertProperty, constantFrom, property } from 'fast-check';
import { addedText } from '../../src/adapters/github/added-text.ts';

suite('the text that an edit added', () => {
  test('is its new lines, whichever way lines end', () => {
    assert.equal(addedText('first\r\nlast', 'first\n/review\nlast'), '/review');
    assert.equal(addedText('first\nlast', 'first\r\n/review now\r\nlast\r\n'), '/review now');
  });

  test('is nothing where lines were only removed, moved or spaced out', () => {
    assert.equal(addedText('/review\nplease\n/help', '/help\n\n/review'), '');
    assert.equal(addedText('a', ''), '');
  });

  test('is a command once more where it stands once more', () => {
    assert.equal(addedText('/review', '/review\n/review'), '/review');
  });

  test('is a changed line as a whole', () => {
    assert.equal(addedText('please /review', '/review'), '/review');
  });

  test('keeps the fence or the HTML comment that a new line stands in', () => {
    assert.equal(addedText('```sh\nls\n```', '```sh\nls\n/review\n```'), '```sh\n\n/review\n```');
    assert.equal(addedText('a <!-- b\n-->', 'a <!-- b\n/review\n-->'), '<!--\n/review\n-->');
  });

  test('never holds an old line that could be a command', () => {
    const line = constantFrom(
      '/review',
      '/help me',
      '@bot review',
      '> /review',
      '```',
      '~~~~',
      '<!-- /stop',
      'text',
      '',
    );
    const text = array(line, { maxLength: 8 });
    assertProperty(
      property(text, text, (before, after) => {
        const added = addedText(before.join('\n'), after.join('\r\n')).split('\n');
        for (const command of ['/review', '/help me', '@bot review']) {
          const more = countOf(after, command) - countOf(before, command);
          assert.equal(countOf(added, command), Math.max(0, more));
        }
      }),
    );
  });
});

function countOf(lines: readonly string[], line: string): number {
  return lines.filter((each) => each === line).length;
}
