import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readReviewAnswer } from '../../src/engines/review/answer.ts';

const finding = `<finding>
path: src/price.js
side: new
severity: High
category: bug
confidence: 0.9
title: A fixed coupon never takes anything off
<quote>
\`\`\`js
  return Math.max(cents - coupon.cents, cents);
\`\`\`
</quote>
<body>
With 1000 and a coupon of 300 the result is 1000, since \`Math.max\` picks the larger.
</body>
<suggestion>
\`\`\`js
  return Math.max(cents - coupon.cents, 0);
\`\`\`
</suggestion>
</finding>`;

suite('an answer of the reviewer', () => {
  test('is read with its findings, code byte for byte', () => {
    assert.deepEqual(
      readReviewAnswer(`I looked at it.\n\n<summary>\nAdds coupons.\n</summary>\n${finding}\n`),
      {
        is: 'value',
        value: {
          summary: 'Adds coupons.',
          claims: [
            {
              path: 'src/price.js',
              side: 'new',
              severity: 'high',
              category: 'bug',
              confidence: 0.9,
              title: 'A fixed coupon never takes anything off',
              quote: '  return Math.max(cents - coupon.cents, cents);',
              body: 'With 1000 and a coupon of 300 the result is 1000, since `Math.max` picks the larger.',
              suggestion: '  return Math.max(cents - coupon.cents, 0);',
            },
          ],
        },
      },
    );
  });

  test('may hold no finding at all', () => {
    assert.deepEqual(readReviewAnswer('<summary>Only words.</summary>'), {
      is: 'value',
      value: { summary: 'Only words.', claims: [] },
    });
  });

  test('keeps each of several findings', () => {
    const reading = readReviewAnswer(`<summary>\nTwo.\n</summary>\n${finding}\n${finding}`);
    assert.equal(reading.is === 'value' && reading.value.claims.length, 2);
  });

  test('keeps a suggestion that holds a fence or a closing tag of its own', () => {
    const reading = readReviewAnswer(
      `<summary>s</summary>\n${finding.replace('  return Math.max(cents - coupon.cents, 0);', 'a = "</suggestion>";\n\nb();')}`,
    );
    assert.equal(
      reading.is === 'value' && reading.value.claims[0]?.suggestion,
      'a = "</suggestion>";\n\nb();',
    );
  });

  test('without a summary is a fault that says so', () => {
    assert.deepEqual(readReviewAnswer('Looks good to me!'), {
      is: 'fault',
      fault: 'There is no <summary> section.',
    });
  });

  test('with a finding that was cut off is a fault', () => {
    const cut = `<summary>\ns\n</summary>\n${finding.slice(0, 200)}`;
    assert.deepEqual(readReviewAnswer(cut), {
      is: 'fault',
      fault: 'Finding 1 is not closed with </finding>.',
    });
  });

  test('with a severity of its own invention is a fault that names the field', () => {
    const reading = readReviewAnswer(`<summary>s</summary>\n${finding.replace('High', 'scary')}`);
    assert.match(reading.is === 'fault' ? reading.fault : '', /^Finding 1: severity: /);
  });
});
