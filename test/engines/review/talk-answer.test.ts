import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readTalk, talkForm } from '../../../src/engines/review/talk-answer.ts';

const proof = '<proof>\npath: `a.js`\n```js\n\n  if (b) {\n    c();\n```\n</proof>\n';

function answer(stand: string, inside: string): string {
  return `<answer>\nstand: ${stand}\n${inside}</answer>`;
}

suite('an answer in a thread', () => {
  test('is read with its stand, its words, its proofs as they stand, and its rule', () => {
    const text = answer(
      '**Withdraw**',
      `${proof}<reply>\nThe guard\nholds.\n</reply>\n<lesson>\nNo\nguards.\n</lesson>\n`,
    );
    assert.deepEqual(readTalk(`I looked.\n${text}`), {
      is: 'value',
      value: {
        is: 'reply',
        stand: 'withdraw',
        text: 'The guard\nholds.',
        proofs: [{ path: 'a.js', quote: '  if (b) {\n    c();' }],
        lesson: 'No guards.',
      },
    });
  });

  test('may be silence', () => {
    assert.deepEqual(readTalk('They talk among themselves.\n<silent/>'), {
      is: 'value',
      value: { is: 'silent' },
    });
  });

  test('that says something is no silence, though the word stands in it', () => {
    const read = readTalk(`<silent/>\n${answer('keep', '<reply>\nIt fails.\n</reply>\n')}`);
    assert.deepEqual(read.is === 'value' && read.value.is, 'reply');
  });

  const faults = [
    ['without either form', 'It is fine.', 'There is neither an <answer> section nor <silent/>.'],
    ['that is not closed', '<answer>\nstand: keep', 'The answer is not closed with </answer>.'],
    ['without words', answer('keep', ''), 'text: there is no <reply>'],
    [
      'that withdraws without a proof',
      answer('withdraw', '<reply>\nYou are right.\n</reply>\n'),
      'A finding is withdrawn only with a <proof> that shows why it was wrong.',
    ],
    [
      'with code that nobody looks up',
      answer('keep', '<reply>\nSee:\n```\nif (b)\n```\n</reply>\n'),
      'There is a block of code in <reply>. Quote code in <proof> sections: they are shown below it.',
    ],
  ] as const;
  for (const [title, text, fault] of faults) {
    test(`${title} is given back`, () => assert.deepEqual(readTalk(text), { is: 'fault', fault }));
  }

  test('with a stand that is none is given back', () => {
    assert.match(
      JSON.stringify(readTalk(answer('approve', '<reply>\nYes.\n</reply>\n'))),
      /stand: Invalid option/,
    );
  });

  test('in the form that is asked for only lacks its choice', () => {
    assert.match(JSON.stringify(readTalk(talkForm)), /stand: /);
  });
});
