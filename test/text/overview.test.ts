import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Overview } from '../../src/core/overview.ts';
import { overviewFiles, overviewLead } from '../../src/text/overview.ts';

const bare: Overview = { summary: 'Adds coupons.', files: [], risk: null, effort: null, requirements: [] };

suite('an overview', () => {
  test('of which only the summary could be read says nothing else', () => {
    assert.deepEqual([overviewLead(bare), overviewFiles(bare)], [[], []]);
  });

  test('tells risk and effort in one line, as far as they are known', () => {
    const risk = { level: 'high', why: 'Orders are lost.' } as const;
    assert.deepEqual(overviewLead({ ...bare, risk, effort: 3 }), [
      '**Risk:** high. Orders are lost. **Effort to review:** 3 of 5.',
    ]);
    assert.deepEqual(overviewLead({ ...bare, risk: { ...risk, why: '' } }), ['**Risk:** high.']);
  });

  test('tells of each issue how much is met, and each requirement with its place', () => {
    const requirements = [
      { issue: 7, text: 'Coupons expire.', met: 'yes', place: 'src/coupon.js' },
      { issue: 9, text: 'Rates are kept.', met: 'unclear', place: null },
      { issue: 7, text: 'Coupons are counted.', met: 'partly', place: null },
      { issue: 7, text: 'Coupons are mailed.', met: 'no', place: null },
    ] as const;
    assert.deepEqual(overviewLead({ ...bare, requirements }), [
      `**Issue 7:** 1 of 3 met, as far as the code tells

- met: Coupons expire. (\`src/coupon.js\`)
- met in part: Coupons are counted.
- not met: Coupons are mailed.`,
      '**Issue 9:** 0 of 1 met, as far as the code tells\n\n- cannot be told: Rates are kept.',
    ]);
  });

  test('names files as code, whatever their names hold', () => {
    const files = [{ path: 'a`b.js', what: 'Counts.' }];
    assert.deepEqual(overviewFiles({ ...bare, files }), [
      '<details>\n<summary>What changed in which file</summary>',
      '- ``a`b.js``: Counts.',
      '</details>',
    ]);
  });
});
