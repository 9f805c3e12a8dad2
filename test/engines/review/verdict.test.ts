import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type Bar,
  objection,
  readVerdict,
  type Verdict,
  verdictForm,
} from '../../../src/engines/review/verdict.ts';

const written = `I read the function and its only caller.

<verdict>
introduced: yes
trigger: divide(1, 0)
outcome: Infinity is shown as a price
contradicted: no
kind: defect
repeats: no
ran: yes
severity: High
confidence: 0.8
title: A price of Infinity
<proof>
path: src/math.js
\`\`\`js
  return a / b;
\`\`\`
</proof>
<proof>
path: src/cart.js
\`\`\`
divide(sum, items.length)
\`\`\`
</proof>
<body>
With no items the price is Infinity.
</body>
<suggestion>
\`\`\`
  return b === 0 ? 0 : a / b;
\`\`\`
</suggestion>
</verdict>`;

const verdict: Verdict = {
  introduced: 'yes',
  trigger: 'divide(1, 0)',
  outcome: 'Infinity is shown as a price',
  contradicted: 'no',
  kind: 'defect',
  repeats: 'no',
  ran: 'yes',
  severity: 'high',
  confidence: 0.8,
  title: 'A price of Infinity',
  body: 'With no items the price is Infinity.',
  proofs: [
    { path: 'src/math.js', quote: '  return a / b;' },
    { path: 'src/cart.js', quote: 'divide(sum, items.length)' },
  ],
  suggestion: '  return b === 0 ? 0 : a / b;',
};

suite('a verdict', () => {
  test('is read with every answer', () => {
    assert.deepEqual(readVerdict(written), { is: 'value', value: verdict });
  });

  test('is the last one, where a draft of it comes first', () => {
    const draft = written.replace('introduced: yes', 'introduced: no');
    assert.deepEqual(readVerdict(`${draft}\n\nNo, wait.\n\n${written}`), { is: 'value', value: verdict });
  });

  test('has the form that models are shown', () => {
    const keys = [...verdictForm.matchAll(/^(\w+): /gm)].map(([, key]) => key);
    const read = Object.keys(verdict).filter((key) => !['proofs', 'body', 'suggestion'].includes(key));
    assert.deepEqual(new Set(keys.filter((key) => key !== 'path')), new Set(read));
  });

  test('rests on nothing that was run unless it says so', () => {
    const reading = readVerdict(written.replace('ran: yes\n', ''));
    assert.deepEqual(reading, { is: 'value', value: { ...verdict, ran: 'no' } });
  });

  for (const [what, from, to, fault] of [
    ['that is not there', /<verdict>[^]*/, 'It holds.', 'There is no <verdict> section.'],
    ['that was cut off', '</verdict>', '', 'The verdict is not closed with </verdict>.'],
    ['without a proof', /<proof>[^]*<\/proof>\n/, '', 'proofs: there is no <proof> with quoted code'],
  ] as const) {
    test(`${what} is a fault that says so`, () => {
      assert.deepEqual(readVerdict(written.replace(from, to)), { is: 'fault', fault });
    });
  }

  for (const [field, from, to] of [
    ['introduced', 'introduced: yes', 'introduced: perhaps'],
    ['trigger', 'trigger: divide(1, 0)', 'trigger:'],
    ['outcome', 'outcome: Infinity is shown as a price\n', ''],
    ['contradicted', 'contradicted: no', 'contradicted: yes and no'],
    ['kind', 'kind: defect', 'kind: nit'],
    ['repeats', 'repeats: no\n', ''],
    ['severity', 'severity: High', 'severity: scary'],
    ['confidence', 'confidence: 0.8', 'confidence: 8'],
    ['proofs.0.quote', '  return a / b;\n', ''],
    ['proofs.1.path', 'path: src/cart.js\n', ''],
  ] as const) {
    test(`with '${to}' is a fault that names ${field}`, () => {
      const reading = readVerdict(written.replace(from, to));
      assert.ok(reading.is === 'fault' && reading.fault.startsWith(`${field}: `), JSON.stringify(reading));
    });
  }
});

const bar: Bar = { confidence: 0.6, severity: 'medium' };

suite('a claim', () => {
  test('is told where nothing speaks against it', () => {
    assert.equal(objection(verdict, bar), undefined);
    assert.equal(objection({ ...verdict, confidence: 0.6, severity: 'medium' }, bar), undefined);
  });

  for (const [reason, answers] of [
    ['not introduced', { introduced: 'no' }],
    ['no trigger', { trigger: 'none' }],
    ['no trigger', { trigger: '"None" that can occur' }],
    ['contradicted', { contradicted: 'yes' }],
    ['style or advice', { kind: 'style' }],
    ['style or advice', { kind: 'advice' }],
    ['repeated', { repeats: 'yes' }],
    ['not sure enough', { confidence: 0.59 }],
    ['not severe enough', { severity: 'low' }],
  ] as const) {
    test(`falls as '${reason}' by ${JSON.stringify(answers)} alone`, () => {
      assert.equal(objection({ ...verdict, ...answers }, bar), reason);
    });
  }

  test('does not fall by a trigger that begins like none', () => {
    assert.equal(objection({ ...verdict, trigger: 'nonexistent ids' }, bar), undefined);
  });
});
