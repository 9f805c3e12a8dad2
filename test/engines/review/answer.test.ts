import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Answer, readAnswer } from '../../../src/engines/review/answer.ts';
import type { Reading } from '../../../src/ports/model.ts';

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

const claim = {
  path: 'src/price.js',
  side: 'new',
  severity: 'high',
  category: 'bug',
  confidence: 0.9,
  title: 'A fixed coupon never takes anything off',
  quote: '  return Math.max(cents - coupon.cents, cents);',
  body: 'With 1000 and a coupon of 300 the result is 1000, since `Math.max` picks the larger.',
  suggestion: '  return Math.max(cents - coupon.cents, 0);',
} as const;

const fence = '```';

/** The only claim of an answer. */
function claimIn(reading: Reading<Answer>) {
  assert.ok(reading.is === 'value', JSON.stringify(reading));
  const [first, ...others] = reading.value.claims;
  assert.deepEqual(others, []);
  return first;
}

function faultOf(reading: Reading<Answer>): string {
  return reading.is === 'fault' ? reading.fault : JSON.stringify(reading.value);
}

suite("a reader's answer", () => {
  test('is read with its thoughts left out and its code byte for byte', () => {
    const text = `I looked at it, line by line.\n\n<summary>\nAdds coupons.\n</summary>\n${finding}\n`;
    assert.deepEqual(readAnswer(text, true), {
      is: 'value',
      value: { summary: 'Adds coupons.', claims: [claim] },
    });
  });

  test('may hold no finding, where it says so or describes the change', () => {
    const nothing = { is: 'value', value: { summary: null, claims: [] } };
    assert.deepEqual(readAnswer('Every line is right.\n\n<none/>', false), nothing);
    assert.deepEqual(readAnswer('  <none />\n', false), nothing);
    assert.deepEqual(readAnswer('<summary>Only words.</summary>', true), {
      is: 'value',
      value: { summary: 'Only words.', claims: [] },
    });
  });

  test('keeps each of several findings', () => {
    const reading = readAnswer(`${finding}\n${finding}`, false);
    assert.deepEqual(reading, { is: 'value', value: { summary: null, claims: [claim, claim] } });
  });

  test('keeps a suggestion that holds a closing tag of its own', () => {
    const code = 'a = "</suggestion>";\n\nb();';
    assert.equal(claimIn(readAnswer(finding.replace(claim.suggestion, code), false))?.suggestion, code);
  });

  test('keeps a longer fence whole where the code holds a fence', () => {
    const code = `say('${fence}');\n${fence}\nlast();`;
    const longer = finding.replace(
      `${fence}js\n${claim.suggestion}\n${fence}`,
      `${fence}${fence}\n${code}\n${fence}${fence}`,
    );
    assert.equal(claimIn(readAnswer(longer, false))?.suggestion, code);
  });

  test('may dress its words up, and leave out the side and the suggestion', () => {
    const dressed = finding
      .replace('path: src/price.js', '- **Path**: `src/price.js`')
      .replace('side: new\n', '')
      .replace('severity: High', '- Severity: *high*')
      .replace(/<suggestion>[^]*<\/suggestion>\n/, '');
    assert.deepEqual(claimIn(readAnswer(dressed, false)), { ...claim, suggestion: null });
  });

  test('suggests that lines go away by an empty block', () => {
    const empty = finding.replace(`${claim.suggestion}\n`, '');
    assert.equal(claimIn(readAnswer(empty, false))?.suggestion, '');
  });

  for (const [what, text, summarises, fault] of [
    ['without the summary that was asked for', finding, true, 'There is no <summary> section.'],
    [
      'with neither a finding nor <none/>',
      'Looks good!',
      false,
      'There is neither a <finding> section nor <none/>.',
    ],
    [
      'with a finding that was cut off',
      finding.slice(0, 200),
      false,
      'Finding 1 is not closed with </finding>.',
    ],
  ] as const) {
    test(`${what} is a fault that says so`, () => {
      assert.deepEqual(readAnswer(text, summarises), { is: 'fault', fault });
    });
  }

  for (const [field, written, other] of [
    ['severity', 'High', 'scary'],
    ['category', 'bug', 'beauty'],
    ['confidence', '0.9', 'very'],
    ['confidence', '0.9', '90'],
    ['side', 'new', 'both'],
    ['title', claim.title, ''],
    ['quote', claim.quote, ''],
    ['body', claim.body, ''],
  ] as const) {
    test(`with ${field} '${other}' is a fault that names the finding and the field`, () => {
      const broken = finding.replace(written, other);
      assert.match(faultOf(readAnswer(`${broken}\n${broken}`, false)), new RegExp(`^Finding 1: ${field}: `));
    });
  }

  test('loses only the finding that cannot be read', () => {
    const broken = finding.replace('High', 'scary');
    assert.deepEqual(readAnswer(`${broken}\n${finding}`, false), readAnswer(finding, false));
  });
});
